"""Takes the pictures of the rule desk in the README anew: the demo, a draft with some changes, each page at 1280 wide.

Run it with the test requirements installed: `python scripts/pictures.py [name …]`. It works on a copy of the demo's
database, which it makes if there is none, so that nothing it does stays.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "demo.sqlite3"
ADDRESS = "http://127.0.0.1:8479"
WIDTH, HEIGHT = 1280, 960
LARGEST = 150 * 1024
COLOURS = (128, 64, 32, 16)
PATIENCE = 60
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium-browser"


def main(wanted: list[str]) -> None:
    """Take the pictures of these names, or all of them."""
    if not DEMO.exists():
        manage("demo", "--no-serve", database=DEMO)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "pictures.sqlite3"
        shutil.copy(DEMO, database)
        manage("migrate", "--verbosity=0", database=database)
        server = subprocess.Popen(command("runserver", "--noreload", ADDRESS[7:]), cwd=ROOT, env=surroundings(database))
        try:
            sessions, addresses = prepare(database)
            wait_until_served()
            take({name: address for name, address in addresses.items() if not wanted or name in wanted}, sessions)
        finally:
            server.terminate()
            server.wait()


def surroundings(database: Path) -> dict[str, str]:
    """Return the environment of the demo on a database."""
    settings = {
        "DEBUG": "1",
        "ENVIRONMENT": "Démo",
        "TASK_WORKER": "0",
        "DJANGO_SETTINGS_MODULE": "admin_site.settings",
    }
    return {**os.environ, **settings, "DATABASE_URL": f"sqlite:///{database}"}


def command(*words: str) -> list[str]:
    """Return a command of manage.py as a process takes it."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def manage(*words: str, database: Path) -> None:
    """Run a command of manage.py on a database."""
    subprocess.run(command(*words), cwd=ROOT, env=surroundings(database), check=True)


def prepare(database: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Make a draft that differs from the version in force; return a session a role, and an address a picture.

    The addresses that an editor of the catalogue reads begin with ``catalogue``.
    """
    os.environ.update(surroundings(database))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from returns.models import DeviceCategory, Ground, ReturnCase, User
    from rules import edits, impact, lifecycle
    from rules.registry import version_in_force

    sessions = {}
    people = {role: User.objects.get(groups__name=f"{role} editor") for role in ("rule", "catalogue")}
    for role, person in people.items():
        client = Client()
        client.force_login(person)
        sessions[role] = client.cookies["sessionid"].value
    current = version_in_force(rulebook="fr", at=timezone.now())
    draft = lifecycle.new_draft(version=current, by=people["rule"])
    edits.move_rule(version=draft, by=people["rule"], key="imei", priority=120, revision=1)
    edits.set_enabled(version=draft, by=people["rule"], key="high-value", enabled=False, revision=1)
    impact.start_impact(version=draft, by=people["rule"])
    case = ReturnCase.objects.filter(state="inspected").order_by("pk").first()
    pages = {"workspace": (), "matrix": (), "facts": (), "examples": (), "difference": (), "impact": (), "history": ()}
    desk = {name: reverse(f"admin:rules_desk_{name}", args=(draft.pk, *rest)) for name, rest in pages.items()}
    slots = reverse("admin:returns_photoslot_changelist")
    return sessions, {
        "desk-home": reverse("admin:index"),
        **{f"desk-{name}": address for name, address in desk.items()},
        "desk-rule": reverse("admin:rules_desk_rule", args=(draft.pk, "dead-screen")),
        "desk-try": f"{reverse('admin:rules_desk_try', args=(draft.pk,))}?case={case.reference if case else ''}",
        "desk-submit": reverse("admin:rules_desk_life", args=(draft.pk, "submit")),
        "desk-import": reverse("admin:rules_desk_import", args=(draft.rulebook_id,)),
        "catalogue-photos": f"{slots}?category__id__exact={DeviceCategory.objects.get(code='phone').pk}",
        "catalogue-uses": reverse("admin:returns_ground_uses", args=(Ground.objects.get(code="shock").pk,)),
    }


def wait_until_served() -> None:
    """Wait for the server, which reads the whole site first."""
    for _second in range(PATIENCE):
        try:
            urlopen(ADDRESS, timeout=5).close()
            return
        except URLError:
            time.sleep(1)
    raise SystemExit(f"nothing is served on {ADDRESS}")


def take(addresses: dict[str, str], sessions: dict[str, str]) -> None:
    """Take each picture in French, as the role whose page it is."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        for role, session in sessions.items():
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, base_url=ADDRESS)
            cookies = {"sessionid": session, "django_language": "fr"}
            context.add_cookies([{"name": name, "value": text, "url": ADDRESS} for name, text in cookies.items()])
            for name, address in addresses.items():
                if name.startswith("catalogue") == (role == "catalogue"):
                    keep(name, shot(context, address))
            context.close()
        browser.close()


def shot(context: BrowserContext, address: str) -> Image.Image:
    """Return the top of a page as a picture."""
    page = context.new_page()
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} answers {answer and answer.status}")
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return picture.convert("RGB")


def keep(name: str, picture: Image.Image) -> None:
    """Store a picture with as many colours as fit into ``LARGEST`` bytes."""
    sizes = (encoded(picture, colours) for colours in COLOURS)
    data = next((found for found in sizes if len(found) <= LARGEST), None)
    if data is None:
        raise SystemExit(f"{name} does not fit into {LARGEST} bytes")
    (PICTURES / f"{name}.png").write_bytes(data)
    sys.stdout.write(f"{name}: {len(data) // 1024} KB\n")


def encoded(picture: Image.Image, colours: int) -> bytes:
    """Return a picture of so many colours as a file."""
    data = io.BytesIO()
    picture.quantize(colours).save(data, "PNG", optimize=True)
    return data.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
