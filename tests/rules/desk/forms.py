"""What a browser sends of a form: its successful controls, with what HTML does to their texts."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import QueryDict

Attributes = list[tuple[str, str | None]]


def sent(html: str) -> QueryDict:
    """The fields of the only form in the HTML (or of all of it), before anybody touched them."""
    parser = _Controls()
    # The parser of a browser knows one kind of line break, and no NUL.
    parser.feed(html.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    parser.close()
    return parser.data


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data = QueryDict(mutable=True)
        self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.textarea: str | None = None
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        own = {name: "" if value is None else value for name, value in attrs}
        match tag:
            case "input":
                self.input(own)
            case "select":
                self.select, self.options = own.get("name", ""), []
            case "option":
                self.options.append((own["value"], "selected" in own))
            case "textarea":
                self.textarea, self.text = own.get("name", ""), []

    def input(self, own: dict[str, str]) -> None:
        kind, name, value = own.get("type", "text"), own.get("name", ""), own.get("value", "")
        if not name or "disabled" in own or (kind in ("checkbox", "radio") and "checked" not in own):
            return
        if kind == "text":
            value = value.replace("\n", "").replace("\r", "")
        self.data.appendlist(name, value.replace("\r\n", "\n").replace("\n", "\r\n"))

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.options:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.data.appendlist(self.select, chosen[-1].replace("\n", "\r\n"))
        elif tag == "textarea" and self.textarea is not None:
            text = "".join(self.text).removeprefix("\n")
            self.data.appendlist(self.textarea, text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n"))
            self.textarea = None
