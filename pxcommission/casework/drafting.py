"""What a document of the process is about and which one a step asks for: the same for its draft and for the file as sent."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import EvidenceAdded, LetterIssued
from pxcommission.casework.desk import Desk, step_meant
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.engines import Engine
from pxcommission.packs.process_documents import KINDS, subject_of
from pxcommission.packs.process_model import Subject
from pxcommission.periods import Period, add_months, period_of_key, quarter_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean

ON_PAPER_WITH_STEP_DOWN = {"step-down": "thanks"}
SAYS_MET = ("thanks", "closure")
ABOUT_SUMS = ("release-notice", "retention-notice", "unjustified-withholding-decision")
LOOKED_BACK = 4


class DocumentMeant(Struct, frozen=True):
    """The kind of document that a word such as `notice`, `withhold` or `thanks` means in a case, and its step (if any)."""

    kind: str
    step: str = ""


def document_meant(desk: Desk, word: str, on: date, engine: Engine) -> DocumentMeant:
    """The document of a step, of a stage of the ladder, or of its own name; raises ProblemsFound (exit code 2)."""
    wanted = word.strip().lower().replace(" ", "-")
    wanted = ON_PAPER_WITH_STEP_DOWN.get(wanted, wanted)
    stage = next((one for one in desk.ladder.stages if one.id == wanted), None)
    meant = (stage.step or stage.document or wanted) if stage else wanted
    named = [step.id for step in desk.form.steps if step.id == meant]
    begun = [step.id for step in desk.form.steps if step.id.startswith(f"{meant}-")]
    written = [step.id for step in desk.form.steps if step.document == meant]
    if not named and meant in KINDS:
        return DocumentMeant(meant, step_meant(desk, written, on, engine).id if written else "")
    if named or begun:
        step = step_meant(desk, named or begun, on, engine)
        if step.document is not None and step.document in KINDS:
            return DocumentMeant(step.document, step.id)
        message, fix = f"{step.name} has no document of its own", f"documents: {', '.join(KINDS)}"
    else:
        known = [*(step.id for step in desk.form.steps if step.document), *KINDS]
        message, fix = f"there is no document for '{word}'{did_you_mean(wanted, known)}", f"known: {', '.join(known)}"
    raise ProblemsFound([Problem("--step", message, fix)], ExitCode.USAGE)


def period_about(file: CaseFile, on: date) -> Period:
    """The quarter of the last findings that the case's letters and evidence cite, else the last whole quarter before a day."""
    cited: list[Period] = []
    for one in file.happened:
        match one.details:
            case LetterIssued(findings=findings) | EvidenceAdded(findings=findings):
                periods = (period_of_key(finding.partition("/")[0]) for finding in findings)
                cited += [period for period in periods if period is not None]
    last = max((period.end for period in cited), default=None)
    return quarter_of(last) if last else quarter_of(add_months(quarter_of(on).start, -3))


def periods_about(file: CaseFile, kind: str, on: date) -> tuple[Period, ...]:
    """The quarters whose figures a document may show, the one to prefer first.

    What says thanks looks at the newest whole quarter and back from there; everything else at what the case is about.
    """
    if kind not in SAYS_MET:
        return (period_about(file, on),)
    return tuple(quarter_of(add_months(quarter_of(on).start, -3 * back)) for back in range(1, LOOKED_BACK + 1))


def subject_for(checked: CheckedContract, desk: Desk, kind: str, on: date, head: str = "") -> Subject:
    """What a document of a kind, dated on a day, says about a case, with the figures of the period checked that it rests on."""
    found = figures_shown(checked, desk.file.case, kind)
    return subject_of(checked, desk.file, desk.form, desk.confirmed(on), found, head)


def figures_shown(checked: CheckedContract, case: str, kind: str) -> tuple[Finding, ...]:
    """The final figures a kind of document shows: those not met, or met for one that says thanks; none beside settled sums."""
    outcome = Outcome.MET if kind in SAYS_MET else Outcome.BREACH
    ours = (one for one in checked.findings if one.case == case and one.outcome is outcome and one.final)
    return () if kind in ABOUT_SUMS else tuple(one for one in ours if one.id not in checked.set_aside)
