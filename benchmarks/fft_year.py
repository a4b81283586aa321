"""A synthetic year of the published Friends and Family Test: nine workbooks a month in NHS England's layout, invented values.

    .venv/bin/python benchmarks/fft_year.py FOLDER

Organisations, sites and wards are invented (codes that no list of the NHS holds). A fixed seed gives the same files each time.
"""

from __future__ import annotations

import random
import sys
from calendar import month_name
from collections.abc import Sequence
from pathlib import Path

from plain_workbooks import Row, write_workbook

SERVICES = {
    "A&E": ("Trusts", "Sites"),
    "Inpatient": ("Trusts", "Sites", "Wards"),
    "Outpatient": ("Orgs",),
    "Maternity": ("Trusts Q1", "Trusts Q2", "Trusts Q3", "Trusts Q4", "Sites Q1", "Sites Q2", "Sites Q3"),
    "Mental Health": ("Trusts",),
    "Community": ("Trusts",),
    "Ambulance": ("PTS Org",),
    "GP": ("Orgs",),
    "Dental": ("Orgs",),
}
PROVIDERS, SITES_EACH, WARDS = 150, 3, 7_000
ANSWERS = ("Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know")
MODES = ("Mode SMS", "Mode Electronic Discharge", "Mode Electronic Home", "Mode Online", "Mode Paper Discharge")
IDENTIFIERS = {
    "ICB": ("ICB Code", "ICB Name"),
    "Trusts": ("ICB Code", "Trust Code", "Trust Name"),
    "Orgs": ("ICB Code", "Org Code", "Organisation Name"),
    "PTS Org": ("ICB Code", "Org Code", "Organisation Name"),
    "Sites": ("ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name"),
    "Wards": ("ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name", "Ward Name"),
}
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def write_year(folder: Path, start_year: int = 2024) -> list[Path]:
    """Nine workbooks for each month from April of the year."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(20_240_401)
    written = []
    for number in range(12):
        year, month = start_year + (3 + number) // 12, (3 + number) % 12 + 1
        for service, sheets in SERVICES.items():
            title = f"{service} Friends and Family Test (FFT) Data - {month_name[month]} {year}"
            tables = {"ICB Q1" if service == "Maternity" else "ICB": _table("ICB", _units("ICB"), dice)}
            tables |= {name: _table(name.split(" Q")[0], _units(name.split(" Q")[0]), dice) for name in sheets}
            name = f"fft-{service.lower().replace('&', '').replace(' ', '-')}-{year}-{month:02d}.xlsx"
            written.append(write_workbook(folder / name, {"Notes": [[], [None, title]], **tables}))
    return written


def _units(level: str) -> list[Sequence[str]]:
    """The identifiers of every unit of a level."""
    providers = [(f"Q{_ALPHABET[n % 24]}1", f"Z{_ALPHABET[n // 24]}{n % 24}", f"Trust {n}") for n in range(PROVIDERS)]
    sites = [(*one, f"{one[1]}{s:02d}", f"Site {s} of {one[2]}") for one in providers for s in range(SITES_EACH)]
    if level == "ICB":
        return [(f"Q{letter}1", f"Board {letter}") for letter in _ALPHABET]
    if level == "Sites":
        return list(sites)
    if level == "Wards":
        return [(*sites[n % len(sites)], f"Ward {n // len(sites)}") for n in range(WARDS)]
    return list(providers)


def _table(level: str, units: list[Sequence[str]], dice: random.Random) -> list[Row]:
    """Headings in rows 10 and 11, England, Selection, the units, a row of dashes."""
    ids = IDENTIFIERS[level]
    first = [*ids, "Total Responses", "Total Eligible", "Percentage Positive", "Percentage Negative"]
    upper = [*first, "Breakdown of Responses", *[None] * 5, *MODES]
    rows = [[*unit, *_figures(dice)] for unit in units]
    blank = [None] * (len(ids) - 1)
    sums = [sum(row[len(ids) + 4 + i] for row in rows if isinstance(row[len(ids) + 4 + i], int)) for i in range(6)]
    england = [*blank, "England (including Independent Sector Providers)", *_shares(sums, sum(sums) * 4)]
    selection = [*blank, "Selection (excluding suppressed data)", 1, 2]
    dashes = ["-"] * len(upper)
    return [*([] for _ in range(9)), upper, [*[None] * len(first), *ANSWERS], england, selection, *rows, dashes]


def _figures(dice: random.Random) -> list[str | int | float]:
    """Total, eligible, both shares, six answers, modes; one unit in ten is suppressed, one in thirty had no answers."""
    chance = dice.random()
    if chance < 0.03:
        return [0, dice.randint(0, 40), "NA", "NA", *["NA"] * 6, *[0] * len(MODES)]
    total = dice.randint(1, 4) if chance < 0.1 else dice.randint(5, 400)
    good = dice.randint(total // 2, total)
    best = dice.randint(0, good)
    rest = total - good
    poor = dice.randint(0, rest)
    counts = [best, good - best, rest - poor, poor, 0, 0]
    if total < 5:
        return [total, total * 5, "*", "*", *["*"] * 6, *["*"] * len(MODES)]
    return [*_shares(counts, total * 5), *[total, *[0] * (len(MODES) - 1)]]


def _shares(counts: list[int], eligible: int) -> list[str | int | float]:
    total = sum(counts)
    return [total, eligible, (counts[0] + counts[1]) / total, (counts[3] + counts[4]) / total, *counts]


if __name__ == "__main__":
    for path in write_year(Path(sys.argv[1])):
        print(path)
