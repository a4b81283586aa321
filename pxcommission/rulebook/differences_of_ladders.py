"""What changed in ladders and contract forms: stages, when they are proposed, days to reply, numbers of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pxcommission.periods import in_words
from pxcommission.rulebook.contract_forms import ContractForm, FormNumber, FormStep
from pxcommission.rulebook.differences_of_requirements import SOURCE
from pxcommission.rulebook.differences_told import (
    Difference,
    Told,
    came_or_went,
    changes,
    in_both,
    keyed,
    listed,
    place_in,
    quoted,
    tests_changed,
    yes_or_no,
)
from pxcommission.rulebook.differences_weighed import (
    Effect,
    condition_effect,
    condition_meaning,
    condition_text,
    higher_is_stricter,
)
from pxcommission.rulebook.ladders import Ladder, LadderRule, Stage

LADDER_PART, FORM_PART = "ladder", "contract form"


def between_ladders(before: Mapping[str, Ladder], after: Mapping[str, Ladder]) -> Iterator[Difference]:
    """What changed in each ladder; the order of its rules decides nothing, the order of its stages does."""
    for name in in_both(before, after):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            one = new or old
            said = f"the ladder {quoted(one.title if one else '')}"
            yield came_or_went(LADDER_PART, name, "ladder", said, old, new, Effect.OTHER)
            continue
        yield from changes(LADDER_PART, name, old, new, LADDER)
        yield from _stages(name, old, new)
        yield from _rules(name, old, new)
        yield from tests_changed(LADDER_PART, name, old.tests, new.tests)


LADDER: tuple[Told[Ladder], ...] = (
    Told("title", "title", lambda one: quoted(one.title)),
    Told("owner", "owner", lambda one: one.owner),
)


def _stages(name: str, old: Ladder, new: Ladder) -> Iterator[Difference]:
    before, after = ({stage.id: stage for stage in ladder.stages} for ladder in (old, new))
    for stage in in_both(before, after):
        was, now = before.get(stage), after.get(stage)
        if was is not None and now is not None:
            yield from changes(LADDER_PART, name, was, now, STAGE, f"stage {stage}: ")
        else:
            yield came_or_went(LADDER_PART, name, "stage", f"stage {stage}", was, now, Effect.OTHER)
    orders = [[s.id for s in ladder.stages if s.id in before and s.id in after] for ladder in (old, new)]
    if orders[0] != orders[1]:
        said = f"order of the stages changed from {', '.join(orders[0])} to {', '.join(orders[1])}"
        places = place_in(old.stages[0]), place_in(new.stages[0])
        yield Difference(LADDER_PART, name, "order of the stages", said, Effect.OTHER, *places)


def _days(stage: Stage) -> str:
    days = stage.reply_within.days if stage.reply_within else 0
    return f"{days} day{'' if days == 1 else 's'}" if days else ""


STAGE: tuple[Told[Stage], ...] = (
    Told("name", "name", lambda s: quoted(s.name)),
    Told("document", "document", lambda s: s.document or ""),
    Told("step of General Condition 9", "step", lambda s: s.step or ""),
    Told(
        "time to reply", "reply_within", _days, None,
        lambda a, b: higher_is_stricter(b.reply_within.days, a.reply_within.days)
        if a.reply_within and b.reply_within else Effect.OTHER,
    ),
    Told("source of the time to reply", "reply_within",
         lambda s: quoted(s.reply_within.source) if s.reply_within else ""),
    Told("time to reply verified", "reply_within",
         lambda s: yes_or_no(s.reply_within.verified) if s.reply_within else ""),
)  # fmt: skip


def _rules(name: str, old: Ladder, new: Ladder) -> Iterator[Difference]:
    before, after = ({rule.id: rule for rule in ladder.rules} for ladder in (old, new))
    for rule in in_both(before, after):
        was, now = before.get(rule), after.get(rule)
        if was is not None and now is not None:
            yield from changes(LADDER_PART, name, was, now, RULE, f"rule {rule}: ")
        else:
            one = now or was
            what = f" ({_proposed(one)} when {condition_text(one.when)})" if one else ""
            effect = Effect.LOOSER if one and one.step_down else Effect.STRICTER
            yield came_or_went(LADDER_PART, name, "rule", f"rule {rule}{what}", was, now, effect)


def _proposed(rule: LadderRule) -> str:
    return "a step down" if rule.step_down else str(rule.propose)


def _when_effect(before: LadderRule, after: LadderRule) -> Effect:
    """A step that is proposed less often is looser; a step down that is, is stricter."""
    effect = condition_effect(before.when, after.when)
    return effect if after.step_down else effect.mirrored


RULE: tuple[Told[LadderRule], ...] = (
    Told("what is proposed", "propose", _proposed),
    Told("condition", "when", lambda r: condition_text(r.when), lambda r: condition_meaning(r.when), _when_effect),
    Told("proposed at once", "at_once", lambda r: yes_or_no(r.at_once), None,
         lambda a, b: higher_is_stricter(int(a.at_once), int(b.at_once))),
)  # fmt: skip


def between_forms(before: Mapping[str, ContractForm], after: Mapping[str, ContractForm]) -> Iterator[Difference]:
    """What changed in each edition of the general conditions: its dates, its numbers, its steps."""
    for name in in_both(before, after):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            one = new or old
            said = f"the contract form {quoted(one.title if one else '')}"
            yield came_or_went(FORM_PART, name, "contract form", said, old, new, Effect.OTHER)
            continue
        yield from changes(FORM_PART, name, old, new, FORM)
        yield from changes(FORM_PART, name, old.source, new.source, SOURCE)
        yield from _numbers(name, old, new)
        yield from _steps(name, old, new)


FORM: tuple[Told[ContractForm], ...] = (
    Told("title", "title", lambda f: quoted(f.title)),
    Told("edition", "edition", lambda f: f.edition),
    Told("first day in force", "in_force_from", lambda f: in_words(f.in_force_from)),
    Told("last day in force", "in_force_to", lambda f: in_words(f.in_force_to) if f.in_force_to else ""),
    Told("states", "states", lambda f: listed(f.states)),
)


def _numbers(name: str, old: ContractForm, new: ContractForm) -> Iterator[Difference]:
    for number in in_both(old.numbers, new.numbers):
        was, now = old.numbers.get(number), new.numbers.get(number)
        if was is not None and now is not None:
            yield from changes(FORM_PART, name, was, now, NUMBER, f"{number}: ")
        else:
            one = now or was
            said = f"number {number} ({one.value} {one.unit})" if one else ""
            yield came_or_went(FORM_PART, name, "number", said, was, now, Effect.OTHER)


NUMBER: tuple[Told[FormNumber], ...] = (
    Told("number", "value", lambda n: f"{n.value} {n.unit}"),
    Told("clause", "clause", lambda n: quoted(n.clause)),
    Told("source", "source", lambda n: quoted(n.source)),
    Told("verified", "verified", lambda n: yes_or_no(n.verified)),
    Told("who verified it", "verified_by", lambda n: n.verified_by or ""),
    Told("day it was verified", "verified_on", lambda n: in_words(n.verified_on) if n.verified_on else ""),
    Told("reading", "reading", lambda n: quoted(n.reading)),
    Told("note", "note", lambda n: quoted(n.note)),
)


def _steps(name: str, old: ContractForm, new: ContractForm) -> Iterator[Difference]:
    before, after = (keyed(form.steps, lambda step: step.id) for form in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(FORM_PART, name, was, now, STEP, f"step {key[0]}: ")
        else:
            yield came_or_went(FORM_PART, name, "step", f"step {key[0]}", was, now, Effect.OTHER)


STEP: tuple[Told[FormStep], ...] = (
    Told("name", "name", lambda s: quoted(s.name)),
    Told("who takes it", "by", lambda s: s.by),
    Told("states it leads from", "from_", lambda s: listed(s.from_)),
    Told("state it leads to", "to", lambda s: s.to),
    Told("steps it follows", "follows", lambda s: listed(s.follows)),
    Told("number it must be taken within", "within", lambda s: s.within or ""),
    Told("number after which it may be taken", "after", lambda s: s.after or ""),
    Told("states whose first day it counts from", "counted_from", lambda s: listed(s.counted_from)),
    Told("taken for each milestone", "each_milestone", lambda s: yes_or_no(s.each_milestone)),
    Told("a right that ends with its time", "lapses", lambda s: yes_or_no(s.lapses)),
    Told("what must be recorded first", "needs", lambda s: listed(s.needs)),
    Told("document", "document", lambda s: s.document or ""),
    Told("money", "money", lambda s: yes_or_no(s.money)),
    Told("numbers that cap the sum", "caps", lambda s: listed(s.caps)),
    Told("clause", "clause", lambda s: quoted(s.clause)),
    Told("verified", "verified", lambda s: yes_or_no(s.verified)),
)
