"""The import_returns command: what it prints, how it ends, what it keeps."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc

import pytest

from returns.models import ReturnCase, Seller
from tests.conftest import SOURCE
from tests.factories import OTHER_IMEI
from tests.returns.imports.conftest import GOOD, csv_of, row, seller
from tests.returns.management.conftest import Run, RunCommand, Write, shell_environment

__all__ = ["seller"]

pytestmark = pytest.mark.usefixtures("seller")


@pytest.fixture
def take(run: RunCommand, write: Write) -> RunCommand:
    """Imports a file of the seller's."""

    def take_file(content: bytes, *options: str, name: str = "orders.csv", language: str = "en") -> Run:
        path = write(content, name)
        return run("import_returns", path, "--seller", "reboot", *options, language=language)

    return take_file


def test_it_opens_cases_and_then_knows_them(take: RunCommand) -> None:
    content = csv_of(row(), row(order_number="40-2"))
    assert take(content) == Run(0, "2 cases were opened.\n", "")
    assert take(content) == Run(0, "0 cases were opened.\n2 rows were known already.\n", "")
    assert ReturnCase.objects.count() == 2


def test_refused_rows_are_told_and_the_others_kept(take: RunCommand) -> None:
    ended = take(csv_of(row(), row(order_number="40-2", price="free", imei="1"), row(order_number="40-3")))
    assert ended.code == 1
    assert ended.lines == [
        "line 3, price: is no price: write 349.00 or 349,00, without a currency or separators of thousands",
        "line 3, imei: An IMEI has 15 digits, not 1.",
        "2 cases were opened.",
    ]
    assert ended.error == "1 row was refused."
    assert list(ReturnCase.objects.order_by("pk").values_list("order__number", flat=True)) == ["40-1001", "40-3"]


def test_a_dry_run_keeps_nothing(take: RunCommand) -> None:
    assert take(csv_of(GOOD), "--dry-run") == Run(0, "1 case would be opened.\n", "")
    assert not ReturnCase.objects.exists()


def test_json_lines(take: RunCommand) -> None:
    lines = [json.dumps({**row(), "price": 349.5}), "nonsense", json.dumps(row(order_number="40-2", price="free"))]
    ended = take("\n".join(lines).encode(), name="orders.jsonl")
    assert ended.code == 1
    assert [line.split(":")[0] for line in ended.lines] == ["line 2", "line 3, price", "1 case was opened."]
    assert str(ReturnCase.objects.get().order.price) == "349.50"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"number,price\n1,9\n", "The column “order_number” is missing."),
        (csv_of(GOOD).replace(b"price", b"imei", 1), "The column “imei” stands there twice."),
        (b"\xff\xfe" + csv_of(GOOD).decode().encode("utf-16-le"), "is missing"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "is missing"),
    ],
)
def test_a_file_without_its_columns_is_refused_whole(take: RunCommand, content: bytes, message: str) -> None:
    ended = take(content)
    assert ended.code == 1
    assert message in ended.error


def test_columns_alone_are_no_fault(take: RunCommand) -> None:
    assert take(csv_of(GOOD).splitlines()[0]) == Run(0, "0 cases were opened.\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing.csv", "--seller", "reboot"), "can't be read"),
        (("orders.xlsx", "--seller", "reboot"), "neither .csv nor .jsonl"),
        (("orders.csv", "--seller", "nobody"), "There is no seller “nobody”."),
        (("orders.csv",), "--seller"),
    ],
)
def test_wrong_usage(run: RunCommand, arguments: tuple[str, ...], message: str) -> None:
    ended = run("import_returns", *arguments)
    assert ended.code == 2 or "required" in ended.error
    assert message in ended.error


def test_a_seller_that_is_not_active_opens_nothing(run: RunCommand, write: Write) -> None:
    Seller.objects.update(is_active=False)
    ended = run("import_returns", write(csv_of(GOOD), "orders.csv"), "--seller", "reboot")
    assert (ended.code, "opens no cases any more" in ended.error) == (2, True)


def test_a_hundred_thousand_rows_pass_through_a_little_memory(take: RunCommand) -> None:
    header, line = csv_of(GOOD).splitlines(keepends=True)
    content = header + b"too,few\n" * 100_000 + line
    tracemalloc.start()
    ended = take(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (ended.code, ended.error) == (1, "100000 rows were refused.")
    # What is printed, which the test keeps, is nearly all of it.
    assert peak < 4 * len(ended.output) + 2_000_000
    assert ReturnCase.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_from_a_shell(write: Write) -> None:
    path = write(csv_of(row(), row(order_number="40-2", imei=OTHER_IMEI[:14])), "orders.csv")
    ended = subprocess.run(
        [sys.executable, "manage.py", "import_returns", path, "--seller", "reboot", "--language", "en"],
        cwd=SOURCE,
        env=shell_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (
        1,
        "line 3, imei: An IMEI has 15 digits, not 14.\n1 case was opened.\n",
    )
    assert ended.stderr == "Refused: 1 row was refused.\n"
