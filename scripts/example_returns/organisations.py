"""The invented organisations. Every code starts with RZ or QZ: no trust or integrated care board has such a code."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

ICBS = {
    "QZ1": "EXAMPLE ICB",
    "QZ2": "EXAMPLE NEIGHBOURING ICB",
    "IS1": "INDEPENDENT SECTOR PROVIDERS",
}
ICB_FULL_NAMES = {
    "QZ1": "NHS Example Integrated Care Board",
    "QZ2": "NHS Example Neighbouring Integrated Care Board",
    "IS1": "Independent Sector",
}
REGION = "NHS England Example Region "


class Unit(Struct, frozen=True):
    """One row's unit at the finest level it is known at."""

    icb: str
    trust: str
    trust_name: str
    site: str = ""
    site_name: str = ""
    ward: str = ""
    specialities: tuple[str, str] = ("-", "-")


class Ward(Struct, frozen=True):
    """A ward of another provider, with how many answer in a month and how well they speak of it."""

    name: str
    speciality: str
    responses: int
    positive: float


class Other(Struct, frozen=True):
    """A provider beside those under contract, so that England is more than one trust."""

    icb: str
    trust: str
    name: str
    sites: tuple[tuple[str, str, tuple[Ward, ...]], ...]


def _wards(size: int, share: float) -> tuple[Ward, ...]:
    return (
        Ward("Admissions", "300 - GENERAL MEDICINE", size, share - 0.01),
        Ward("Day Case", "100 - GENERAL SURGERY", size + 60, share + 0.012),
        Ward("Ward 5", "110 - TRAUMA & ORTHOPAEDICS", size - 20, share),
    )


OTHERS = (
    Other(
        "QZ1",
        "RZ3",
        "EXAMPLE COUNTY HOSPITALS NHS TRUST",
        (
            ("RZ301", "EXAMPLE COUNTY HOSPITAL", _wards(240, 0.955)),
            ("RZ302", "EXAMPLE MARKET TOWN HOSPITAL", _wards(90, 0.962)),
        ),
    ),
    Other(
        "QZ2",
        "RZ4",
        "EXAMPLE COAST NHS FOUNDATION TRUST",
        (
            ("RZ401", "EXAMPLE COAST GENERAL", _wards(260, 0.948)),
            ("RZ402", "EXAMPLE HARBOUR HOSPITAL", _wards(70, 0.957)),
        ),
    ),
    Other(
        "QZ2",
        "RZ5",
        "EXAMPLE CITY UNIVERSITY HOSPITALS NHS FOUNDATION TRUST",
        (("RZ501", "EXAMPLE CITY INFIRMARY", _wards(420, 0.951)),),
    ),
    Other(
        "IS1",
        "RZ8",
        "EXAMPLE INDEPENDENT HOSPITAL LIMITED",
        (("RZ801", "EXAMPLE INDEPENDENT HOSPITAL", (Ward("Main", "110 - TRAUMA & ORTHOPAEDICS", 85, 0.985),)),),
    ),
)


class AcuteCodes(Struct, frozen=True):
    """The acute provider's codes and name as they were in a month."""

    trust: str
    name: str
    general: str
    infirmary: str
    cottage: str


def acute_codes(month: date) -> AcuteCodes:
    """RZ7 until June 2024, RZ1 since; the cottage hospital took a new code once more in October 2024."""
    if month < date(2024, 7, 1):
        return AcuteCodes("RZ7", "EXAMPLE ACUTE HOSPITALS NHS TRUST", "RZ701", "RZ702", "RZ703")
    cottage = "RZ103" if month < date(2024, 10, 1) else "RZ104"
    return AcuteCodes("RZ1", "EXAMPLE ACUTE NHS FOUNDATION TRUST", "RZ101", "RZ102", cottage)
