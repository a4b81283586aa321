"""The check of a pack before it exists: every figure equals its finding, nothing hidden is told, nothing live is inside."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.document_text import Said, bare, cells_of, never_allowed, texts_of, texts_of_cells
from pxcommission.packs.docx_checks import docx_violations
from pxcommission.packs.equality_words import texts_of_table
from pxcommission.packs.figures import figure_of
from pxcommission.packs.neutral_words import wording_faults
from pxcommission.packs.xlsx_checks import kind_of_workbook, violations
from pxcommission.rulebook.thresholds import Against, meets, operator_for, read_threshold

PAIR = re.compile(
    r"(?<!Page )(?<!fewer than )(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+) of (\d{1,3}(?:,\d{3})+|\d+)(?![\d]|,\d)"
)
SHARE = re.compile(r"(\d+(?:\.\d+)?)% \((\d{1,3}(?:,\d{3})+|\d+) of (\d{1,3}(?:,\d{3})+|\d+)")
Pair = tuple[int, int]


class Fault(Struct, frozen=True):
    """Something in a document of a pack that must not leave the building."""

    file: str
    place: str
    message: str

    @property
    def text(self) -> str:
        """`letter-X.docx, document, paragraph 12: …`."""
        return f"{self.file}{f', {self.place}' if self.place else ''}: {self.message}"


def faults_of(checked: Sequence[CheckedContract], files: Mapping[str, bytes]) -> list[Fault]:
    """Everything wrong with the documents of a pack, in the order of its files; none when it may be sent."""
    known, given = Known.of(checked), _given(checked)
    faults = [Fault("", "", message) for message in _contradictions(checked)]
    for name, data in files.items():
        cells = list(cells_of(data)) if name.endswith(".xlsx") else []
        said = texts_of_cells(cells) if cells else texts_of(name, data)
        faults += [Fault(name, "", message) for message in never_allowed(name, data, said, given)]
        faults += [Fault(name, one.place, message) for one in said for message in known.against(one)]
        faults += [Fault(name, place, message) for place, message in _hard_to_read(name, data)]
        faults += [Fault(name, place, message) for place, message in _rows(cells, known)]
    return faults


def _given(checked: Sequence[CheckedContract]) -> Callable[[str], bool]:
    """Whether a text came in with the data; what did is long, and seldom asked for."""
    whole = functools.cache(lambda: bare(repr(checked)))
    return functools.cache(lambda text: bare(text) in whole())


def wording_of(checked: Sequence[CheckedContract], files: Mapping[str, bytes]) -> list[Fault]:
    """Words of the letters and papers that are not neutral: for a person to weigh, since a rule or a name may hold them."""
    papers = {name: data for name, data in files.items() if name.endswith(".docx")}
    return [
        Fault(name, place, message)
        for name, data in papers.items()
        for place, message in wording_faults(name, data, checked)
    ]


def _hard_to_read(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """What keeps a document from people who can't see it: alternatives, headings, headers of tables, language, title."""
    if name.endswith(".docx"):
        yield from (("", message) for message in docx_violations(data))
    elif name.endswith(".xlsx"):
        yield from (("", one.text) for one in violations(data, kind_of_workbook(name)))


class Known(Struct, frozen=True):
    """What a pack's documents may state: the findings by id, each pair of counts, and those that are withheld."""

    findings: Mapping[str, tuple[CheckedContract, Finding]]
    pairs: frozenset[Pair]
    withheld: frozenset[Pair]

    @classmethod
    def of(cls, checked: Sequence[CheckedContract]) -> Known:
        """From the checked contracts of the pack."""
        findings = {finding.id: (one, finding) for one in checked for finding in one.findings}
        pairs = {pair for one in checked for pair in _pairs_of(one)}
        own = {
            (finding.numerator, finding.denominator)
            for one, finding in findings.values()
            if finding.numerator is not None and finding.denominator is not None and figure_of(one, finding).withheld
        }
        shown = {
            (finding.numerator, finding.denominator)
            for one, finding in findings.values()
            if finding.numerator is not None and finding.denominator and not figure_of(one, finding).withheld
        }
        return cls(findings, frozenset(pairs), frozenset(own - shown))

    def against(self, said: Said) -> Iterator[str]:
        """What is wrong with one text: a figure that no finding has, a share that is not its counts, a withheld count."""
        for found in PAIR.finditer(said.text):
            pair = _number(found[1]), _number(found[2])
            if pair in self.withheld:
                yield f"'{found[0]}' gives away a small number that is withheld"
            elif pair not in self.pairs:
                yield f"'{found[0]}' is in no finding of this pack"
        for found in SHARE.finditer(said.text):
            numerator, denominator = _number(found[2]), _number(found[3])
            if not _shows(found[1], numerator, denominator):
                yield f"'{found[0]})': the share is not that of its counts"


def _pairs_of(one: CheckedContract) -> Iterator[Pair]:
    """Every pair of counts that a contract's documents may state."""
    for finding in one.findings:
        if finding.numerator is not None and finding.denominator is not None:
            yield finding.numerator, finding.denominator
        for point in finding.chart.points if finding.chart else ():
            if point.numerator is not None and point.denominator is not None:
                yield point.numerator, point.denominator
        yield from _stated([finding.detail, *finding.previous, *finding.reconciled, finding.restated])
    yield from _stated(reason for proposal in one.proposals for reason in proposal.because)
    yield from _stated(reason for held in one.held_back for reason in held.because)
    yield from _stated(repr(part) for part in (one.said, one.notes, one.triangulated, one.for_the_lead))
    yield from _stated(text for table in one.equality for text in texts_of_table(table))
    yield from _stated(
        text for found in one.differences for text in (found.judged.text, found.other.text, found.because, found.told)
    )
    yield from _stated(repr(record) for record in one.records.values())
    yield from _stated([repr(one.contract), *(repr(known) for known in one.requirements.values())])


def _stated(texts: Iterable[str]) -> Iterator[Pair]:
    for text in texts:
        for found in PAIR.finditer(text):
            yield _number(found[1]), _number(found[2])


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _shows(share: str, numerator: int, denominator: int) -> bool:
    """Whether a printed per cent is that of its counts: less than one in its last place away."""
    if denominator == 0:
        return False
    decimals = len(share.partition(".")[2])
    return abs(Fraction(share) - Fraction(100 * numerator, denominator)) < Fraction(1, 10**decimals)


def _rows(cells: Iterable[tuple[str, str | float]], known: Known) -> Iterator[tuple[str, str]]:
    """Rows of a workbook that name a finding: their counts, where there are any, are that finding's or withheld."""
    sheets: dict[str, dict[int, dict[str, str | float]]] = {}
    for place, value in cells:
        sheet, _, cell = place.rpartition("!")
        column = cell.rstrip("0123456789")
        sheets.setdefault(sheet, {}).setdefault(int(cell[len(column) :]), {})[column] = value
    for sheet, rows in sheets.items():
        columns = _headed(rows)
        for number, row in rows.items():
            finding_id = row.get(columns.get("Finding", ""), "")
            if finding_id not in known.findings:
                continue
            one, finding = known.findings[str(finding_id)]
            figure = figure_of(one, finding)
            for heading, count in (("Numerator", figure.numerator), ("Denominator", figure.denominator)):
                stated = row.get(columns.get(heading, ""))
                if isinstance(stated, float) and (count is None or stated != count):
                    yield (
                        f"{sheet}!{columns[heading]}{number}",
                        f"{heading.lower()} {stated:g} is not that of {finding_id}",
                    )


def _headed(rows: Mapping[int, Mapping[str, str | float]]) -> dict[str, str]:
    """The column of each heading in the first row that has one named Finding."""
    for row in rows.values():
        named = {str(value): column for column, value in row.items()}
        if "Finding" in named:
            return named
    return {}


def _contradictions(checked: Sequence[CheckedContract]) -> Iterator[str]:
    """Findings whose printed figure would say the opposite of their verdict."""
    for one in checked:
        for finding in one.findings:
            figure = figure_of(one, finding)
            known = one.requirements.get(finding.requirement)
            if (
                finding.outcome is Outcome.NOT_ASSESSED
                or figure.value is None
                or known is None
                or known.require is not None
            ):
                continue
            stated = read_threshold(finding.threshold.text) if finding.threshold else None
            if (
                stated is None
                or stated.against is not Against.NUMBER
                or stated.bound is None
                or not finding.denominator
            ):
                continue
            sign = operator_for(stated, one.vocabulary.measures[known.measure].better)
            printed = re.match(r"(\d+(?:\.\d+)?)%", figure.result)
            if printed is None:
                continue
            share = Fraction(printed[1]) / 100
            if meets(share.numerator, share.denominator, sign, stated.bound) != (finding.outcome is Outcome.MET):
                yield f"{finding.id}: '{figure.result}' beside '{finding.threshold.text if finding.threshold else ''}' contradicts the verdict"
