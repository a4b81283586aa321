"""One contract's checked quarter on one screen."""

from __future__ import annotations

from collections import Counter, defaultdict

from pxcommission.assessment.editions import figure_text
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cli.options import Options
from pxcommission.cli.screen import Screen
from pxcommission.cli.screen import console_for as console_for
from pxcommission.inference.cases import HeldBack
from pxcommission.inference.checked import Awaited, CheckedContract
from pxcommission.inference.decided import decision_text, stands, status_of
from pxcommission.packs.described import short_name
from pxcommission.packs.shown import shown_share
from pxcommission.packs.standing import stage_name
from pxcommission.periods import in_words
from pxcommission.problems import printable
from pxcommission.rulebook.thresholds import read_threshold


def show_quarter(checked: CheckedContract, options: Options) -> None:
    """Print what was met, not met, not assessed and awaited, then what is proposed and what is held back."""
    screen = Screen(options)
    for line in _headlines(checked):
        screen.line(line)
    _not_met(screen, checked)
    _met(screen, checked)
    _not_assessed(screen, checked)
    _awaited(screen, checked)
    _cases(screen, checked)
    _proposals(screen, checked)
    _held_back(screen, checked)
    _what_next(screen, checked)
    screen.end()


def _headlines(checked: CheckedContract) -> list[str]:
    counts = Counter(f.outcome for f in checked.findings)
    provisional = sum(not f.final for f in checked.findings)
    contract = checked.contract
    standing = "all final" if not provisional else f"{provisional} provisional, the others final"
    return [
        "",
        printable(f"{contract.contract}  {contract.title}"),
        printable(
            f"  {contract.provider.name} ({contract.provider.ods}), {checked.period.label}, as known on {checked.as_at}"
        ),
        f"  {len(checked.findings)} checked: {counts[Outcome.MET]} met, {counts[Outcome.BREACH]} not met, "
        f"{counts[Outcome.NOT_ASSESSED]} not assessed; {standing}",
        f"  run {checked.run}; engine {checked.engine}, the reference reading agrees",
        *(
            [f"  case register at {checked.register[:24]}… ({len(checked.records)} of these cases)"]
            if checked.register
            else []
        ),
    ]


def _not_met(screen: Screen, checked: CheckedContract) -> None:
    chosen = [f for f in checked.findings if f.outcome is Outcome.BREACH]
    if not chosen:
        screen.line("\nNot met: nothing", "bold")
        return
    headings = ("Requirement", "Where", "Result", "Agreed level", "Running", "")
    screen.table(f"Not met ({len(chosen)})", headings, [_cells(checked, finding) for finding in chosen], RESULT)


RESULT = 2
"""The column of the result, which stands out."""


def _cells(checked: CheckedContract, finding: Finding) -> list[str]:
    level = finding.threshold.text if finding.threshold else "none"
    varied = " (variation)" if finding.threshold and finding.threshold.why == "variation" else ""
    watched = "" if finding.adopted else " (monitored)"
    chance = "; may be chance" if finding.clearly_below is False else ""
    cells = [finding.requirement + watched, _where(finding), result_text(finding) + chance, level + varied, running_text(finding),
             status_of(checked, finding).removeprefix("final").removeprefix(", ")]  # fmt: skip
    return [printable(cell) for cell in cells]


def _where(finding: Finding) -> str:
    """Service, touchpoint, site and ward; and the period where it is shorter than a quarter."""
    month = finding.period.label if len(finding.period.months) != 3 else ""
    return ", ".join(p for p in (finding.service, finding.touchpoint, finding.site, finding.ward, month) if p)


def _not_assessed(screen: Screen, checked: CheckedContract) -> None:
    """Each reason with its requirements, and what there is to say of it."""
    reasons: dict[str, dict[str, list[Finding]]] = {}
    for finding in (f for f in checked.findings if f.reason is not None):
        reasons.setdefault(str(finding.reason), {}).setdefault(finding.requirement, []).append(finding)
    if reasons:
        screen.line("\nNot assessed", "bold")
    for reason, requirements in sorted(reasons.items()):
        screen.line(f"  {reason}", "yellow")
        for requirement, findings in requirements.items():
            units = "; ".join(dict.fromkeys(_where(f) for f in findings))
            figures = "; ".join(dict.fromkeys(result_text(f) for f in findings if f.numerator is not None))
            screen.line(printable(f"    {requirement}: {units}{f' ({figures})' if figures else ''}"))


def result_text(finding: Finding) -> str:
    """`93.5% (187 of 200), short by 3`; for a report, when it came."""
    if finding.numerator is None:
        return finding.detail if finding.unit == "return" else "no figure"
    text = figure_text(finding.numerator, finding.denominator)
    if finding.denominator:
        threshold = read_threshold(finding.threshold.text) if finding.threshold else None
        bound = (threshold.bound if threshold else None) or finding.comparison
        text = f"{shown_share(finding.numerator, finding.denominator, bound)} ({text})"
    return f"{text}, short by {finding.short_by:,}" if finding.short_by else text


def running_text(finding: Finding) -> str:
    """`3 in a row`, with a word on a gap."""
    gap = " that could be assessed" if finding.streak_has_gap else ""
    return f"{finding.breaches_in_a_row} in a row{gap}"


def _met(screen: Screen, checked: CheckedContract) -> None:
    met: dict[str, list[Finding]] = defaultdict(list)
    for finding in (f for f in checked.findings if f.outcome is Outcome.MET):
        met[finding.requirement].append(finding)
    if met:
        screen.line("\nMet", "bold")
    for name, units in met.items():
        screen.line(printable(f"  {name} ({short_name(checked, name)}): {_met_units(units)}"))


def _met_units(units: list[Finding]) -> str:
    """The result of one unit, or how many units met it."""
    if len(units) > 2:
        return f"{len(units)} units or periods"
    return "; ".join(result_text(f) for f in units)


def _awaited(screen: Screen, checked: CheckedContract) -> None:
    """What is not in, one line for each source and state, with its periods."""
    groups: dict[tuple[str, str, str, str], list[Awaited]] = {}
    for one in checked.awaited:
        what = one.detail.partition(":")[0] if one.kind == "publication" else ""
        groups.setdefault((one.source, one.kind, what, one.state), []).append(one)
    if groups:
        screen.line("\nAwaited", "bold")
    for (source, kind, what, state), ones in groups.items():
        periods = ", ".join(one.period.label for one in ones)
        detail = ones[0].detail if kind == "report" else f"expected by {in_words(max(one.due for one in ones))}"
        screen.line(
            printable(
                f"  {source.replace('_', ' ')} {kind}{f', {what}' if what else ''}: {periods}: {state} ({detail})"
            )
        )


def _cases(screen: Screen, checked: CheckedContract) -> None:
    """What has gone out and stands, and what people decided."""
    out = [
        (record, record.last_letter)
        for _, record in sorted(checked.records.items())
        if record.stage or record.notice_dated
    ]
    if out:
        screen.line("\nIssued", "bold")
    for record, letter in out:
        name = stage_name(checked, letter.stage, record.case) if letter else "GC9 notice"
        issued = f", issued on {in_words(letter.on)}" if letter else ""
        standing = stands(record)
        screen.line(printable(f"  {_case_name(record.case)}: {name}{issued}{f'; {standing}' if standing else ''}"))
    decided = [decision for _, record in sorted(checked.records.items()) for decision in record.decisions]
    if decided:
        screen.line("\nDecided by people", "bold")
    for decision in decided:
        about = _case_name(decision.case) if decision.decision == "hold" else "; ".join(decision.findings)
        about = about or _case_name(decision.case)
        screen.line(printable(f"  {about}: {decision_text(decision)}"))


def _case_name(case: str) -> str:
    """`FFT-IP-POSITIVE, inpatient`."""
    _, requirement, service = case.split("/", 2)
    return f"{requirement}, {service}"


def _proposals(screen: Screen, checked: CheckedContract) -> None:
    screen.line("\nProposed (a person decides)", "bold")
    if not checked.proposals:
        screen.line("  nothing")
    for proposal in checked.proposals:
        name = stage_name(checked, proposal.stage, proposal.case)
        standing = "" if proposal.final else " (provisional)"
        screen.line(
            printable(f"  {name}{standing}: {proposal.requirement}, {proposal.service}, {proposal.period.label}")
        )
        screen.line(printable(f"    rule {proposal.ladder_rule}: {'; '.join(proposal.because)}"))


def _held_back(screen: Screen, checked: CheckedContract) -> None:
    """The next rung of each case that was not proposed; the workbook has every rung."""
    if checked.held_back:
        screen.line("\nNot proposed, and why (the next step of each case)", "bold")
    next_rung: dict[str, HeldBack] = {}
    for one in sorted(checked.held_back, key=lambda h: (h.case, checked.ladder_of(h.case).rank(h.stage))):
        next_rung.setdefault(one.case, one)
    for one in next_rung.values():
        screen.line(printable(f"  {one.requirement}, {one.service}: {'; '.join(one.because)}"))


def _what_next(screen: Screen, checked: CheckedContract) -> None:
    period = checked.period.label.replace(" ", "-")
    shortest = next((f for f in checked.findings if f.outcome is Outcome.BREACH and f.unit != "return"), None)
    screen.line()
    if shortest is not None:
        units = [("--service", shortest.service), ("--site", shortest.site), ("--ward", shortest.ward)]
        more = "".join(f" {name} '{value}'" for name, value in units if value)
        explain = f"pxcommission explain {shortest.contract} {shortest.requirement} --period {period}{more}"
        screen.line(f"Why one of them: {printable(explain)}")
    screen.line(f"Letters and workbook: pxcommission pack {period} --contract {checked.contract.contract}")
