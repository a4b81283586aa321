"""The ladder read in plain Python, three-valued and exact, from the conditions as they are written.

Nothing here looks at the compiled ladder, so that the two readings can disagree, and are compared on every case.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState, Decision
from pxcommission.inference.words import constants, issued_rank, reads_the_register, register_values, span_of
from pxcommission.periods import in_words
from pxcommission.rulebook.conditions import Values, holds
from pxcommission.rulebook.ladders import Ladder, LadderRule


class RuleReading(Struct, frozen=True):
    """Whether a rule's condition holds for a case (None: unknown), and if it does, what holds its step back."""

    rule: LadderRule
    held: bool | None
    restraints: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether the rule may decide."""
        return self.held is True and not self.restraints


def values_of(ladder: Ladder, signals: CaseSignals, state: CaseState) -> Values:
    """The value of every word a ladder's conditions may read; an unknown one is absent."""
    given = dict(signals.words)
    spans = ((span_of(word), value) for word, value in signals.words)
    calls = {f"breaches({span})": value for span, value in spans if span is not None}
    return {**given, **calls, **constants(ladder), **register_values(ladder, state)}


def read_rules(ladder: Ladder, signals: CaseSignals, state: CaseState) -> tuple[RuleReading, ...]:
    """Every rule of the ladder read for one case, in the order of the file."""
    values = values_of(ladder, signals, state)
    return tuple(_read_rule(ladder, rule, values, signals, state) for rule in ladder.rules)


def _read_rule(ladder: Ladder, rule: LadderRule, values: Values, signals: CaseSignals, state: CaseState) -> RuleReading:
    held = holds(rule.when.tree, values)
    return RuleReading(rule, held, tuple(_restraints(ladder, rule, signals, state)) if held else ())


def decide(ladder: Ladder, signals: CaseSignals, state: CaseState) -> Decision:
    """What the ladder makes of one case: the highest stage that a rule may propose, else a step down, else nothing."""
    best: LadderRule | None = None
    for reading in read_rules(ladder, signals, state):
        if reading.allowed and (best is None or _precedence(ladder, reading.rule) > _precedence(ladder, best)):
            best = reading.rule
    if best is None:
        return Decision(signals.case, signals.period, "", "")
    return Decision(signals.case, signals.period, best.propose or STEP_DOWN, best.id)


def _precedence(ladder: Ladder, rule: LadderRule) -> int:
    return ladder.rank(rule.propose) if rule.propose else 0


def _restraints(ladder: Ladder, rule: LadderRule, signals: CaseSignals, state: CaseState) -> Iterator[str]:
    """What speaks against a rule's step although its condition holds, in words."""
    issued = issued_rank(ladder, state)
    if rule.propose is None:
        yield from _step_down_restraints(signals, issued)
        return
    if not reads_the_register(rule.when.tree) and dict(signals.words).get("in_breach") != 1:
        yield "nothing is known to be in breach in this period"
    stage, rank = ladder.stage(rule.propose), ladder.rank(rule.propose)
    if not stage.is_letter:
        if issued > rank:
            yield f"{with_the(ladder.stages[issued - 1].name)} has been issued already"
        return
    if issued == rank:
        yield _issued_already(stage.name, state)
        return
    if issued > rank:
        yield f"{with_the(ladder.stages[issued - 1].name)} has been issued already"
        return
    if not signals.citable:
        yield f"{signals.why_not_citable}: never beyond a question"
    if stage.step is not None and signals.uncorroborated:
        yield f"{signals.uncorroborated}, so {with_a(stage.name)} is not proposed"
    if not rule.at_once and not signals.final:
        yield f"the findings are provisional: awaiting {' and '.join(signals.awaited) or 'further sources'}"
    if not rule.at_once and rank > ladder.first_letter_rank:
        yield from _order_restraints(ladder, rank, issued, state)


def _step_down_restraints(signals: CaseSignals, issued: int) -> Iterator[str]:
    in_breach = dict(signals.words).get("in_breach")
    if issued < 1:
        yield "no stage has been issued"
    if in_breach is None:
        yield "it is not known whether the requirement is met"
    elif Fraction(in_breach) != 0:
        yield "the requirement is in breach"


def _order_restraints(ladder: Ladder, rank: int, issued: int, state: CaseState) -> Iterator[str]:
    below, wanted = ladder.stages[rank - 2].name, with_a(ladder.stages[rank - 1].name)
    if issued < rank - 1:
        yield f"{with_the(below)} has not been issued, so {wanted} is not proposed"
    elif not state.reply_date_passed:
        by = f" ({in_words(state.reply_by)})" if state.reply_by else ""
        yield f"the reply date of {with_the(below)}{by} has not passed, so {wanted} is not proposed"


def _issued_already(name: str, state: CaseState) -> str:
    """When it was issued and what became of the reply, as far as that is known."""
    if state.issued_on is None:
        return f"it has been issued already; its reply date has {'' if state.reply_date_passed else 'not '}passed"
    issued = f"{with_the(name)} was issued on {in_words(state.issued_on)}"
    if state.replied_on is not None:
        return f"{issued}; the provider replied on {in_words(state.replied_on)}"
    if state.reply_by is None:
        return issued
    if state.reply_overdue:
        return f"{issued}; a reply was due by {in_words(state.reply_by)} and has not come"
    return f"{issued}; a reply is due by {in_words(state.reply_by)}"


def with_the(name: str) -> str:
    """`the challenge letter`, `the GC9 Contract Performance Notice`."""
    return f"the {_in_a_sentence(name)}"


def with_a(name: str) -> str:
    """`a challenge letter`, `an Exception Report`."""
    words = _in_a_sentence(name)
    return f"{'an' if words[0] in 'aeiouAEIO' else 'a'} {words}"


def _in_a_sentence(name: str) -> str:
    """The name with a small first letter, unless it is a proper name such as `GC9 …` or `Exception Report`."""
    first, _, rest = name.partition(" ")
    is_plain = first[1:].islower() and not rest[:1].isupper()
    return f"{first.lower()} {rest}".strip() if is_plain else name
