"""Provider reports as they come, all invented: the same few figures in the layouts of people who never read a specification.

Each report is written for the quarter that begins `shift` months after April 2025, and says what has to come out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from msgspec import Struct
from written_files import write_csv

from pxcommission.periods import Period, add_months, month_of, quarter_of

SEEN, BREACHES, ACKNOWLEDGED, RECEIVED = (
    "outpatients_seen_within_30_minutes",
    "mixed_sex_breaches",
    "complaints_acknowledged_in_time",
    "complaints_received",
)
Figure = tuple[str, str, str, str, int | None, int | None, str]
"""Site, ward, period, measure, numerator, denominator, and the share alone or the status of a mark."""
Rows = list[list[object]]


class Written(Struct, frozen=True):
    """A report: its sheets (one without a name is a csv file), merged cells and cells shown as per cent, and its figures."""

    sheets: dict[str, Rows]
    figures: frozenset[Figure]
    merged: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    service: str = ""
    statements: int = 0

    def save(self, folder: Path) -> Path:
        """The report as a file."""
        if "" in self.sheets:
            rows = self.sheets[""]
            width = max(map(len, rows))
            return write_csv(folder / "report.csv", [[*row, *[""] * (width - len(row))] for row in rows])
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet: Any = book.create_sheet(name)
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row, start=1):
                    if value not in ("", None):
                        sheet.cell(number, column, value)
            for cells in self.merged:
                sheet.merge_cells(cells)
            for cell in self.percents:
                sheet[cell].number_format = "0.0%"
        path = folder / "report.xlsx"
        book.save(path)
        return path


def months(shift: int, many: int = 3) -> list[Period]:
    """The months of the quarter."""
    return [month_of(add_months(date(2025, 4, 1), shift + i)) for i in range(many)]


def short(month: Period) -> str:
    """`Apr-25`."""
    return f"{month.start:%b-%y}"


def out_of(i: int, j: int = 0) -> tuple[int, int]:
    """A numerator and its denominator, unlike for each site and month."""
    return 410 - 90 * j - 7 * i, 500 - 100 * j + 3 * i


def share(pair: tuple[int, int], decimals: int = 1) -> str:
    """`82.0%`."""
    return f"{100 * pair[0] / pair[1]:.{decimals}f}%"


def fig(site: str, period: Period, measure: str, pair: Sequence[int | None], said: str = "", ward: str = "") -> Figure:
    """One figure that has to come out."""
    return site, ward, period.key, measure, pair[0], pair[1] if len(pair) > 1 else None, said


def sites_with_a_trust_row(shift: int) -> Written:
    """The measure named in a column, Num and Den under each month, a last row of the trust, marks, a blank cell."""
    all_months = months(shift)
    rows: Rows = [
        ["Example Acute NHS Foundation Trust"], ["Outpatient experience, contract year 2025/26"], [],
        ["Site", "Measure", *(x for m in all_months for x in (short(m), ""))], ["", "", *["Num", "Den"] * 3],
    ]  # fmt: skip
    figures = []
    for j, site in enumerate(("RZ101", "RZ102", "Trust")):
        cells: list[object] = []
        for i, month in enumerate(all_months):
            pair = out_of(i, j)
            where = "" if site == "Trust" else site
            if i == 2 and j == 1:
                cells += ["*", "*"]
                figures.append(fig(where, month, SEEN, (None, None), "suppressed"))
            elif i == 2 and j == 2:
                cells += ["", ""]
            else:
                cells += pair
                figures.append(fig(where, month, SEEN, pair))
        rows.append([site, "Seen within thirty minutes", *cells])
    return Written({"Outpatients": rows}, frozenset(figures), service="outpatient")


def percentages_alone(shift: int) -> Written:
    """A row for each indicator, one value a month: percentages as texts without counts, counts, a target and a year to date."""
    all_months = months(shift)
    seen = [out_of(i) for i in range(3)]
    rows: Rows = [
        ["Outpatient quality dashboard 2025/26"], [],
        ["KPI", "Target", *map(short, all_months), "YTD"],
        ["% outpatients seen within 30 mins of appointment time", "80%", *map(share, seen), "81.2%"],
        ["No. of complaints received", "", 12 + shift, 9, 14, 35],
        ["Staff sickness absence", "4%", "4.1%", "4.4%", "3.9%", "4.1%"], [],
        ["Figures are provisional until validated."],
    ]  # fmt: skip
    figures = [
        fig("", m, SEEN, (None, None), f"{float(share(p)[:-1]) / 100:.3f}")
        for m, p in zip(all_months, seen, strict=True)
    ]
    figures += [fig("", m, RECEIVED, (n,)) for m, n in zip(all_months, (12 + shift, 9, 14), strict=True)]
    return Written({"Dashboard": rows}, frozenset(figures), service="outpatient")


def triples_with_quarters(shift: int) -> Written:
    """Num, Den and % under months that are true dates, merged, and a quarter's columns beside them."""
    all_months = months(shift)
    above: list[object] = ["Trust code", "Indicator"]
    below: list[object] = ["", ""]
    for month in all_months:
        above += [month.start, "", ""]
        below += ["Num", "Den", "%"]
    above += ["Q1 2025/26" if not shift else "Q2 2025/26", "", ""]
    below += ["Num", "Den", "%"]
    rows: Rows = [["Quality report"], above, below]
    figures: list[Figure] = []
    for j, (name, measure) in enumerate(
        (
            ("Outpatients seen within 30 minutes", SEEN),
            ("Complaints acknowledged within 3 working days", ACKNOWLEDGED),
        )
    ):
        pairs = [out_of(i, j) for i in range(3)]
        whole = (sum(p[0] for p in pairs), sum(p[1] for p in pairs))
        rows.append(["RZ1", name, *(x for a, b in (*pairs, whole) for x in (a, b, round(a / b, 4)))])
        figures += [fig("", m, measure, p) for m, p in zip(all_months, pairs, strict=True)]
    percents = tuple(f"{letter}{row}" for row in (4, 5) for letter in "EHKN")
    merged = ("A1:H1", "A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2", "L2:N2")
    return Written({"Sheet1": rows}, frozenset(figures), merged, percents)


def months_down_as_dates(shift: int) -> Written:
    """Measures across, a row for each month that is a true date, a total below."""
    all_months = months(shift)
    rows: Rows = [
        ["Provider:", "RZ1"],
        [],
        [
            "Month",
            "Complaints received",
            "Acknowledged within 3 working days",
            "Acknowledgements due",
            "Mixed sex breaches",
        ],
    ]
    figures = []
    for i, month in enumerate(all_months):
        rows.append([month.start, 20 + i, 11 + i, 12 + i, i])
        figures += [
            fig("", month, RECEIVED, (20 + i,)),
            fig("", month, ACKNOWLEDGED, (11 + i, 12 + i)),
            fig("", month, BREACHES, (i,)),
        ]
    rows.append(["Total", 63, 36, 39, 3])
    return Written({"Complaints": rows}, frozenset(figures))


def measures_over_parts(shift: int) -> Written:
    """Each measure over Number, Out of and %, a row for each month written Apr-25, as csv."""
    rows: Rows = [
        ["", "Outpatients seen within 30 minutes", "", "", "Complaints acknowledged within three working days", "", ""],
        ["Month", *["Number", "Out of", "%"] * 2],
    ]
    figures = []
    for i, month in enumerate(months(shift)):
        one, two = out_of(i), out_of(i, 2)
        rows.append([short(month), *one, share(one, 0).replace("%", " %"), *two, share(two)])
        figures += [fig("", month, SEEN, one), fig("", month, ACKNOWLEDGED, two)]
    return Written({"": rows}, frozenset(figures))


def a_sheet_for_each_site(shift: int) -> Written:
    """A sheet for each site, named by its code; numerator and denominator in rows of their own, months across."""
    sheets: dict[str, Rows] = {}
    figures = []
    for j, site in enumerate(("RZ101", "RZ102")):
        pairs = [out_of(i, j) for i in range(3)]
        sheets[f"{site} Example {'General' if j == 0 else 'Infirmary'}"] = [
            ["Outpatient return"], ["Indicator", *map(short, months(shift))],
            ["Seen in 30 minutes", *(a for a, _ in pairs)], ["Appointments timed", *(b for _, b in pairs)],
            ["Mixed sex breaches", j, 0, 1],
        ]  # fmt: skip
        for i, month in enumerate(months(shift)):
            figures += [fig(site, month, SEEN, pairs[i]), fig(site, month, BREACHES, ((j, 0, 1)[i],))]
    return Written(sheets, frozenset(figures), service="outpatient")


def name_and_code_in_one_cell(shift: int) -> Written:
    """The site's code and name in one cell, the quarter in the title, a row of all sites."""
    period = quarter_of(months(shift)[0].start)
    rows: Rows = [
        [f"Outpatient return for Quarter {1 + shift // 3} 2025/26"], [],
        ["Hospital", "Seen within 30 minutes", "Appointments timed", "% seen in 30 minutes"],
    ]  # fmt: skip
    figures = []
    for j, name in enumerate(("RZ101 Example General", "RZ102 - Example Infirmary", "All sites")):
        pair = out_of(shift, j)
        rows.append([name, *pair, share(pair)])
        figures.append(fig("" if j == 2 else name[:5], period, SEEN, pair))
    return Written({"Return": rows}, frozenset(figures), ("A1:D1",), service="outpatient")


def sites_and_overall(shift: int) -> Written:
    """A row for each site, named and coded in two columns, month in a column; Overall last; reason and action."""
    rows: Rows = [
        ["Trust code", "Site code", "Site name", "Month", "Seen on time", "Appointments timed", "Reason", "Action"]
    ]
    figures = []
    for i, month in enumerate(months(shift)):
        for j, site in enumerate(("RZ101", "RZ102", "Overall")):
            pair = out_of(i, j)
            reason = ["Two clinics were short of a doctor", "A locum starts in August"] if j == 1 else ["", ""]
            name = "" if j == 2 else ("Example General", "Example Infirmary")[j]
            rows.append(["RZ1", site, name, month.label, *pair, *reason])
            figures.append(fig("" if j == 2 else site, month, SEEN, pair))
    return Written({"": rows}, frozenset(figures), statements=3)


def wards_under_sites(shift: int) -> Written:
    """Wards in a list, with the site in a row of its own above them, blank rows between, a total for each and a trust total."""
    period = quarter_of(months(shift)[0].start)
    rows: Rows = [
        ["Period:", period.label],
        [],
        ["Ward", "Night moves", "Needed help with eating and had it", "Help needed"],
    ]
    figures: list[Figure] = []
    for j, site in enumerate(("RZ101 Example General", "RZ102 Example Infirmary")):
        rows.append([site])
        for i, ward in enumerate(("Ash", "Beech", "Cedar")):
            ward_name = ward if j == 0 else f"{ward} unit"
            rows.append([ward_name, 4 + i + j, 20 + i, 25 + i + shift])
            figures += [
                fig(site[:5], period, "night_moves", (4 + i + j,), ward=ward_name),
                fig(site[:5], period, "mealtime_help_given", (20 + i, 25 + i + shift), ward=ward_name),
            ]
        rows += [["Total", 15 + 3 * j, 63, 78 + 3 * shift], []]
        figures.append(fig(site[:5], period, "night_moves", (15 + 3 * j,)))
        figures.append(fig(site[:5], period, "mealtime_help_given", (63, 78 + 3 * shift)))
    rows.append(["Trust total", 33, 126, 156 + 6 * shift])
    figures.append(fig("", period, "night_moves", (33,)))
    figures.append(fig("", period, "mealtime_help_given", (126, 156 + 6 * shift)))
    return Written({"Inpatient wards": rows}, frozenset(figures), service="inpatient")


def british_dates(shift: int) -> Written:
    """A row for each month and measure as csv, months as 01/04/2025, percentages as 82 %."""
    rows: Rows = [["Trust", "Reporting month", "Metric", "Numerator", "Denominator", "Performance"]]
    figures = []
    for i, month in enumerate(months(shift)):
        for j, (name, measure) in enumerate(
            (("Seen within 30 mins", SEEN), ("Acknowledged within 3 days", ACKNOWLEDGED))
        ):
            pair = out_of(i, j)
            rows.append(["RZ1", f"{month.start:%d/%m/%Y}", name, *pair, share(pair).replace("%", " %")])
            figures.append(fig("", month, measure, pair))
    return Written({"": rows}, frozenset(figures))


def bare_months_of_a_titled_year(shift: int) -> Written:
    """Apr, May, Jun under a title with the financial year; components in rows, blank rows, footnotes, reason and action."""
    all_months = months(shift)
    pairs = [out_of(i) for i in range(3)]
    rows: Rows = [
        ["Example Trust - Outpatients - Financial year 2025/26"], [],
        ["Indicator", *(f"{m.start:%b}" for m in all_months), "Total", "Commentary", "Action"], [],
        ["Seen within 30 minutes", *(a for a, _ in pairs), sum(a for a, _ in pairs), "Short of clinic rooms in the old wing", "New rooms"],
        ["Appointments timed", *(b for _, b in pairs), sum(b for _, b in pairs)], [],
        ["Complaints received", 8, "-", 11, 19], [], ["Note: figures may change"], ["- means not collected"],
    ]  # fmt: skip
    figures = [fig("", m, SEEN, p) for m, p in zip(all_months, pairs, strict=True)]
    figures += [fig("", all_months[0], RECEIVED, (8,)), fig("", all_months[2], RECEIVED, (11,))]
    figures.append(fig("", all_months[1], RECEIVED, (None,), "not measured"))
    return Written({"Report": rows}, frozenset(figures), statements=1, service="outpatient")


def iso_months_in_one_row(shift: int) -> Written:
    """Each month as 2025-04 with Num and Den in one row of headings, a row for each site and measure, as csv."""
    all_months = months(shift)
    rows: Rows = [["Org code", "Site code", "Measure", *(f"{m.key} {x}" for m in all_months for x in ("Num", "Den"))]]
    figures = []
    for j, site in enumerate(("RZ101", "RZ102")):
        for k, (name, measure) in enumerate(
            (("Patients seen within 30 mins", SEEN), ("Complaints acknowledged in 3 days", ACKNOWLEDGED))
        ):
            pairs = [out_of(i + k, j) for i in range(3)]
            rows.append(["RZ1", site, name, *(x for p in pairs for x in p)])
            figures += [fig(site, m, measure, p) for m, p in zip(all_months, pairs, strict=True)]
    return Written({"": rows}, frozenset(figures))


def quarters_across(shift: int) -> Written:
    """Q1 25/26 and Q2 25/26 over Num and Den; sites by code; marks and a total of sites."""
    first = months(shift)[0].start
    quarters = [quarter_of(first), quarter_of(add_months(first, 3))]
    labels = [f"Q{1 + shift // 3 + i} 25/26" for i in range(2)]
    rows: Rows = [
        ["Outpatients: seen within 30 minutes"],
        ["Site code", labels[0], "", labels[1], ""],
        ["", "Seen within 30 minutes", "Appointments timed", "Seen within 30 minutes", "Appointments timed"],
    ]
    figures = []
    for j, site in enumerate(("RZ101", "RZ102", "Total")):
        pairs = [out_of(i, j) for i in range(2)]
        where = "" if site == "Total" else site
        if j == 1:
            rows.append([site, *pairs[0], "<5", 12])
            figures += [
                fig(where, quarters[0], SEEN, pairs[0]),
                fig(where, quarters[1], SEEN, (None, 12), "suppressed"),
            ]
        else:
            rows.append([site, *pairs[0], *pairs[1]])
            figures += [fig(where, q, SEEN, p) for q, p in zip(quarters, pairs, strict=True)]
    return Written({"Q": rows}, frozenset(figures), service="outpatient")


def two_tables(shift: int) -> Written:
    """Two tables one below the other; the larger is the one that is wanted."""
    all_months = months(shift)
    pairs = [out_of(i) for i in range(3)]
    more = [out_of(i, 2) for i in range(3)]
    rows: Rows = [
        ["Outpatients and complaints"], [], ["Outpatient measures"], ["Measure", *(x for m in all_months for x in (short(m), "", ""))],
        ["", *["Num", "Den", "%"] * 3],
        ["Seen within 30 minutes", *(x for p in pairs for x in (*p, share(p)))],
        ["Complaints acknowledged in 3 working days", *(x for p in more for x in (*p, share(p)))], [],
        ["Staffing"], ["Role", "Posts", "Filled"], ["Nurses", 100, 91], ["Doctors", 40, 39],
    ]  # fmt: skip
    figures = [fig("", m, SEEN, p) for m, p in zip(all_months, pairs, strict=True)]
    figures += [fig("", m, ACKNOWLEDGED, p) for m, p in zip(all_months, more, strict=True)]
    return Written({"Report": rows}, frozenset(figures), service="outpatient")


def month_names_down(shift: int) -> Written:
    """Month names down under a title with the contract year, percentages kept as 0.82 and shown as per cent, blank rows."""
    rows: Rows = [
        ["Outpatient report, contract year 2025/26"], [], ["Month", "Seen within 30 minutes", "Appointments timed", "Seen in time (%)", "Comments"],
    ]  # fmt: skip
    figures = []
    for i, month in enumerate(months(shift)):
        pair = out_of(i)
        rows += [[f"{month.start:%B}", *pair, round(pair[0] / pair[1], 3), "busy" if i == 1 else ""], []]
        figures.append(fig("", month, SEEN, pair))
    rows.append(["Total", 1209, 1509, 0.801])
    return Written({"Report": rows}, frozenset(figures), percents=("D4", "D6", "D8", "D10"), service="outpatient")


def sites_merged_down(shift: int) -> Written:
    """The site written once beside the rows of its measures, in merged cells, with months across in triples."""
    all_months = months(shift)
    rows: Rows = [
        ["Trust: RZ1"], ["Site", "Measure", *(x for m in all_months for x in (m.start, "", ""))], ["", "", *["Num", "Denom", "Perf"] * 3],
    ]  # fmt: skip
    figures = []
    for j, site in enumerate(("Example General (RZ101)", "Example Infirmary (RZ102)")):
        for k, (name, measure) in enumerate(
            (("Outpatients seen within half an hour", SEEN), ("Complaints acknowledged in 3 WD", ACKNOWLEDGED))
        ):
            pairs = [out_of(i + k, j) for i in range(3)]
            rows.append([site if k == 0 else "", name, *(x for p in pairs for x in (*p, share(p)))])
            figures += [fig(("RZ101", "RZ102")[j], m, measure, p) for m, p in zip(all_months, pairs, strict=True)]
    return Written(
        {"Sheet1": rows}, frozenset(figures), ("A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:K2", "A4:A5", "A6:A7")
    )


REPORTS: tuple[Callable[[int], Written], ...] = (
    sites_with_a_trust_row, percentages_alone, triples_with_quarters, months_down_as_dates, measures_over_parts,
    a_sheet_for_each_site, name_and_code_in_one_cell, sites_and_overall, wards_under_sites, british_dates,
    bare_months_of_a_titled_year, iso_months_in_one_row, quarters_across, two_tables, month_names_down, sites_merged_down,
)  # fmt: skip
