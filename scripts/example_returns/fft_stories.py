"""Friends and Family Test answers of the example providers by service and month, with the stories planted in them.

The right reading of each story is in `contracts/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from example_returns.answers import Answers, answers, usual_answers
from example_returns.organisations import OTHERS, AcuteCodes, Unit, acute_codes
from example_returns.sharing import MONTHS, quarter_of_month, share, uneven

Rows = list[tuple[Unit, Answers]]
QUARTER_OF_THE_DEMO, FIRST_OF_2025 = 5, 4

GENERAL_WARDS = (
    ("Acute Medical Unit", "300 - GENERAL MEDICINE", 20, -4),
    ("Birch", "430 - GERIATRIC MEDICINE", 12, -2),
    ("Cedar", "340 - RESPIRATORY MEDICINE", 15, 0),
    ("Day Surgery Unit", "100 - GENERAL SURGERY", 22, 6),
    ("Elm", "110 - TRAUMA & ORTHOPAEDICS", 15, 0),
    ("1", "101 - UROLOGY", 8, 0),
    ("2", "502 - GYNAECOLOGY", 8, 0),
)
SHORTFALL_BY_WARD = (-18, -15, 4, 20, 5, 2, 2)
GENERAL = ((1000, 905), (1010, 912), (1020, 918), (1040, 932), (1080, 955), (1100, 924), (1090, 936), (1070, 925))
INFIRMARY = ((600, 570), (610, 579), (605, 575), (620, 588), (630, 598), (640, 608), (635, 604), (640, 610))
INFIRMARY_WARDS = (
    ("Ash", "320 - CARDIOLOGY", 30, 0),
    ("Oak", "301 - GASTROENTEROLOGY", 45, 0),
    ("Rehabilitation", "314 - REHABILITATION SERVICE", 25, 0),
)
COTTAGE_USUALLY = ((6, 6), (6, 5))
COTTAGE_IN_THE_DEMO = (((3, 3), (6, 5)), ((1, 1), (3, 2)), ((7, 6), (0, 0)))

EMERGENCY = (
    (1420, 1125),
    (1440, 1141),
    (1400, 1100),
    (1380, 1082),
    (1460, 1141),
    (1500, 1118),
    (1480, 1093),
    (1450, 1144),
)
OUTPATIENT = {4: (3150, 2956), 5: (3200, 3007), 6: (3240, 3061), 7: (3180, 3006)}
MATERNITY = {
    "antenatal": {4: (96, 90), 5: (93, 87), 6: (99, 92), 7: (90, 84)},
    "birth": {4: (205, 187), 5: (210, 178), 6: (207, 188), 7: (198, 181)},
    "postnatal ward": {4: (204, 190), 5: (210, 196), 6: (201, 187), 7: (195, 181)},
    "postnatal community": {4: (33, 31), 5: (20, 12), 6: (36, 33), 7: (39, 36)},
}
TRANSPORT = {
    12: (33, 30), 13: (31, 28), 14: (32, 30), 15: (41, 38), 16: (0, 0), 17: (37, 34),
    18: (35, 32), 19: (34, 31), 20: (33, 30), 21: (36, 33), 22: (35, 32), 23: (38, 35),
}  # fmt: skip
MONTH_WITHOUT_ANTENATAL = date(2025, 8, 1)


def of_month(
    quarter: Sequence[tuple[int, int]] | dict[int, tuple[int, int]], month: int, *key: object
) -> tuple[int, int]:
    """One month's answers and positive answers out of its quarter's, so that three months add up exactly."""
    number = quarter_of_month(month)
    total, positive = quarter[number]
    totals = share(total, uneven("month", *key, number))
    return totals[month % 3], share(positive, totals)[month % 3]


def inpatient(month: int) -> Rows:
    """Ward rows."""
    codes = acute_codes(MONTHS[month])
    rows = [*_general_hospital(month, codes), *_infirmary(month, codes), *_cottage_hospital(month, codes)]
    for other in OTHERS:
        for site, site_name, wards in other.sites:
            for ward in wards:
                unit = Unit(other.icb, other.trust, other.name, site, site_name, ward.name, (ward.speciality, "-"))
                rows.append((unit, usual_answers(ward.responses, ward.positive, "inpatient", site, ward.name, month)))
    return rows


def _acute(codes: AcuteCodes, site: str, name: str, ward: str = "", speciality: str = "-") -> Unit:
    return Unit("QZ1", codes.trust, codes.name, site, name, ward, (speciality, "-"))


def _general_hospital(month: int, codes: AcuteCodes) -> Rows:
    """The site with the shortfall; in the demo's quarter it falls mostly on two wards, by exact numbers."""
    quarter = quarter_of_month(month)
    total, positive = GENERAL[quarter]
    in_demo = quarter == QUARTER_OF_THE_DEMO
    totals = share(total, [ward[2] for ward in GENERAL_WARDS])
    shift = SHORTFALL_BY_WARD if in_demo else tuple(ward[3] for ward in GENERAL_WARDS)
    positives = [p + s for p, s in zip(share(positive, totals), shift, strict=True)]
    rows = []
    for (name, speciality, *_), ward_total, ward_positive in zip(GENERAL_WARDS, totals, positives, strict=True):
        numbers = {quarter: (ward_total, ward_positive)}
        made = answers(*of_month(numbers, month, "general", name), "inpatient", "general", name, month)
        rows.append((_acute(codes, codes.general, "EXAMPLE GENERAL HOSPITAL", name, speciality), made))
    return rows


def _infirmary(month: int, codes: AcuteCodes) -> Rows:
    total, positive = of_month(INFIRMARY, month, "infirmary")
    totals = share(total, [ward[2] for ward in INFIRMARY_WARDS])
    rows = []
    for (name, speciality, *_), n, p in zip(INFIRMARY_WARDS, totals, share(positive, totals), strict=True):
        unit = _acute(codes, codes.infirmary, "EXAMPLE ROYAL INFIRMARY", name, speciality)
        rows.append((unit, answers(n, p, "inpatient", "infirmary", name, month)))
    return rows


def _cottage_hospital(month: int, codes: AcuteCodes) -> Rows:
    """Two small wards: hidden at both levels in the demo's quarter, and one of them without an answer in September."""
    in_demo = quarter_of_month(month) == QUARTER_OF_THE_DEMO
    numbers = COTTAGE_IN_THE_DEMO[month % 3] if in_demo else COTTAGE_USUALLY
    rows = []
    for name, (total, positive) in zip(("Cottage Ward", "Garden Ward"), numbers, strict=True):
        unit = _acute(codes, codes.cottage, "EXAMPLE COTTAGE HOSPITAL", name, "314 - REHABILITATION SERVICE")
        rows.append((unit, answers(total, positive, "inpatient", "cottage", name, month)))
    return rows


def emergency(month: int) -> Rows:
    """Site rows."""
    codes = acute_codes(MONTHS[month])
    total, positive = of_month(EMERGENCY, month, "emergency")
    totals = share(total, (78, 22))
    sites = ((codes.general, "EXAMPLE GENERAL HOSPITAL"), (codes.infirmary, "EXAMPLE ROYAL INFIRMARY"))
    rows = [
        (_acute(codes, site, name), answers(n, p, "emergency", name, month, reach=7))
        for (site, name), n, p in zip(sites, totals, share(positive, totals), strict=True)
    ]
    for other in OTHERS[:3]:
        for site, name, wards in other.sites:
            size = wards[0].responses
            unit = Unit(other.icb, other.trust, other.name, site, name)
            rows.append((unit, usual_answers(size, 0.79, "emergency", site, month, reach=7)))
    return rows


def outpatient(month: int) -> Rows:
    """Provider rows; the independent provider does not say how many could have answered."""
    codes = acute_codes(MONTHS[month])
    total, positive = of_month(OUTPATIENT, month, "outpatient")
    rows = [(Unit("QZ1", codes.trust, codes.name), answers(total, positive, "outpatient", month, reach=11))]
    for other in OTHERS:
        made = usual_answers(900 if other.icb != "IS1" else 120, 0.947, "outpatient", other.trust, month, reach=11)
        known = made if other.icb != "IS1" else Answers(made.counts, None)
        rows.append((Unit(other.icb, other.trust, other.name), known))
    return rows


def maternity(month: int, touchpoint: str) -> Rows:
    """Site rows of one touchpoint; in August 2025 the acute provider sent nothing for antenatal care."""
    codes = acute_codes(MONTHS[month])
    rows: Rows = []
    if not (touchpoint == "antenatal" and MONTHS[month] == MONTH_WITHOUT_ANTENATAL):
        total, positive = of_month(MATERNITY[touchpoint], month, "maternity", touchpoint)
        unit = _acute(codes, codes.general, "EXAMPLE GENERAL HOSPITAL")
        rows.append((unit, answers(total, positive, "maternity", touchpoint, month, reach=3)))
    for other in OTHERS[:3]:
        for site, name, _ in other.sites[:1]:
            unit = Unit(other.icb, other.trust, other.name, site, name)
            rows.append((unit, usual_answers(70, 0.93, "maternity", touchpoint, other.trust, month, reach=3)))
    return rows


def patient_transport(month: int) -> Rows:
    """Provider rows; the company under contract had not one answer in August 2025."""
    total, positive = TRANSPORT[month]
    company = Unit("IS1", "RZ6", "EXAMPLE PATIENT TRANSPORT COMMUNITY INTEREST COMPANY")
    service = Unit("QZ2", "RZ9", "EXAMPLE AMBULANCE SERVICE NHS TRUST")
    return [
        (service, usual_answers(140, 0.915, "transport", "RZ9", month, reach=60)),
        (company, answers(total, positive, "transport", "RZ6", month, reach=90)),
    ]
