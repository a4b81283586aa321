"""One case of a checked contract as a comparison needs it: its shortfall, the step that came of it, and what decided it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.editions import figure_text
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.decided import after_decisions
from pxcommission.inference.reasons import proposal_of
from pxcommission.inference.recorded import CaseRecord, LetterOut
from pxcommission.inference.reference import decide
from pxcommission.periods import in_words
from pxcommission.rulebook.ladders import MEETING_PAPER, Ladder


class Step(Struct, frozen=True):
    """What came of a shortfall. `kind` is the same in every ladder: the step of the contract form, or what is written.

    `grade` orders steps of all ladders: none, question, letter, step of General Condition 9, then the place in the ladder.
    """

    kind: str = ""
    name: str = "no step"
    how: str = ""
    grade: tuple[int, int] = (0, 0)

    @property
    def text(self) -> str:
        """`Challenge letter, issued on 5 November 2025`."""
        return f"{self.name}, {self.how}" if self.how else self.name


class Inputs(Struct, frozen=True):
    """All that decides what a ladder proposes for a case: the ladder, the period's signals, where the case stands."""

    ladder: Ladder
    signals: CaseSignals
    state: CaseState

    def called_for(self) -> str:
        """The kind of step the ladder calls for, empty for none; nothing either where it does not know the case's stage."""
        if self.state.stage and not self.ladder.rank(self.state.stage):
            return ""
        stage = decide(self.ladder, self.signals, self.state).stage
        return kind_of(self.ladder, stage) if stage and stage != STEP_DOWN else ""


class Treated(Struct, frozen=True):
    """A case and what came of it. `inputs` is None where nothing counts against it (met, waived, set aside by a person).

    `held_by`: what people decided or did that holds back a step the ladder calls for, in words.
    """

    checked: CheckedContract
    findings: tuple[Finding, ...]
    step: Step
    inputs: Inputs | None
    held_by: tuple[str, ...] = ()

    @property
    def contract(self) -> str:
        """The contract's id."""
        return self.checked.contract.contract

    @property
    def requirement(self) -> str:
        """The requirement's id."""
        return self.findings[0].requirement

    @property
    def service(self) -> str:
        """The service."""
        return self.findings[0].service

    @property
    def fell_short(self) -> bool:
        """Whether its level was not met."""
        return self.findings[0].outcome is Outcome.BREACH

    @property
    def worst(self) -> Finding:
        """The finding that is shortest of its level, or the first."""
        return max(self.findings, key=lambda one: one.short_by or 0)

    @property
    def levels(self) -> tuple[str, ...]:
        """The agreed levels its figures were held against."""
        return tuple(dict.fromkeys(one.threshold.text for one in self.findings if one.threshold))

    @property
    def figure(self) -> str:
        """`187 of 200, short by 3`; empty where there is no figure."""
        worst = self.worst
        if worst.numerator is None:
            return ""
        short = f", short by {worst.short_by:,}" if worst.short_by else ""
        return figure_text(worst.numerator, worst.denominator) + short


def treated(checked: CheckedContract, case: str, findings: Sequence[Finding]) -> Treated:
    """What came of a case, whose `findings` are those that fell short (or, where none did, those that met or are waived)."""
    ladder, record = checked.ladder_of(case), checked.records.get(case)
    proposed = next((one for one in checked.proposals if one.case == case and one.stage != STEP_DOWN), None)
    period = proposed.period if proposed else max(one.period for one in findings)
    of_period = tuple(one for one in findings if one.period == period) or tuple(findings)
    signals = next((one for one in checked.signals if one.case == case and one.period == period), None)
    counts = signals is not None and dict(signals.words).get("in_breach") == 1
    letter = _letter_on(of_period, record, ladder)
    if signals is None or not counts:
        return Treated(checked, of_period, _issued(ladder, letter), None)
    if letter is not None and (proposed is None or ladder.rank(proposed.stage) <= ladder.rank(letter.stage)):
        inputs = Inputs(ladder, signals, _before(letter, record))
        return Treated(checked, of_period, _issued(ladder, letter), inputs)
    inputs = Inputs(ladder, signals, checked.states.get(case, CaseState()))
    if proposed is not None:
        how = "proposed" if proposed.final else "proposed (provisional)"
        return Treated(checked, of_period, _step(ladder, proposed.stage, how), inputs)
    return Treated(checked, of_period, Step(), inputs, _held_by(inputs, record))


def kind_of(ladder: Ladder, stage: str) -> str:
    """What a stage is in any ladder: the form's step, or the document it writes."""
    found = ladder.stage(stage)
    return found.step or found.document or found.id


def _step(ladder: Ladder, stage: str, how: str) -> Step:
    found = ladder.stage(stage)
    weight = 3 if found.step else 1 if found.document == MEETING_PAPER else 2
    return Step(kind_of(ladder, stage), found.name, how, (weight, ladder.rank(stage)))


def _issued(ladder: Ladder, letter: LetterOut | None) -> Step:
    return Step() if letter is None else _step(ladder, letter.stage, f"issued on {in_words(letter.on)}")


def _letter_on(findings: Sequence[Finding], record: CaseRecord | None, ladder: Ladder) -> LetterOut | None:
    """The gravest letter that went out on all of these findings."""
    units = {one.id for one in findings}
    out = [one for one in record.letters if units <= set(one.findings) and ladder.rank(one.stage)] if record else []
    return max(out, key=lambda one: ladder.rank(one.stage), default=None)


def _before(letter: LetterOut, record: CaseRecord | None) -> CaseState:
    """Where the case stood when a letter went out: at the letter before it, whose reply date had passed."""
    letters = record.letters if record else ()
    closed = record.closed if record else None
    earlier = [one for one in letters if one.on < letter.on and (closed is None or one.on > closed)]
    last = max(earlier, key=lambda one: one.on, default=None)
    return CaseState(stage=last.stage, reply_date_passed=True, issued_on=last.on) if last else CaseState()


def _held_by(inputs: Inputs, record: CaseRecord | None) -> tuple[str, ...]:
    """What holds back the step that the ladder calls for: decisions, an agreed plan, a letter on the same findings."""
    decision = decide(inputs.ladder, inputs.signals, inputs.state)
    if record is None or decision.stage in ("", STEP_DOWN):
        return ()
    proposal = proposal_of(inputs.ladder, inputs.signals, inputs.state, decision)
    _, held = after_decisions([proposal], {record.case: record}, lambda _: inputs.ladder)
    return tuple(reason for one in held for reason in one.because)


def with_parts_of(inputs: Inputs, other: Inputs, parts: Sequence[str]) -> Inputs:
    """The inputs with the named parts (of `PARTS`) taken from another case."""
    words = {word: value for word, value in inputs.signals.words if part_of_word(word) not in parts}
    words |= {word: value for word, value in other.signals.words if part_of_word(word) in parts}
    taken = {name: getattr(other.signals, name) for part in parts for name in SIGNAL_FIELDS.get(part, ())}
    stands = {name: getattr(other.state, name) for part in parts for name in STATE_FIELDS.get(part, ())}
    return Inputs(
        other.ladder if "ladder" in parts else inputs.ladder,
        replace(inputs.signals, words=tuple(sorted(words.items())), **taken),
        replace(inputs.state, **stands),
    )


SIGNAL_FIELDS = {
    "monitored": ("citable", "why_not_citable"),
    "provisional": ("final", "awaited"),
    "agreement": ("uncorroborated",),
}
STATE_FIELDS = {
    "issued": ("stage", "reply_date_passed", "reply_overdue", "issued_on", "reply_by", "replied_on"),
    "notice": ("notice_open",),
    "plan": ("plan_overdue",),
    "exception reports": ("exception_reports_in_6_months",),
}
_PARTS_OF_WORDS = {
    "short_by": "short by",
    "severity": "severity",
    "sources_agreeing": "agreement",
    "units_in_breach": "units",
    "count": "count",
    "clearly_below": "chance",
    "special_cause_concern": "chart",
    "consistently_fails": "chart",
    "deteriorating": "chart",
}
PARTS = (
    "ladder", "issued", "notice", "plan", "exception reports", "monitored", "provisional", "short by", "agreement",
    "severity", "history", "units", "count", "chance", "chart",
)  # fmt: skip


def part_of_word(word: str) -> str:
    """The part a word of the signals belongs to; whatever counts periods is the history."""
    return _PARTS_OF_WORDS.get(word, "history")


def differing(one: Inputs, other: Inputs) -> tuple[str, ...]:
    """The parts in which two cases differ."""
    return tuple(part for part in PARTS if _part(one, part) != _part(other, part))


def _part(inputs: Inputs, part: str) -> tuple[object, ...]:
    words = tuple(pair for pair in inputs.signals.words if part_of_word(pair[0]) == part)
    rest = tuple(getattr(inputs.signals, name) for name in SIGNAL_FIELDS.get(part, ())[:1])
    stands = tuple(getattr(inputs.state, name) for name in STATE_FIELDS.get(part, ())[:3])
    return (*words, *rest, *stands, *((inputs.ladder.rules, inputs.ladder.stages) if part == "ladder" else ()))
