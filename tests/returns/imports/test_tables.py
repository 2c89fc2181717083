"""Rows out of files, whatever is wrong with some of them."""

from __future__ import annotations

import io
import json
from itertools import chain, count, islice, repeat
from typing import BinaryIO

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import Buffer

from returns.imports.tables import MAX_ROW, CsvTable, JsonTable, Row, TableRefused

KNOWN = ("number", "price", "name")


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def read_csv(content: bytes | str) -> list[Row]:
    encoded = content.encode() if isinstance(content, str) else content
    return list(CsvTable(io.BytesIO(encoded), KNOWN))


def read_json(content: bytes) -> list[Row]:
    return list(JsonTable(io.BytesIO(content)))


@pytest.mark.parametrize(
    "content",
    [
        b"number,price\n1,9\n",
        b"number,price\r\n1,9\r\n",
        b"number,price\r1,9\r",
        b"number,price\n1,9",
        b"\xef\xbb\xbfnumber,price\n1,9\n",
        b"number;price\n1;9\n",
        b"number\tprice\n1\t9\n",
        b" Number , PRICE\n1,9\n",
        b'"number","price"\n"1","9"\n',
    ],
)
def test_csv_as_programs_write_it(content: bytes) -> None:
    assert read_csv(content) == [Row(2, {"number": "1", "price": "9"})]


def test_a_decimal_comma_does_not_pass_for_a_separator() -> None:
    assert read_csv("number;price\n1;9,50\n") == [Row(2, {"number": "1", "price": "9,50"})]


def test_a_quoted_value_may_hold_separators_quotes_and_lines() -> None:
    content = 'number,name\n1,"a, ""b""\nc"\n2,d\n'
    assert read_csv(content) == [Row(2, {"number": "1", "name": 'a, "b"\nc'}), Row(4, {"number": "2", "name": "d"})]


def test_blank_lines_and_empty_rows_are_none() -> None:
    assert read_csv("\nnumber,price\n\n,\n1,9\n\n") == [Row(5, {"number": "1", "price": "9"})]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefused, match="empty"):
        read_csv(content)


@pytest.mark.parametrize("content", [b"x" * (MAX_ROW + 2), b'"number,price\n1,9\n', b",,\n1,9,\n"])
def test_a_file_without_columns_is_refused(content: bytes) -> None:
    with pytest.raises(TableRefused, match="first line"):
        read_csv(content)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,9,8", "has 3 values, but there are 2 columns"),
        ("1", "has 1 values, but there are 2 columns"),
        ('1,"9', "quotation marks"),
        ('1,"9"8', "quotation marks"),
        ("1," + "9" * 200_000, "too long"),
        ("1," + "9" * (MAX_ROW + 5), "too long"),
        ('1,"' + "9" * (MAX_ROW + 5), "too long"),
    ],
)
def test_a_faulty_row_leaves_the_others_alone(line: str, problem: str) -> None:
    first, faulty, last = read_csv(f"number,price\n1,9\n{line}\n2,8\n")
    assert (first, last) == (Row(2, {"number": "1", "price": "9"}), Row(4, {"number": "2", "price": "8"}))
    assert (faulty.line, faulty.cells) == (3, {})
    assert problem in faulty.problem


def test_an_open_quotation_mark_swallows_nothing_however_many_lines_follow() -> None:
    lines = "".join(f"{number},9\n" for number in range(30_000))
    faulty, *others = read_csv(f'number,price\n1,"9\n{lines}')
    assert faulty.problem
    assert [row.line for row in others] == list(range(3, 30_003))


def test_bytes_that_are_not_utf_8_stay_in_their_cell() -> None:
    (row,) = read_csv(b"number,name\n1,Andr\xe9\n")
    assert row.cells == {"number": "1", "name": "Andr\udce9"}


def test_nul_reaches_its_cell() -> None:
    assert read_csv(b"number,name\n1,a\0b\n") == [Row(2, {"number": "1", "name": "a\0b"})]


@given(st.lists(st.lists(st.text(alphabet='ab",;\n\r é', min_size=1), min_size=3, max_size=3), max_size=5))
def test_whatever_is_written_is_read_or_refused_row_by_row(rows: list[list[str]]) -> None:
    body = "".join(",".join(cells) + "\n" for cells in rows)
    with translation.override("en"):
        read = read_csv(f"number,price,name\n{body}last,1,x\n")
    lines = [row.line for row in read]
    assert lines == sorted(set(lines))
    assert all(bool(row.cells) != bool(row.problem) for row in read)


class Endless(io.RawIOBase):
    """A file of rows without end, to see that nothing waits for it."""

    def __init__(self) -> None:
        self.lines = chain([b"number,price\n"], map(b"%d,9\n".__mod__, count()))
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        while len(self.rest) < len(view):
            self.rest += b"".join(islice(self.lines, 1000))
        view[:], self.rest = self.rest[: len(view)], self.rest[len(view) :]
        return len(view)


def test_rows_come_while_the_file_is_read() -> None:
    stream: BinaryIO = io.BufferedReader(Endless())
    assert [row.cells["number"] for row in islice(CsvTable(stream, KNOWN), 3)] == ["0", "1", "2"]


def test_json_lines() -> None:
    content = b'\xef\xbb\xbf{"Number": "1", "price": 9.50, "name": null, "bulky": true}\n\n{"number": 2}\n'
    assert read_json(content) == [
        Row(1, {"number": "1", "price": "9.50", "name": "", "bulky": "yes"}),
        Row(3, {"number": "2"}),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"nonsense", "is not JSON"),
        (b'{"price": NaN}', "is not JSON"),
        (b'{"price": }', "is not JSON"),
        (b'{"name": "\xe9"}', "is not UTF-8"),
        (b'{"a": 1, "A": 2}', "twice"),
        (b'{"\\ud800": []}', "list or an object"),
        (b'{"price": {"amount": 9}}', "list or an object"),
        (b"[" * 90_000, "deep"),
        (b'{"price": ' + b"[" * 90_000 + b"}", "deep"),
        (b"[5]", "is no object"),
        (b"5", "is no object"),
        (b'{"name": "' + b"x" * 2_000_000 + b'"}', "longer than 1 MB"),
    ],
)
def test_a_faulty_line_of_json_leaves_the_others_alone(line: bytes, problem: str) -> None:
    first, faulty, last = read_json(b'{"number": "1"}\n' + line + b'\n{"number": "2"}\n')
    assert [first.line, faulty.line, last.line] == [1, 2, 3]
    assert (first.cells, faulty.cells, last.cells) == ({"number": "1"}, {}, {"number": "2"})
    assert problem in faulty.problem


def test_many_keys_are_no_burden() -> None:
    keys = json.dumps(dict(zip(map(str, range(50_000)), repeat(1), strict=False))).encode()
    assert len(read_json(keys)[0].cells) == 50_000
