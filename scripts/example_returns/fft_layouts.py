"""Where everything stands in NHS England's Friends and Family Test workbooks, service by service."""

from __future__ import annotations

from msgspec import Struct

ICB_HEADINGS = ("ICB Code", "ICB Name")
TRUST_HEADINGS = ("ICB Code", "Trust Code", "Trust Name")
SITE_HEADINGS = (*TRUST_HEADINGS, "Site Code", "Site Name")
WARD_HEADINGS = (*SITE_HEADINGS, "Ward Name")
ANSWER_HEADINGS = ("Very Good", "Good", "Neither Good nor Poor", "Poor", "Very Poor", "Don't Know")

MODES = (
    "Mode SMS",
    "Mode Electronic Discharge",
    "Mode Electronic Home",
    "Mode Paper Discharge",
    "Mode Paper Home",
    "Mode Telephone",
    "Mode Online",
    "Mode Other",
)
MODES_WITHOUT_HOME = tuple(mode for mode in MODES if mode != "Mode Electronic Home")
OUTPATIENT_MODES = (
    "Mode SMS",
    "Mode Electronic At Appointment",
    "Mode Electronic After Appointment",
    "Mode Paper At Appointment",
    "Mode Paper After Appointment",
    "Mode Telephone",
    "Mode Online",
    "Mode Other",
)


class SheetLayout(Struct, frozen=True):
    """One data sheet: its level, headings, and what stands beside the answers."""

    name: str
    level: str  # icb, trust, site, ward
    headings: tuple[str, ...]
    eligible: bool = True
    modes: tuple[str, ...] = ()
    modes_above: str = ""
    only_modes: bool = False


class BookLayout(Struct, frozen=True):
    """One service's workbook: title cell, first heading row, number of England rows, whether modes stand one row lower."""

    file_name: str
    title: str
    title_cell: str
    header_row: int
    england: tuple[str, ...]
    sheets: tuple[SheetLayout, ...]
    modes_in_lower_row: bool = False
    total_label: str = "Total"
    lookup_sheets: tuple[str, ...] = ("BS",)


BOTH_ENGLANDS = ("England (including Independent Sector Providers)", "England (excluding Independent Sector Providers)")
BOTH_IN_MATERNITY = tuple(label.replace("Providers", "providers") for label in BOTH_ENGLANDS)
MATERNITY_SHEETS = {"antenatal": "Q1", "birth": "Q2", "postnatal ward": "Q3", "postnatal community": "Q4"}


def _maternity_sheets() -> tuple[SheetLayout, ...]:
    sheets = []
    for number in MATERNITY_SHEETS.values():
        counted = number == "Q2"
        sheets.append(SheetLayout(f"ICB {number}", "icb", ICB_HEADINGS, eligible=counted))
        sheets.append(
            SheetLayout(f"Trusts {number}", "trust", TRUST_HEADINGS, counted, MODES, modes_above="Mode of Collection")
        )
        if number != "Q4":
            sheets.append(SheetLayout(f"Sites {number}", "site", SITE_HEADINGS, eligible=False))
    return tuple(sheets)


INPATIENT = BookLayout(
    "inpatient",
    "Inpatient Friends and Family Test (FFT) Data",
    "A2",
    10,
    BOTH_ENGLANDS,
    (
        SheetLayout("ICB", "icb", ICB_HEADINGS),
        SheetLayout("Trusts", "trust", TRUST_HEADINGS, modes=MODES, modes_above="Mode of Collection"),
        SheetLayout("Sites", "site", SITE_HEADINGS),
        SheetLayout("Wards", "ward", WARD_HEADINGS),
    ),
)
EMERGENCY = BookLayout(
    "ae",
    "A&E Friends and Family Test (FFT) data",
    "B2",
    3,
    ("England",),
    (
        SheetLayout("ICB", "icb", ICB_HEADINGS),
        SheetLayout("Trusts", "trust", TRUST_HEADINGS, modes=MODES_WITHOUT_HOME, modes_above="Mode of Collection"),
        SheetLayout("Sites", "site", SITE_HEADINGS),
    ),
    modes_in_lower_row=True,
    total_label="A&E Total",
)
OUTPATIENT = BookLayout(
    "outpatients",
    "Outpatients Friends and Family Test (FFT) Data",
    "A2",
    8,
    BOTH_ENGLANDS,
    (
        SheetLayout("ICB", "icb", ICB_HEADINGS),
        SheetLayout("Orgs", "trust", TRUST_HEADINGS, modes=OUTPATIENT_MODES, modes_above="Response Mode"),
    ),
)
MATERNITY = BookLayout(
    "maternity",
    "Maternity Friends and Family Test (FFT) Data",
    "A2",
    9,
    BOTH_IN_MATERNITY,
    _maternity_sheets(),
    total_label="Maternity Total",
    lookup_sheets=("BSQ1", "BSQ2", "BSQ3", "BSQ4"),
)
PATIENT_TRANSPORT = BookLayout(
    "ambulance",
    "Ambulance Friends and Family Test (FFT) data",
    "A2",
    8,
    BOTH_ENGLANDS,
    (
        SheetLayout("PTS ICB", "icb", ICB_HEADINGS),
        SheetLayout("PTS Org", "trust", ("ICB code", "Org Code", "Organisation Name")),
        SheetLayout(
            "Mode Org",
            "trust",
            ("ICB Code", "Org Code", "Organisation Name"),
            modes=MODES_WITHOUT_HOME,
            modes_above="Breakdown of Responses",
            only_modes=True,
        ),
    ),
    total_label="Patient Transport Services",
)
