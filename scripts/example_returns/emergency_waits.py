"""A&E attendances and waits, invented: figures by provider and month, in the monthly workbook's and csv file's layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from example_returns.organisations import ICB_FULL_NAMES, OTHERS, REGION, acute_codes
from example_returns.package_bytes import csv_bytes, workbook_bytes
from example_returns.sharing import MONTHS, chance
from pxcommission.periods import MONTH_NAMES, month_of

# Per cent within four hours, a month each; July 2025 (the 16th) as revised. The first edition of it said 75.4.
ACUTE_SHARES = (
    75.1, 75.4, 74.8, 75.9, 76.2, 75.0, 74.6, 74.2, 73.1, 74.4, 75.2, 75.8,
    76.8, 76.4, 76.1, 76.3, 76.9, 75.2, 75.6, 75.0, 74.1, 75.3, 76.2, 76.6,
)  # fmt: skip
FIRST_EDITION = {15: 75.4}
OVER_TWELVE_HOURS = (22, 21, 24, 20, 19, 23, 26, 28, 31, 27, 24, 22, 20, 19, 18, 14, 15, 18, 15, 14, 13, 10, 9, 9)
OTHERS_SIZE = {"RZ3": (9800, 3100, 77.4), "RZ4": (7600, 2600, 78.1), "RZ5": (14200, 5200, 76.5)}
CONTACT = "A&E statistics team (invented)"


class Waits(Struct, frozen=True):
    """One provider's month: attendances of types 1, 2 and 3, of which booked, and those over four hours, by type."""

    icb: str
    code: str
    name: str
    attended: tuple[int, int, int]
    over: tuple[int, int, int]
    booked: tuple[int, int, int] = (0, 0, 0)
    booked_over: tuple[int, int, int] = (0, 0, 0)
    admitted: tuple[int, int, int, int] = (0, 0, 0, 0)
    over_4_from_decision: int = 0
    over_12_from_decision: int = 0

    @property
    def not_booked(self) -> Waits:
        """The same without booked appointments."""
        return replace(self, attended=_less(self.attended, self.booked), over=_less(self.over, self.booked_over))

    @property
    def only_booked(self) -> Waits:
        """Booked appointments alone."""
        return replace(self, attended=self.booked, over=self.booked_over)


def _less(whole: tuple[int, int, int], part: tuple[int, int, int]) -> tuple[int, int, int]:
    return whole[0] - part[0], whole[1] - part[1], whole[2] - part[2]


def waits(month: int, first_edition: bool = False) -> list[Waits]:
    """Every provider's month; `first_edition` as it was before any revision."""
    codes = acute_codes(MONTHS[month])
    shares = FIRST_EDITION if first_edition else {}
    acute = _provider("QZ1", codes.trust, codes.name, (8600, 3400), shares.get(month, ACUTE_SHARES[month]), month)
    rows = [replace(acute, over_12_from_decision=OVER_TWELVE_HOURS[month])]
    for other in OTHERS:
        size = OTHERS_SIZE.get(other.trust)
        if size:
            drift = chance("others", other.trust, month).uniform(-0.9, 0.9)
            rows.append(_provider(other.icb, other.trust, other.name, size[:2], size[2] + drift, month))
        else:
            rows.append(Waits(other.icb, other.trust, other.name, (0, 0, 0), (0, 0, 0)))
    return rows


def _provider(icb: str, code: str, name: str, size: tuple[int, int], share: float, month: int) -> Waits:
    random = chance("waits", "RZ1" if code == "RZ7" else code, month)
    major, minor = (round(one * random.uniform(0.96, 1.04)) for one in size)
    total = major + minor
    over = total - ceil(round(share * total / 100, 6))
    minor_over = round(minor * 0.025)
    booked = round(minor * 0.08)
    admitted = (round(major * 0.29), 0, round(minor * 0.004), round(major * 0.09))
    return Waits(
        icb,
        code,
        name,
        (major, 0, minor),
        (over - minor_over, 0, minor_over),
        (0, 0, booked),
        (0, 0, round(booked * 0.01)),
        admitted,
        round(major * 0.06),
        round(major * 0.004),
    )


def total(rows: Sequence[Waits], icb: str = "-", code: str = "-", name: str = "England") -> Waits:
    """The sum of several providers."""

    def three(part: str) -> tuple[int, int, int]:
        one, two, other = (sum(getattr(row, part)[number] for row in rows) for number in range(3))
        return one, two, other

    return Waits(
        icb=icb,
        code=code,
        name=name,
        attended=three("attended"),
        over=three("over"),
        booked=three("booked"),
        booked_over=three("booked_over"),
        admitted=(*three("admitted"), sum(row.admitted[3] for row in rows)),
        over_4_from_decision=sum(row.over_4_from_decision for row in rows),
        over_12_from_decision=sum(row.over_12_from_decision for row in rows),
    )


TYPES = (
    "Type 1 Departments - Major A&E",
    "Type 2 Departments - Single Specialty",
    "Type 3 Departments - Other A&E/Minor Injury Unit",
)
SHARES = tuple(f"Percentage in 4 hours or less ({kind})" for kind in ("all", "type 1", "type 2", "type 3"))
ADMISSIONS = (
    "Emergency Admissions via Type 1 A&E",
    "Emergency Admissions via Type 2 A&E",
    "Emergency Admissions via Type 3 and 4 A&E",
    "Total Emergency Admissions via A&E",
    "Other Emergency admissions (i.e not via A&E)",
    "Total Emergency Admissions",
    "Number of patients spending >4 hours from decision to admit to admission",
    "Number of patients spending >12 hours from decision to admit to admission",
)
HEADINGS = (
    *TYPES,
    "Total attendances",
    *TYPES,
    "Total Attendances < 4 hours",
    *TYPES,
    "Total Attendances > 4 hours",
    *SHARES,
    *ADMISSIONS,
)
ABOVE = {
    0: "A&E attendances",
    4: "A&E attendances less than 4 hours from arrival to admission, transfer or discharge",
    8: "A&E attendances greater than 4 hours from arrival to admission, transfer or discharge",
    12: "Percentage of attendances within 4 hours",
    16: "Emergency Admissions",
}
SUMMARY = (
    "The total of booked and non-booked A&E attendances, as well as emergency admissions. The organisations and values in "
    "this file are invented for the examples of pxcommission; they are not NHS data."
)


def workbook(month: int, published: date, revised: date | None = None, first_edition: bool = False) -> bytes:
    """The monthly workbook by provider, in the layout of April 2024 on."""
    rows = waits(month, first_edition)
    book = Workbook()
    book.remove(book.active)
    label = month_of(MONTHS[month]).label
    days = (in_ordinal(published), in_ordinal(revised) if revised else None)
    systems = [total([r for r in rows if r.icb == icb], icb, icb, name) for icb, name in ICB_FULL_NAMES.items()]
    _write_sheet(book.create_sheet("System Level Data"), label, days, systems, "System Level Data", by_system=True)
    mapping = book.create_sheet("System Mapping")
    _write_mapping(mapping, rows)
    for name, form in (("Provider Level Data", _same), ("Non-Booked Data", _not_booked)):
        _write_sheet(book.create_sheet(name), label, days, [form(row) for row in rows], "Provider Level Data")
    booked = [row.only_booked for row in rows]
    _write_booked(book.create_sheet("Booked Appointments Data"), label, days, booked)
    return workbook_bytes(book)


def _same(row: Waits) -> Waits:
    return row


def _not_booked(row: Waits) -> Waits:
    return row.not_booked


def proper(name: str) -> str:
    """A name in capitals as the workbooks write it."""
    return name.title().replace("Nhs", "NHS")


def in_ordinal(day: date) -> str:
    """`14th August 2025`, as the workbooks write it."""
    last = 0 if 10 < day.day < 20 else day.day % 10
    ending = "stndrd"[2 * last - 2 : 2 * last] if 1 <= last <= 3 else "th"
    return f"{day.day}{ending} {MONTH_NAMES[day.month - 1]} {day.year}"


def _write_metadata(sheet: Worksheet, label: str, days: tuple[str, str | None], title: str, table: str) -> None:
    revised = days[1]
    pairs = (
        (2, "Title:", title),
        (4, "Summary:", SUMMARY),
        (6, "Period:", label),
        (7, "Source:", "SDCS data collection - MSitAE"),
        (8, "Basis:", "Provider"),
        (9, "Published:", days[0]),
        (10, "Revised:", revised),
        (11, "Status:", "Revised" if revised else "Published"),
        (12, "Contact:", CONTACT),
    )
    for row, name, value in pairs:
        sheet.cell(row, 2, name)
        sheet.cell(row, 3, value)
    sheet.cell(14, 2, table)
    for column, width in ((2, 12), (3, 30), (4, 52)):
        sheet.column_dimensions[get_column_letter(column)].width = width


TITLE = "A&E Attendances & Emergency Admission monthly statistics, NHS and independent sector organisations in England"


def _write_sheet(
    sheet: Worksheet, label: str, days: tuple[str, str | None], rows: list[Waits], table: str, by_system: bool = False
) -> None:
    _write_metadata(sheet, label, days, TITLE, table)
    names = ("Code", "System") if by_system else ("Code", "Region", "Name")
    first = 2 + len(names)
    for offset, text in ABOVE.items():
        sheet.cell(15, first + offset, text)
    for column, text in enumerate((*names, *HEADINGS), start=2):
        sheet.cell(16, column, text)
    england = total(rows)
    for number, row in ((17, england), *enumerate(rows, start=19)):
        region = "-" if row is england else REGION
        unit = (row.code, "-" if row is england else row.name) if by_system else (row.code, region, proper(row.name))
        unit = (row.code, region, "England") if row is england and not by_system else unit
        for column, value in enumerate((*unit, *_figures(row)), start=2):
            sheet.cell(number, column, value)
        if not by_system and row is not england:
            sheet.cell(number, 29, ICB_FULL_NAMES[row.icb])


def _figures(row: Waits) -> list[object]:
    within = [a - o for a, o in zip(row.attended, row.over, strict=True)]
    all_in = (sum(within), sum(row.attended))
    shares = [_share(*all_in), *(_share(w, a) for w, a in zip(within, row.attended, strict=True))]
    by_department = sum(row.admitted[:3])
    admissions = [*row.admitted[:3], by_department, row.admitted[3], by_department + row.admitted[3]]
    counted: list[object] = [*row.attended, sum(row.attended)]
    if sum(row.attended):
        counted += [*within, sum(within), *row.over, sum(row.over)]
    else:
        counted += ["-"] * 8
    return [*counted, *shares, *admissions, row.over_4_from_decision, row.over_12_from_decision]


def _share(part: int, whole: int) -> object:
    return part / whole if whole else "-"


def _write_booked(sheet: Worksheet, label: str, days: tuple[str, str | None], rows: list[Waits]) -> None:
    _write_metadata(sheet, label, days, "A&E Booked Appointment Attendances", "Provider Level Data")
    sheet.cell(15, 5, "A&E Booked Appointment attendances")
    headings = (
        "Code",
        "Region",
        "Name",
        *TYPES,
        "Total attendances",
        *TYPES,
        "Booked Appointment Attendances > 4 hours",
    )
    for column, text in enumerate(headings, start=2):
        sheet.cell(16, column, text)
    england = total(rows)
    for number, row in ((17, england), *enumerate(rows, start=19)):
        unit = (row.code, "-" if row is england else REGION, row.name if row is england else proper(row.name))
        values = (*unit, *row.attended, sum(row.attended), *row.over, sum(row.over))
        for column, value in enumerate(values, start=2):
            sheet.cell(number, column, value)


def _write_mapping(sheet: Worksheet, rows: list[Waits]) -> None:
    sheet.sheet_state = "hidden"
    for column, text in enumerate(("Code", "Name", "System"), start=1):
        sheet.cell(3, column, text)
    for number, row in enumerate(rows, start=4):
        for column, text in enumerate((row.code, proper(row.name), ICB_FULL_NAMES[row.icb]), start=1):
            sheet.cell(number, column, text)


_KINDS = (
    "Type 1",
    "Type 2",
    "{}",
    "Booked Appointments Type 1",
    "Booked Appointments Type 2",
    "Booked Appointments {}",
)


def _kinds(first: str, third: str, sixth: str) -> list[str]:
    names = (kind for kind in _KINDS)
    return [f"{first} {kind.format(third if number == 2 else sixth)}" for number, kind in enumerate(names)]


CSV_HEADINGS = (
    "Period",
    "Org Code",
    "Parent Org",
    "Org name",
    *_kinds("A&E attendances", "Other A&E Department", "Other Department"),
    *_kinds("Attendances over 4hrs", "Other Department", "Other Department"),
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1",
    "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department",
    "Other emergency admissions",
)


def monthly_csv(month: int) -> bytes:
    """The monthly csv file: rows in no order, booked appointments in columns of their own, a TOTAL row at the end."""
    first = MONTHS[month]
    period = f"MSitAE-{MONTH_NAMES[first.month - 1].upper()}-{first.year}"
    rows = waits(month)
    chance("order", month).shuffle(rows)
    figures: Callable[[Waits], list[int]] = _csv_figures
    made: list[Sequence[object]] = [CSV_HEADINGS]
    made += [(period, row.code, REGION.upper(), row.name, *figures(row)) for row in rows]
    made.append(("TOTAL", "TOTAL", "TOTAL", "TOTAL", *figures(total(rows))))
    return csv_bytes(made, line_end="\r\n")


def _csv_figures(row: Waits) -> list[int]:
    plain = row.not_booked
    waited = (row.over_4_from_decision - row.over_12_from_decision, row.over_12_from_decision)
    return [*plain.attended, *row.booked, *plain.over, *row.booked_over, *waited, *row.admitted]
