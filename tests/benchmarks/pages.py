"""`make bench`: what the guide and the portal weigh, and how soon a cheap phone on a slow network shows them.

The site runs as in production (gunicorn, compressed static files) on returns of its own; Chromium shows each page for
the first time, 390 pixels wide, four times slower than this machine and over the network that Lighthouse takes for
"slow 4G". KB are gzipped, without photos; what a proxy would still compress is counted as if it did.
"""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

LARGEST_KB, MOST_SCRIPTS = 60, 1
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
PATIENCE = 60
GUIDE = (
    "",
    "question/damage.shock/",
    "photo/photo.front_on/",
    "imei/",
    "step/data/",
    "step/sign_out/",
    "slip/",
    "shipping/",
    "verdict/",
    "messages/",
    "help/",
    "data/",
    "find/",
)
PORTAL = ("", "case/{case}/", "members/", "notifications/")
KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JS"}
OBSERVED = """() => new Promise((done) => {
  const found = {lcp: 0, cls: 0, long: []};
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({type, buffered: true});
  watch("largest-contentful-paint", (entry) => { found.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) found.cls += entry.value; });
  watch("longtask", (entry) => { found.long.push([entry.startTime, entry.duration]); });
  setTimeout(() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    done({...found, fcp: paint ? paint.startTime : 0});
  }, 500);
})"""


@dataclass
class Figures:
    """One page: KB gzipped by kind, how much was asked for, and milliseconds."""

    kilobytes: dict[str, float]
    requests: int
    scripts: int
    painted: float
    largest: float
    blocked: float
    shifted: float

    @property
    def weight(self) -> float:
        """KB without photos."""
        return sum(size for kind, size in self.kilobytes.items() if kind != "photos")

    @property
    def is_light(self) -> bool:
        """Whether the page keeps to its limits."""
        return self.weight <= LARGEST_KB and self.scripts <= MOST_SCRIPTS


def kind_of(response: Response) -> str:
    """What a file counts as: pictures that are no part of the site are somebody's photos."""
    kind = response.request.resource_type
    if kind == "image" and "/static/" not in response.url:
        return "photos"
    return KINDS.get(kind, "other")


def measure(context: BrowserContext, url: str) -> Figures:
    """Show a page for the first time, and return what that took."""
    page: Page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        # Playwright marks what it calls, and a built-in method can't be marked.
        answers.append(answer)

    page.on("response", keep)
    page.goto(url, wait_until="networkidle")
    seen: dict[str, Any] = page.evaluate(OBSERVED)
    sizes: dict[str, float] = {}
    for answer in answers:
        size = len(gzip.compress(answer.body())) / 1024 if answer.ok else 0.0
        sizes[kind_of(answer)] = sizes.get(kind_of(answer), 0.0) + size
    page.close()
    return Figures(
        kilobytes=sizes,
        requests=len(answers),
        scripts=sum(answer.request.resource_type == "script" for answer in answers),
        painted=seen["fcp"],
        largest=seen["lcp"],
        blocked=sum(max(0.0, spent - 50) for start, spent in seen["long"] if start >= seen["fcp"]),
        shifted=seen["cls"],
    )


def prepare() -> dict[str, str]:
    """Fill the database, and return the customer's link, the seller's session and the case."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from returns.catalogue.fixtures_loading import load_catalogue
    from returns.guide.links import issue_link
    from tests.cast import assemble_cast
    from tests.factories import publish
    from tests.returns.guide.conftest import DEVICES, SHIPPED, open_return

    call_command("migrate", verbosity=0)
    load_catalogue()
    publish(SHIPPED)
    cast = assemble_cast()
    cases = [open_return(cast, DEVICES["phone"], number=f"40-{number}") for number in range(12)]
    _link, token = issue_link(case=cases[0])
    client = Client()
    client.force_login(cast.seller)
    return {
        "token": token,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "cookie": settings.SESSION_COOKIE_NAME,
        "case": cases[0].reference,
    }


@contextmanager
def served(surroundings: dict[str, str]) -> Iterator[str]:
    """Serve the site as in production while it is measured; the address without its path."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=surroundings, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "admin_site.wsgi", "--bind", address, "--log-level", "error"]
    server = subprocess.Popen([*gunicorn, "--access-logfile", "/dev/null"], cwd=ROOT, env=surroundings)
    try:
        wait_for(f"http://{address}/return/find/")
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    """Return once the site answers; raises SystemExit where it does not."""
    for _second in range(PATIENCE):
        try:
            urlopen(url).close()  # the address is ours
        except (URLError, ConnectionError):
            time.sleep(1)
        else:
            return
    raise SystemExit("the site did not start")


def pages(browser: Browser, address: str, made: dict[str, str]) -> Iterator[tuple[str, Figures]]:
    """Yield each page with its figures, as its customer or its seller sees it."""
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "is_mobile": True}
    customer = browser.new_context(**phone, locale="fr-FR")
    customer.new_page().goto(f"{address}/return/open/{made['token']}/")
    for path in GUIDE:
        yield f"/return/{path}", measure(customer, f"{address}/return/{path}")
    seller = browser.new_context(**phone, locale="fr-FR")
    seller.add_cookies([{"name": made["cookie"], "value": made["session"], "url": address}])
    for path in PORTAL:
        found = measure(seller, f"{address}/portal/{path.format(case=made['case'])}")
        yield f"/portal/{path.format(case='…')}", found


def main(surroundings: dict[str, str]) -> None:
    """Print the table, and fail where a page is too heavy."""
    from tests.browser.conftest import ARGUMENTS, find_chromium

    made = prepare()
    print(f"{'First view, slow 4G, CPU ÷ 4':<32}{'HTML':>6}{'CSS':>6}{'JS':>6}{'other':>7}{'KB':>6}", end="")
    print(f"{'files':>7}{'scripts':>9}{'FCP ms':>8}{'LCP ms':>8}{'TBT ms':>8}{'CLS':>7}")
    heavy = []
    with served(surroundings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for name, it in pages(browser, address, made):
            parts = "".join(f"{it.kilobytes.get(kind, 0):>6.1f}" for kind in KINDS.values())
            print(f"{name:<32}{parts}{it.kilobytes.get('other', 0):>7.1f}{it.weight:>6.1f}{it.requests:>7}", end="")
            print(
                f"{it.scripts:>9}{it.painted:>8.0f}{it.largest:>8.0f}{it.blocked:>8.0f}{it.shifted:>7.3f}", flush=True
            )
            heavy += [] if it.is_light else [name]
        browser.close()
    result = f"missed by {', '.join(heavy)}" if heavy else "met"
    print(f"target: at most {LARGEST_KB} KB and {MOST_SCRIPTS} script: {result}")
    sys.exit(bool(heavy))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "STATIC_ROOT": f"{folder}/static",
            "MEDIA_ROOT": f"{folder}/media",
            "DEBUG": "0",
            "SECRET_KEY": "bench-" * 12,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SSL_REDIRECT": "0",
            "SECURE_COOKIES": "0",
            "REQUIRE_TWO_FACTOR": "0",
            "TASK_WORKER": "0",
            "EMAIL_URL": "memorymail://",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
            "DJANGO_SETTINGS_MODULE": "admin_site.settings",
        }
        os.environ.update(own)
        import django

        django.setup()
        main(dict(os.environ))
