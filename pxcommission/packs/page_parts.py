"""The parts that a letter and a page of questions share, in words."""

from __future__ import annotations

from collections.abc import Iterable

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import (
    measure_of,
    question_of,
    service_name,
    short_name,
    statement_of,
    unit_of,
    where,
    why_not_assessed,
)
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_model import Question, Said, SourceLine
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.packs.report_past import tells_small_numbers
from pxcommission.packs.standing import CaseStanding, Raised, Standing
from pxcommission.periods import in_words
from pxcommission.returns.personal_data import WITHHELD

MOST_MET_LINES = 10
MOST_ADDRESSES = 4
UNVERIFIED = "(not verified; check against your signed contract)"
FFT = "fft"
FFT_CAUTION = (
    "The Friends and Family Test is not designed to compare providers. It is read here against this contract and against "
    "this provider's own record."
)


def reference_of(checked: CheckedContract) -> str:
    """`CONTRACT/2025-26-Q2/run`."""
    return f"{checked.contract.contract}/{checked.period.key}/{checked.run}"


def for_whom(checked: CheckedContract) -> str:
    """The co-ordinating commissioner and those it acts for."""
    associates = [one_line(associate.name) for associate in checked.contract.associates]
    name = one_line(checked.contract.co_ordinating_commissioner.name)
    if not associates:
        return f"{name}, co-ordinating commissioner"
    word = "its associate" if len(associates) == 1 else "its associates"
    return f"{name}, co-ordinating commissioner, for itself and {word} {listed(associates)}"


def contract_line(checked: CheckedContract) -> str:
    """Title and reference of the contract."""
    contract = checked.contract
    return f"{one_line(contract.title)} (reference {one_line(contract.contract_reference)}, {contract.contract})"


def form_line(checked: CheckedContract) -> str:
    """The edition of the general conditions, marked while nobody checked it against the signed contract."""
    title = one_line(checked.form.title)
    return title if form_is_confirmed(checked) else f"{title} {UNVERIFIED}"


def form_is_confirmed(checked: CheckedContract) -> bool:
    """Whether the form's numbers were checked against the signed text, by its source or by the holder."""
    held = any(c.form == checked.form_id and c.on <= checked.as_at for c in checked.contract.confirmed)
    return held or checked.form.source.verified


def period_line(checked: CheckedContract) -> str:
    """`2025/26 Q2 (1 July 2025 to 30 September 2025)`."""
    return f"{checked.period.label} ({in_words(checked.period.start)} to {in_words(checked.period.end)})"


def counted_standings(cases: Iterable[CaseStanding]) -> str:
    """`46 requirements: 38 were met, 6 were not met and 2 were not assessed`; what is zero is left out."""
    duties = [case for case in cases if not case.watched]
    numbers = {kind: sum(case.standing is kind for case in duties) for kind in Standing}
    said = (
        (Standing.MET, "met"),
        (Standing.NOT_MET, "not met"),
        (Standing.NOT_ASSESSED, "not assessed"),
    )
    parts = [f"{numbers[kind]:,} {_was(numbers[kind])} {how}" for kind, how in said if numbers[kind]]
    return f"{counted(len(duties), 'requirement')}: {listed(parts)}" if parts else "no requirement"


def met_lines(checked: CheckedContract, cases: Iterable[CaseStanding]) -> tuple[str, ...]:
    """What was met: each with its figure, or by service when there are many."""
    met = [case for case in cases if case.standing is Standing.MET and not case.watched]
    if len(met) <= MOST_MET_LINES:
        return tuple(_met_line(checked, case) for case in met)
    services: dict[str, list[str]] = {}
    for case in met:
        services.setdefault(service_name(checked, case.service), []).append(short_name(checked, case.requirement))
    return tuple(f"{service}: {'; '.join(dict.fromkeys(names))}." for service, names in services.items())


def question_lines(checked: CheckedContract, queries: Iterable[Raised]) -> tuple[Question, ...]:
    """The questions for the meeting with the figures that prompt them."""
    return tuple(_question(checked, query) for query in queries)


def said_of(checked: CheckedContract, findings: Iterable[Finding], answer: str) -> tuple[Said, ...]:
    """What the provider said of these findings, in its own words, each statement once; `answer` stands where it gives a reason."""
    about = {(f.requirement, f.service): f for f in findings}
    lines = []
    for word in checked.said:
        said = word.statement
        match = next(
            (f for (req, service), f in about.items() if req == said.requirement and said.service in ("", service)),
            None,
        )
        if match is None:
            continue
        parts = [("Position", said.position), ("Reason", said.reason), ("Action", said.action)]
        given = [(name, one_line(text)) for name, text in parts if WITHHELD not in text]
        words = " ".join(f"{name}: “{text}”" for name, text in given if text)
        if words:
            place = ", ".join(one_line(p) for p in (said.touchpoint, said.ward, said.site) if one_line(p))
            name = f"{short_name(checked, said.requirement)}{f', {place}' if place else ''}"
            address = "!".join(one_line(p) for p in (word.file, said.sheet, said.cell) if one_line(p))
            received = f"; received {in_words(word.received)}" if word.received else ""
            lines.append(Said(name, words, f"{address}{received}", answer if one_line(said.reason) else ""))
    return tuple(dict.fromkeys(lines))


def not_assessed_lines(checked: CheckedContract, cases: Iterable[CaseStanding], quoted: set[str]) -> tuple[str, ...]:
    """What was not assessed, or not finally, and why; units with the same reason share a line."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for case in cases:
        for finding in case.findings:
            unsettled = finding.outcome is Outcome.NOT_ASSESSED or not finding.final or finding.id in case.set_aside
            if finding.adopted and unsettled and finding.id not in quoted:
                key = (finding.requirement, finding.service, why_not_assessed(checked, finding))
                groups.setdefault(key, []).append(finding)
    return tuple(_not_assessed_line(checked, *key, found) for key, found in groups.items())


def correction_lines(checked: CheckedContract, quoted: set[str]) -> tuple[str, ...]:
    """Figures that were corrected or restated and are judged anew, with what they were; those quoted elsewhere left out."""
    return tuple(
        one_line(
            f"{short_name(checked, f.requirement)}, {where(checked, f)}: {figure_of(checked, f).result}; {f.restated}."
        )
        for f in checked.findings
        if f.restated and f.adopted and f.id not in quoted and not tells_small_numbers(checked, f, f.restated)
    )


def cautions_of(checked: CheckedContract, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The caution of each feedback source quoted, once."""
    cautions = {}
    for finding in findings:
        measure = measure_of(checked, finding.requirement)
        if measure is None:
            continue
        known = checked.vocabulary.feedback.get(measure.feedback)
        text = known.caution if known and known.caution else FFT_CAUTION if measure.feedback == FFT else ""
        if text:
            name = one_line(known.name) if known else measure.feedback
            cautions[measure.feedback] = sentence(text) if name in text else f"{name}: {sentence(text)}"
    return tuple(cautions.values())


def next_meeting_line(checked: CheckedContract) -> str:
    """The next meeting on or after the day of the draft."""
    found = checked.contract.next_meeting(checked.as_at)
    if found is None:
        return "No meeting is recorded in the contract file after the date of this draft; we will agree one with you."
    kind, day = found
    return f"The next {one_line(kind).replace('_', ' ')} meeting is on {in_words(day)}."


def source_lines(checked: CheckedContract, findings: Iterable[Finding]) -> tuple[SourceLine, ...]:
    """Where each printed figure stands: file, sheet and cell."""
    return tuple(
        SourceLine(
            f"{short_name(checked, finding.requirement)}: {where(checked, finding)}",
            _addresses(finding) or "no figure was received",
        )
        for finding in findings
    )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _met_line(checked: CheckedContract, case: CaseStanding) -> str:
    service = service_name(checked, case.service)
    if len(case.findings) > 1:
        return f"{statement_of(checked, case.requirement)} {service}: met wherever it was judged ({len(case.findings)} results)."
    figure = figure_of(checked, case.findings[0])
    shown = f": {figure.result}" if case.findings[0].numerator is not None else ""
    return f"{statement_of(checked, case.requirement)} {service}{shown}."


def _question(checked: CheckedContract, query: Raised) -> Question:
    first = query.findings[0]
    figures = "; ".join(f"{where(checked, f)}: {figure_of(checked, f).result}" for f in query.findings)
    level = figure_of(checked, first).level
    watched = "" if first.adopted else " This is watched; it is not an obligation of this contract."
    agreed = f"Agreed level: {level}." if first.adopted else f"Level we look at: {level}."
    return Question(
        statement_of(checked, first.requirement),
        f"{figures}. {agreed}{watched}",
        question_of(checked, first.requirement),
    )


def _not_assessed_line(checked: CheckedContract, requirement: str, service: str, why: str, found: list[Finding]) -> str:
    places = [", ".join(part for part in (one_line(f.touchpoint), unit_of(checked, f)) if part) for f in found]
    units = "; ".join(dict.fromkeys(place for place in places if place))
    shown = f" ({units})" if units else ""
    return f"{short_name(checked, requirement)}, {service_name(checked, service)}{shown}: {why}."


def _addresses(finding: Finding) -> str:
    """`file!sheet!F14, L14` for the first cells, and how many more there are."""
    cells: dict[str, list[str]] = {}
    for address in finding.evidence[:MOST_ADDRESSES]:
        place = "!".join(one_line(part) for part in (address.file, address.sheet) if part)
        cells.setdefault(place, []).extend([one_line(address.cell)] if address.cell else [])
    shown = "; ".join("!".join(part for part in (place, ", ".join(found)) if part) for place, found in cells.items())
    more = len(finding.evidence) - MOST_ADDRESSES
    return f"{shown}; and {counted(more, 'cell')} more, listed with the findings" if more > 0 else shown
