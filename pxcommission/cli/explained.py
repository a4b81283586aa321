"""A finding explained on the screen: requirement, figures, threshold, streak, conditions, step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from pxcommission.assessment.compared_in_words import compared_in_words
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for, result_text, running_text
from pxcommission.cli.triangulate import beside_a_finding, with_its_quarter
from pxcommission.diagnostics.rounds import DIAGNOSTICS
from pxcommission.inference.cases import CaseState
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.decided import decision_text
from pxcommission.inference.reference import read_rules
from pxcommission.packs.case_sheets import stands
from pxcommission.packs.described import statement_of, where
from pxcommission.packs.standing import stage_name
from pxcommission.periods import in_words
from pxcommission.problems import printable
from pxcommission.rulebook.condition_english import in_english


def show_explained(checked: CheckedContract, findings: Sequence[Finding], options: Options) -> None:
    """Print each finding's story, then its case's."""
    console, quarter = console_for(options), with_its_quarter(checked, options)
    for finding in findings:
        said = "NOT MET" if finding.outcome is Outcome.BREACH else finding.outcome.value.upper()
        console.print(Text(f"\n{finding.id}: {said}", style="bold"))
        for line in _lines(checked, finding, quarter):
            console.print(printable(line).replace("\\u000a", "\n"))
    for case in dict.fromkeys(f.case for f in findings):
        console.print(Text(f"\nThe case {case}", style="bold"))
        for line in _case_lines(checked, case):
            console.print(printable(line))


def _lines(checked: CheckedContract, finding: Finding, quarter: CheckedContract) -> Iterator[str]:
    yield f"  Requirement   {statement_of(checked, finding.requirement)}"
    yield f"  Clause        {checked.clauses.get(finding.requirement, '')}  [{finding.rule}]"
    known = checked.requirements.get(finding.requirement)
    if known is not None:
        verified = "verified" if known.source.verified else "not verified: check against the signed contract"
        clause = f", {known.source.clause}" if known.source.clause else ""
        yield f"  Source        {known.source.document}{clause} ({verified})  [{known.place.file}:{known.place.line}]"
    yield f"  Where         {where(checked, finding)}; {finding.period.label}"
    yield from _figure_lines(finding)
    beside = beside_a_finding(quarter, finding)
    if beside:
        yield f"  Other sources {beside}"
    yield from _threshold_lines(finding)
    if known is not None and known.needs is not None:
        yield f"  Needs         {in_english(known.needs.tree)}  [{known.needs.place.file}:{known.needs.place.line}]"
    yield from _history_lines(finding)
    if finding.reason is not None:
        detail = f": {finding.detail}" if finding.detail else ""
        yield f"  Not assessed  {finding.reason}{detail}"
    standing = "final" if finding.final else f"provisional; awaited: {'; '.join(finding.awaiting)}"
    yield f"  Standing      {standing}"
    for decision in checked.decisions_about(finding):
        yield f"  Decided       {decision_text(decision)}"


_ORIGINS = {"published": "publication", "local": "provider", "register": "listening register"}


def _figure_lines(finding: Finding) -> Iterator[str]:
    of_assessments = any(address.file == DIAGNOSTICS.file.as_posix() for address in finding.evidence)
    origin = "record of self-assessments" if of_assessments else _ORIGINS.get(finding.origin or "", "")
    source = f" (from the {origin})" if origin else ""
    yield f"  Result        {result_text(finding)}{source}"
    for address in finding.evidence:
        yield f"    stands at   {address}"
    for other in finding.reconciled:
        yield f"    beside it   {other}"
    if finding.restated:
        yield f"    earlier     {finding.restated}"
    if finding.outcome is Outcome.BREACH and finding.short_by is not None:
        cases = "1 case" if finding.short_by == 1 else f"{finding.short_by:,} cases"
        yield f"    short by    {cases} of being met"
    compared = compared_in_words(finding)
    if compared:
        yield f"  By chance     {compared}"
    if finding.chart is not None:
        yield f"  Chart         {finding.chart.sentence}"
        yield f"    drawn from  {finding.chart.basis}"


def _threshold_lines(finding: Finding) -> Iterator[str]:
    threshold = finding.threshold
    if threshold is None:
        yield "  Threshold     none in force on the period's last day"
        return
    since = f", in force since {threshold.since}" if threshold.since else ""
    yield f"  Threshold     {threshold.text} ({threshold.why}{since})  [{threshold.place}]"
    if threshold.document:
        yield f"    because     {threshold.document}"


def _history_lines(finding: Finding) -> Iterator[str]:
    if finding.outcome is Outcome.BREACH:
        yield f"  Streak        not met {running_text(finding)}"
    elif finding.outcome is Outcome.MET:
        yield f"  Streak        met {finding.met_in_a_row} in a row"
    for before in finding.previous:
        yield f"    before      {before}"


def _record_lines(checked: CheckedContract, case: str) -> Iterator[str]:
    """What went out, what came back, and where the case stands by the register."""
    record = checked.records.get(case)
    if record is None:
        return
    for letter in record.letters:
        by = f", reply by {in_words(letter.reply_by)}" if letter.reply_by else ""
        reference = f"  [{letter.reference}]" if letter.reference else ""
        yield f"  Issued: {stage_name(checked, letter.stage, case)} on {in_words(letter.on)}{by}{reference}"
    for reply in record.replies:
        yield f"  Replied on {in_words(reply.on)} ({reply.position}): {reply.summary}"
    standing = stands(record)
    if standing:
        yield f"  Stands: {standing}"


def _case_lines(checked: CheckedContract, case: str) -> Iterator[str]:
    for signals in (s for s in checked.signals if s.case == case):
        words = ", ".join(f"{word.replace('_', ' ')} {value}" for word, value in signals.words)
        yield f"  {signals.period.label}: {words}"
        for reading in read_rules(checked.ladder_of(case), signals, checked.states.get(case, CaseState())):
            held = {True: "holds", False: "does not hold", None: "can't be told (a value is unknown)"}[reading.held]
            rule = reading.rule
            yield f"    rule {rule.id} ({rule.when.text}): {held}  [{rule.place.file}:{rule.place.line}]"
            for restraint in reading.restraints:
                yield f"      held back: {restraint}"
    yield from _record_lines(checked, case)
    proposed = [p for p in checked.proposals if p.case == case]
    for proposal in proposed:
        yield f"  Proposed: {stage_name(checked, proposal.stage, case)}, by rule {proposal.ladder_rule}: {'; '.join(proposal.because)}"
    if not proposed:
        yield "  Proposed: nothing"
    for one in (h for h in checked.held_back if h.case == case):
        yield f"  Not proposed: {'; '.join(one.because)}"
