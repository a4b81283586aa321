"""The figures of the providers' own returns, a column for each quarter from 2024/25 Q1 to 2025/26 Q4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from example_returns.sharing import MONTHS, QUARTERS, share, uneven
from pxcommission.periods import month_of

Pair = tuple[int, int]


class Figure(Struct, frozen=True):
    """One line of a return: a measure as the provider words it, for a service or site, with one or two numbers."""

    label: str
    service: str
    numbers: tuple[int | str, int | str]
    period: str = ""
    site: str = ""


# received, due, acknowledged, due, answered, over six months, upheld, with action, surveyed, respected, concerns, settled
COMPLAINTS = (
    (58, 57, 57, 52, 46, 0, 18, 18, 10, 8, 301, 279),
    (63, 63, 63, 55, 48, 0, 20, 20, 11, 8, 318, 294),
    (55, 54, 54, 57, 50, 0, 19, 19, 9, 7, 296, 271),
    (61, 60, 60, 54, 47, 0, 17, 17, 10, 8, 322, 297),
    (64, 63, 63, 56, 52, 0, 21, 21, 11, 9, 330, 305),
    (66, 65, 65, 60, 52, 0, 22, 22, 12, 9, 340, 310),
    (59, 58, 58, 58, 53, 0, 20, 20, 10, 8, 315, 290),
    (62, 61, 61, 59, 54, 0, 19, 19, 11, 9, 324, 300),
)
SAID_OF_COMPLAINTS = {
    5: (
        "CMP-ANSWERED",
        "Two posts in the complaints team were empty in July and August.",
        "Both posts are filled since September. Answers due are now reviewed every Monday.",
    )
}

SURVEY_OVERALL = ((165, 180), (165, 180), (164, 180), (163, 180), (159, 180), (151, 180), (153, 180), (156, 180))
PRIVACY_INPATIENT = ((168, 180), (166, 180), (167, 180), (169, 180), (166, 180), (165, 180), (167, 180), (168, 180))
PRIVACY_OUTPATIENT = ((141, 150), (139, 150), (142, 150), (140, 150), (138, 150), (139, 150), (141, 150), (142, 150))
CONTACT_INPATIENT = ((150, 176), (148, 175), (151, 178), (149, 177), (147, 174), (146, 175), (148, 176), (150, 177))
CONTACT_EMERGENCY = ((37, 44), (36, 43), (38, 45), (35, 42), (36, 43), (19, 24), (37, 44), (38, 45))
SEEN_IN_30 = (
    (4620, 5020), (4655, 5040), (4590, 5010), (4640, 5050), (4600, 5060), (3110, 3900), (4610, 5070), (4660, 5090),
)  # fmt: skip
NOT_REBOOKED = (1, 0, 2, 0, 0, 0, 1, 0)
MIXED_SEX = {7: 1, 16: 3}
CLEAN = {
    "RZ101": ((58, 60), (59, 60), (57, 60), (58, 60), (58, 60), (58, 60), (59, 60), (58, 60)),
    "RZ102": ((39, 40), (38, 40), (39, 40), (40, 40), (39, 40), (38, 40), (39, 40), (39, 40)),
    "RZ104": ((10, 10), (10, 10), (10, 10), (10, 10), (10, 10), (0, 0), (10, 10), (10, 10)),
}
MEALTIMES = ((192, 200), (193, 200), (191, 200), (194, 200), (192, 200), (193, 200), (195, 200), (194, 200))
NIGHT_MOVES = (17, 16, 19, 20, 18, 24, 21, 19)
DISCHARGE_LETTERS = (
    (9702, 10110), (9688, 10090), (9741, 10150), (9650, 10060), (9730, 10140), (9712, 10120), (9705, 10100), (9760, 10160),
)  # fmt: skip
CANDOUR = ((6, 6), (8, 8), (5, 5), (9, 9), (7, 7), (6, 6), (8, 8), (7, 7))
INTERPRETERS = ((398, 404), (401, 407), (395, 401), (403, 409), (402, 412), (388, 414), (396, 410), (404, 411))
INFORMATION_NEEDS = (
    (7010, 8900), (7150, 8930), (7290, 8950), (7420, 8960), (7580, 8990), (7700, 9010), (7850, 9030), (7990, 9050),
)  # fmt: skip

SAID_OF_QUALITY = {
    ("2025/26 Q1", "Interpreter provided when needed"): (
        "INTERPRETER",
        "Agreed",
        "The video interpreting service was down for two days in June.",
        "The supplier has added a second line.",
    ),
    ("2025/26 Q2", "Interpreter provided when needed"): (
        "INTERPRETER",
        "Agreed",
        "Demand for two languages doubled in August and the supplier had too few interpreters for evenings.",
        "A second supplier starts on 1 November; evening clinics book interpreters three days ahead.",
    ),
    ("2025/26 Q2", "Patients rating care good or very good"): (
        "SUR-OVERALL",
        "Agreed",
        "Answers from the medical wards fell; comments speak of noise at night and of waiting for help.",
        "Quiet hours from October and one more night healthcare assistant on two wards.",
    ),
    ("August 2025", "Mixed-sex accommodation breaches"): (
        "MSA-NONE",
        "Agreed",
        "Three patients waited in the assessment unit on 14 August while a ward was closed for infection.",
        "The site team now opens the surge bay before the unit is mixed.",
    ),
}


def acute_quality(quarter: int) -> Iterator[Figure]:
    """The acute provider's lines of one quarter; mixed-sex breaches month by month."""
    label = QUARTERS[quarter]

    def pair(name: str, service: str, table: Sequence[Pair], site: str = "") -> Figure:
        return Figure(name, service, table[quarter], label, site)

    def number(name: str, service: str, value: int) -> Figure:
        return Figure(name, service, (value, ""), label)

    yield pair("Patients rating care good or very good", "Inpatient", SURVEY_OVERALL)
    yield pair("Patients who had enough privacy", "Inpatient", PRIVACY_INPATIENT)
    yield pair("Patients who had enough privacy", "Outpatient", PRIVACY_OUTPATIENT)
    yield pair("Patients told whom to contact", "Inpatient", CONTACT_INPATIENT)
    yield pair("Patients told whom to contact", "Emergency", CONTACT_EMERGENCY)
    yield pair("Outpatients seen within 30 minutes", "Outpatient", SEEN_IN_30)
    yield number("Cancelled operations not rebooked in 28 days", "Inpatient", NOT_REBOOKED[quarter])
    for month in range(3 * quarter, 3 * quarter + 3):
        value = (MIXED_SEX.get(month, 0), "")
        yield Figure("Mixed-sex accommodation breaches", "Inpatient", value, month_of(MONTHS[month]).label)
    for site, table in CLEAN.items():
        yield pair("Cleanliness audits passed", "Inpatient", table, site)
    yield pair("Patients helped to eat", "Inpatient", MEALTIMES)
    yield number("Non-clinical moves at night", "Inpatient", NIGHT_MOVES[quarter])
    yield pair("Discharge letters within 24 hours", "Inpatient", DISCHARGE_LETTERS)
    yield pair("Duty of candour letters in time", "All", CANDOUR)
    yield pair("Interpreter provided when needed", "All", INTERPRETERS)
    yield pair("Information needs recorded", "All", INFORMATION_NEEDS)


COMMUNITY: dict[tuple[str, str], Sequence[Pair]] = {
    ("FFT very good or good", "Community"): (
        (1402, 1470), (1410, 1480), (1395, 1465), (1420, 1490), (1431, 1500), (1438, 1510), (1425, 1495), (1440, 1512),
    ),
    ("FFT very good or good", "Mental health"): (
        (212, 242), (215, 246), (209, 240), (218, 249), (221, 252), (224, 256), (219, 250), (226, 257),
    ),
    ("First visits within the time given", "Community"): (
        (2210, 2400), (2235, 2420), (2190, 2385), (2260, 2440), (2275, 2460), (2290, 2480), (2281, 2470), (2300, 2490),
    ),
    ("Crisis line calls answered", "Mental health"): (
        (3310, 3480), (3345, 3510), (3290, 3450), (3380, 3540), (3420, 3570), (3456, 3600), (3431, 3580), (3470, 3610),
    ),
    ("Found someone to talk to", "Community"): (
        (101, 118), (103, 120), (100, 117), (104, 121), (105, 122), (106, 123), (104, 121), (107, 124),
    ),
    ("Found someone to talk to", "Mental health"): (
        (84, 100), (86, 102), (83, 99), (87, 103), (88, 104), (89, 105), (87, 103), (90, 106),
    ),
    ("Family involved as wished", "Community"): (
        (97, 112), (98, 113), (96, 111), (99, 114), (100, 115), (101, 116), (99, 114), (102, 117),
    ),
    ("Family involved as wished", "Mental health"): (
        (74, 90), (75, 91), (73, 89), (76, 92), (77, 93), (78, 94), (76, 92), (79, 95),
    ),
    ("Services work well together", "Community"): (
        (92, 117), (93, 118), (91, 116), (94, 119), (93, 120), (88, 120), (92, 121), (95, 122),
    ),
    ("Services work well together", "Mental health"): (
        (76, 98), (77, 99), (75, 97), (78, 100), (79, 101), (78, 100), (79, 102), (80, 103),
    ),
    ("Care plans agreed", "Community"): (
        (560, 610), (566, 615), (558, 607), (571, 620), (575, 624), (580, 629), (573, 622), (584, 633),
    ),
    ("Care plans agreed", "Mental health"): (
        (412, 446), (416, 450), (409, 443), (420, 454), (424, 458), (428, 462), (422, 456), (431, 465),
    ),
    ("Complaints acknowledged in three working days", "All"): (
        (21, 21), (23, 23), (20, 20), (22, 22), (24, 24), (23, 23), (22, 22), (25, 25),
    ),
    ("Complaints answered in the agreed period", "All"): (
        (19, 20), (20, 22), (18, 19), (20, 21), (21, 23), (21, 22), (20, 21), (22, 24),
    ),
    ("Teams showing what changed", "All"): (
        (33, 40), (33, 40), (34, 40), (34, 40), (35, 40), (35, 40), (36, 40), (36, 40),
    ),
}  # fmt: skip
COMMUNITY_COMPLAINTS = (21, 23, 20, 22, 25, 23, 22, 26)


def community(quarter: int) -> Iterator[Figure]:
    """The community provider's lines of one quarter."""
    for (label, service), table in COMMUNITY.items():
        yield Figure(label, service, table[quarter])
        if label.startswith("FFT"):
            yield Figure("FFT answers", service, (table[quarter][1], ""))
    yield Figure("Complaints received", "All", (COMMUNITY_COMPLAINTS[quarter], ""))


ARRIVALS = (
    (7290, 8000),
    (7310, 8020),
    (7260, 7980),
    (7330, 8050),
    (7350, 8070),
    (7380, 8090),
    (7340, 8060),
    (7400, 8110),
)
COLLECTIONS = (
    (6560, 8000),
    (6540, 8020),
    (6240, 7980),
    (6360, 8050),
    (6553, 8070),
    (6634, 8090),
    (6620, 8060),
    (6680, 8110),
)
RENAL = ((1300, 1500), (1305, 1510), (1290, 1495), (1249, 1505), (1261, 1510), (1248, 1515), (1255, 1505), (1270, 1520))
ON_VEHICLE = (
    (6720, 8300),
    (6760, 8320),
    (6700, 8280),
    (6790, 8350),
    (6800, 8370),
    (6720, 8400),
    (6780, 8360),
    (6830, 8410),
)
DID_NOT_COME = (14, 12, 17, 15, 11, 9, 10, 8)


def transport(quarter: int) -> list[tuple[int, ...]]:
    """The transport provider's three months, adding up exactly to the quarter: total and in-time numbers, four kinds."""
    months: list[list[int]] = [[], [], []]
    for name, table in (
        ("arrivals", ARRIVALS),
        ("collections", COLLECTIONS),
        ("renal", RENAL),
        ("vehicle", ON_VEHICLE),
    ):
        good, every = table[quarter]
        totals = share(every, uneven("transport", name, quarter))
        for month, total, in_time in zip(months, totals, share(good, totals), strict=True):
            month += [total, in_time]
    for month, number in zip(months, share(DID_NOT_COME[quarter], (1, 1, 1)), strict=True):
        month.append(number)
    return [tuple(month) for month in months]
