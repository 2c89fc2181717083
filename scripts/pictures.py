"""Takes the pictures in the README anew, from the demo: each page in French, desks at 1280 wide, the guide at 390.

Run it with the test requirements installed: `python scripts/pictures.py [name …]`, a name or how names begin. It works
on a copy of the demo's database, which it makes if there is none or it is of another version, so that nothing it does
stays. Delete `demo.sqlite3` first for a queue that is not of the day before.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import BrowserContext, Error, sync_playwright

if TYPE_CHECKING:
    from pictures_pages import Page

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "demo.sqlite3"
ADDRESS = "http://127.0.0.1:8479"
WIDTH, HEIGHT = 1280, 960
LARGEST = 150 * 1024
COLOURS = (128, 64, 32, 16)
PATIENCE = 120
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium-browser"


class Unanswered(Exception):
    """The server does not show the page."""


def main(wanted: list[str]) -> None:
    """Take the pictures whose names begin with one of these words, or all of them."""
    manage("demo", "--no-serve", database=DEMO)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "pictures.sqlite3"
        shutil.copy(DEMO, database)
        server = subprocess.Popen(command("runserver", "--noreload", ADDRESS[7:]), cwd=ROOT, env=surroundings(database))
        try:
            sessions, doors, pages = prepare(database)
            wait_until_served()
            take([page for page in pages if page.name.startswith(tuple(wanted or [""]))], sessions, doors)
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


def prepare(database: Path) -> tuple[dict[str, str], dict[str, str], "list[Page]"]:
    """Return a session a user, the address of each customer's link, and the pages to take."""
    os.environ.update(surroundings(database))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from pictures_pages import doors, pages, sessions

    return sessions(), doors(), pages()


def wait_until_served() -> None:
    """Wait for the server, which reads the whole site first."""
    for _second in range(PATIENCE):
        try:
            urlopen(ADDRESS, timeout=5).close()
            return
        except URLError:
            time.sleep(1)
    raise SystemExit(f"nothing is served on {ADDRESS}")


def take(pages: "list[Page]", sessions: dict[str, str], doors: dict[str, str]) -> None:
    """Take each picture in French, as whoever reads the page; of the pages that fail, all are named at the end."""
    failed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        for wanted in pages:
            context = browser.new_context(viewport={"width": wanted.width, "height": HEIGHT}, base_url=ADDRESS)
            context.set_default_timeout(PATIENCE * 1000)
            try:
                enter(context, wanted.reader, sessions, doors)
                keep(wanted.name, shot(context, wanted))
            except (Unanswered, Error) as error:
                failed.append(f"{wanted.name}: {error}")
            context.close()
        browser.close()
    if failed:
        raise SystemExit("\n".join(failed))


def enter(context: BrowserContext, reader: str, sessions: dict[str, str], doors: dict[str, str]) -> None:
    """Log a user in, or open a customer's link."""
    cookies = {"django_language": "fr", **({"sessionid": sessions[reader]} if reader in sessions else {})}
    context.add_cookies([{"name": name, "value": text, "url": ADDRESS} for name, text in cookies.items()])
    if reader in doors:
        page = context.new_page()
        page.goto(doors[reader])
        page.close()


def shot(context: BrowserContext, wanted: "Page") -> Image.Image:
    """Return the top of a page as a picture, or what is below its anchor."""
    page = context.new_page()
    answer = page.goto(wanted.address)
    if answer is None or not answer.ok:
        raise Unanswered(f"{wanted.address} answers {answer and answer.status}")
    if wanted.anchor:
        page.locator(wanted.anchor).first.evaluate("element => element.scrollIntoView()")
    page.wait_for_load_state("networkidle")
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
