"""A duty and a finding in the words a provider's director reads: what, where, how much, against which level."""

from __future__ import annotations

from datetime import date

from pxcommission.assessment.findings import Finding, Reason
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.periods import in_words
from pxcommission.rulebook.condition_english import in_english, number_text
from pxcommission.rulebook.conditions import Comparison, Condition, Number, Word
from pxcommission.rulebook.contracts import ReportDue
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Measure

RETURN = "RETURN-"
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WHY_NOT_ASSESSED = {
    Reason.NOT_DUE_YET: "the report is not due yet",
    Reason.NOT_YET_PUBLISHED: "the national figures are not published yet",
    Reason.NOT_LOADED: "we do not have the figures yet; this is not held against you",
    Reason.NOT_RECEIVED: "we looked for the figures and have not received them",
    Reason.SUPPRESSED: "the figures are withheld from publication because the numbers are small",
    Reason.TOO_FEW: "too few people answered to judge",
    Reason.ZERO_DENOMINATOR: "there was nothing to count in this period",
    Reason.INCOMPLETE: "the figures do not cover the whole period",
    Reason.NOT_MEASURED: "it was not measured",
    Reason.NOT_APPLICABLE: "the requirement did not apply",
    Reason.NO_THRESHOLD: "no level was in force",
    Reason.TO_BE_AGREED: "the level is still to be agreed between us",
    Reason.NO_COMPARISON: "there is no figure to compare with",
    Reason.WAIVED: "the requirement is set aside for this period by agreement",
}


def statement_of(checked: CheckedContract, requirement: str) -> str:
    """The requirement as a sentence; for a duty to report, the duty in words."""
    known = checked.requirements.get(requirement)
    if known is not None:
        return sentence(known.statement)
    report = report_of(checked, requirement)
    if report is None:
        return sentence(requirement)
    return f"The {_report_name(requirement)} report for each {report.every} is sent within {report.due.text.replace('operational day', 'Operational Day')}."


def question_of(checked: CheckedContract, requirement: str) -> str:
    """What the provider is asked about a requirement."""
    known = checked.requirements.get(requirement)
    if known is not None:
        return sentence(known.question_to_provider)
    return "When will the report be sent, and what held it up?"


def report_of(checked: CheckedContract, requirement: str) -> ReportDue | None:
    """The report whose duty `RETURN-<NAME>` names."""
    reports = checked.contract.reports_due
    return next((due for name, due in reports.items() if f"{RETURN}{name}".upper() == requirement.upper()), None)


def measure_of(checked: CheckedContract, requirement: str) -> Measure | None:
    """The measure a requirement is judged by; none for a duty to report."""
    known = checked.requirements.get(requirement)
    return checked.vocabulary.measures.get(known.measure) if known else None


def short_name(checked: CheckedContract, requirement: str) -> str:
    """The measure's name, for lists where the whole sentence would be too long."""
    measure = measure_of(checked, requirement)
    return one_line(measure.name) if measure else f"{_report_name(requirement).capitalize()} report sent on time"


def clause_of(checked: CheckedContract, finding: Finding) -> str:
    """The clause in this contract, or that the requirement is only watched."""
    if not finding.adopted:
        return "watched; not an obligation of this contract"
    report = report_of(checked, finding.requirement)
    return one_line(checked.clauses.get(finding.requirement, "") or (report.clause if report else "no clause given"))


def service_name(checked: CheckedContract, service: str) -> str:
    """The service's name as people write it."""
    if service in ("", "all"):
        return "All services"
    known = checked.vocabulary.services.get(service)
    return one_line(known.name if known else service.replace("_", " ").capitalize())


def unit_of(checked: CheckedContract, finding: Finding) -> str:
    """The site or ward; empty for the provider as a whole."""
    if not finding.site and not finding.ward:
        return ""
    site = next((s for s in checked.contract.provider.sites if s.ods == finding.site), None)
    site_name = one_line(site.name) if site and site.name else ""
    parts = [one_line(finding.ward), site_name or (one_line(finding.unit_name) if not finding.ward else "")]
    named = ", ".join(part for part in parts if part)
    return f"{named} ({finding.site})" if finding.site and named else named or finding.site


def where(checked: CheckedContract, finding: Finding) -> str:
    """Service, touchpoint, unit, and the period where it is not the one checked."""
    service = service_name(checked, finding.service)
    if finding.touchpoint:
        service = f"{service} ({one_line(finding.touchpoint)})"
    period = finding.period.label if finding.period != checked.period else ""
    return ", ".join(part for part in (service, unit_of(checked, finding), period) if part)


def running(checked: CheckedContract, finding: Finding) -> str:
    """How many periods in a row it was not met; a bridged gap is said."""
    known = checked.requirements.get(finding.requirement)
    report = report_of(checked, finding.requirement)
    length = known.judged_over.value if known else report.every if report else "period"
    unit = "yearly figure" if length in ("year", "rolling 12 months") else length
    count = max(1, finding.breaches_in_a_row)
    if finding.streak_has_gap:
        spelt = NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else f"{count}"
        return f"{counted(count, unit)}: in the last {spelt} {unit}s that could be assessed"
    return counted(count, unit) if count > 1 else f"1 {unit}"


def why_not_assessed(checked: CheckedContract, finding: Finding) -> str:
    """Why there is no verdict, or no final one, or none that counts, in plain words."""
    if finding.id in checked.set_aside:
        return "it is set aside"
    if finding.reason is None:
        waiting = listed([one_line(name).replace("_", " ") for name in finding.awaiting]) or "a source"
        return f"the result is provisional: we are waiting for {waiting}"
    why = WHY_NOT_ASSESSED[finding.reason]
    known = checked.requirements.get(finding.requirement)
    if finding.reason is Reason.TOO_FEW and known is not None and known.needs is not None:
        return f"{why}{_needed(known.needs.tree)}"
    return why


def condition_level(known: Requirement, measure: Measure | None) -> str:
    """A condition as a level: `all`, `none`, or the condition in English."""
    tree = known.require.tree if known.require else None
    if tree is None:
        return ""
    if measure is not None and _is_all(tree, measure):
        return "all"
    match tree:
        case Comparison(operator="==" | "<=", left=Word(), right=Number(value)) if value == 0:
            return "none"
    return in_english(tree)


def since(iso: str) -> str:
    """`since 1 April 2024` for an ISO date; empty when there is none."""
    try:
        return f"since {in_words(date.fromisoformat(iso))}"
    except ValueError:
        return ""


def _is_all(tree: Condition, measure: Measure) -> bool:
    match tree:
        case Comparison(operator="==" | ">=", left=Word(left), right=Word(right)):
            return (left, right) == (measure.numerator, measure.denominator)
    return False


def _needed(tree: Condition) -> str:
    match tree:
        case Comparison(operator=">=", left=Word(), right=Number(value)):
            return f" (at least {number_text(value)} answers are needed)"
    return f" (the rule needs {in_english(tree)})"


def _report_name(requirement: str) -> str:
    return one_line(requirement.removeprefix(RETURN).replace("-", " ").lower())
