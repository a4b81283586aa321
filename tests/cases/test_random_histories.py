"""Random histories of notices: whatever a form forbids is refused, and both engines and a model of a few lines agree.

The model reads the form's YAML by itself and counts days by itself; it shares nothing with the program but the names of keys.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import holidays
import pytest
import yaml
from case_stories import CASE, GUARDS, TWO, Story, plan, withheld
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.cases.kinds import MilestoneChanged
from pxcommission.cases.ledger import accounts_of
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook

ROOT = Path(__file__).parents[2]
ANSWERED = set(GUARDS)
REGISTER = {
    "a sum still held",
    "every sum withheld settled",
    "a notice by the commissioner",
    "a notice by the provider",
    "a report that is owed",
}
OPEN_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2024, 2040))
EXTRA = date(2025, 9, 17)
FULL_LENGTH, SHORTER = (
    sorted(path.stem for path in (ROOT / "rules" / "contract-forms").glob(f"{family}*.yaml"))
    for family in ("full-length", "shorter-form")
)


@cache
def rulebook() -> Rulebook:
    return read_rulebook(ROOT)[0]


def counts(day: date) -> bool:
    return day.weekday() < 5 and day not in OPEN_HOLIDAYS and day != EXTRA


def counted(start: date, number: dict[str, Any]) -> date:
    """The last day of a time, counted day by day or month by month."""
    if number["unit"] == "calendar months":
        month = start.month - 1 + number["value"]
        year, month = start.year + month // 12, month % 12 + 1
        for day in range(start.day, 0, -1):
            try:
                return date(year, month, day)
            except ValueError:
                continue
    left, day = number["value"], start
    while left:
        day += timedelta(days=1)
        left -= counts(day)
    return day


def needs_of(step: dict[str, Any]) -> set[str]:
    """What a step asks for; one that ends a notice, or moves it on by settling sums, leaves no money behind."""
    closes = {"every sum withheld settled"} if step["to"].startswith("closed-") else set()
    return set(step.get("needs", ())) | closes | with_it(step)


def with_it(step: dict[str, Any]) -> set[str]:
    """What a step that settles sums and moves on brings with it."""
    settles = step["id"].startswith(("release", "retain", "repayment")) and step["to"] != "same"
    return {"every sum withheld settled"} if settles else set()


class Taken(Struct):
    step: dict[str, Any]
    on: date
    before: str
    after: str
    withheld: int = 0
    milestone: str = ""


class Model(Struct):
    """Where a notice stands, in as few words as possible."""

    form: dict[str, Any]
    confirmed: bool
    done: list[Taken] = field(default_factory=list)
    closed_on: date = date.min
    first_by: str = ""
    held: int = 0
    missed: frozenset[str] = frozenset()
    owed: bool = False

    @property
    def state(self) -> str:
        return self.done[-1].after if self.done else "none"

    def starts(self, step: dict[str, Any]) -> bool:
        return self.state in step["from"] or ("any" in step["from"] and self.state != "none")

    def entered(self, states: list[str]) -> date | None:
        return next((t.on for t in reversed(self.done) if t.after in states and t.step["to"] != "same"), None)

    def turns(self, step: dict[str, Any], milestone: str) -> list[tuple[date, bool]]:
        """For each milestone notified (or the one named) the day of its last notice, and whether it waits for the step."""
        before = step["follows"]
        alike = {step["id"]}
        alike |= {s["id"] for s in self.form["steps"] if "document" in step and s.get("document") == step["document"] and s.get("follows") == before}  # fmt: skip
        found = []
        for name in [milestone] if milestone else {t.milestone for t in self.done if t.step["id"] in before}:
            own = [
                t for t in self.done if t.step["id"] in {*before, *alike} and (not name or t.milestone in ("", name))
            ]
            days = [t.on for t in own if t.step["id"] in before]
            found += [(max(days), own[-1].step["id"] in before)] if days else []
        return found

    def begins(self, step: dict[str, Any], milestone: str = "") -> date | None:
        if step.get("each_milestone") and step.get("follows"):
            waiting = [day for day, waits in self.turns(step, milestone) if waits]
            return min(waiting, default=None)
        if step.get("follows") and "counted_from" not in step:
            return max((t.on for t in self.done if t.step["id"] in step["follows"]), default=None)
        return self.entered(step.get("counted_from") or [self.state])

    def why_not(self, step: dict[str, Any], on: date, brought: set[str], milestone: str = "") -> bool:
        """Whether anything speaks against the step."""
        names = [t.step["id"] for t in self.done if t.step["id"] in (step["id"], *step.get("follows", ()))]
        follows = not step.get("follows") or (bool(names) and names[-1] != step["id"])
        if step.get("each_milestone") and step.get("follows"):
            follows = any(waits for _, waits in self.turns(step, milestone))
        if step["id"].startswith(("release", "repayment")) and step.get("follows"):
            triggers = [place for place, t in enumerate(self.done) if t.step["id"] in step["follows"]]
            later = sum(t.withheld for t in self.done[triggers[-1] :]) if triggers else 0
            left = bool(triggers) and self.held > later
            follows = left or (follows and "a sum still held" not in needs_of(step))
        since = self.begins(step, milestone)
        waited = "after" not in step or (since is not None and counted(since, self.form["numbers"][step["after"]]) < on)
        in_order = on >= (self.done[-1].on if self.done else self.closed_on)
        there = brought | {"every sum withheld settled" if self.held == 0 else "a sum still held"}
        there |= (
            {f"a notice by the {'provider' if self.first_by == 'provider' else 'commissioner'}"} if self.done else set()
        )
        there |= {"the form confirmed"} if self.confirmed else set()
        there |= {"a missed milestone"} if (milestone in self.missed if milestone else self.missed) else set()
        there |= {"a report that is owed"} if self.owed else set()
        return not (self.starts(step) and follows and waited and in_order and needs_of(step) <= there)

    def take(self, step: dict[str, Any], on: date, withheld: int = 0, milestone: str = "") -> None:
        self.first_by = self.first_by if self.done else step["by"]
        after = self.state if step["to"] == "same" else step["to"]
        self.done.append(Taken(step, on, self.state, after, withheld, milestone))


def shortest_way(form: dict[str, Any], target: str) -> list[dict[str, Any]]:
    """The fewest steps that lead from no notice to a state."""
    ways: dict[str, list[dict[str, Any]]] = {"none": []}
    for _ in form["states"]:
        for step in form["steps"]:
            for state in (ways.keys() & set(step["from"])) if step["to"] not in ("same", *ways) else ():
                ways.setdefault(step["to"], [*ways[state], step])
    return ways[target]


@cache
def as_written(name: str) -> dict[str, Any]:
    """The form's file as it is written, read without the program."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "rules" / "contract-forms" / f"{name}.yaml").read_text("utf-8"))
    return read


class Histories(RuleBasedStateMachine):
    """Steps allowed and forbidden, milestones, settlements, undoing, time passing; on a form chosen at random."""

    @initialize(
        name=st.sampled_from([*FULL_LENGTH, *FULL_LENGTH, *SHORTER]),
        confirmed=st.sampled_from([True, True, True, False]),
        owed=st.booleans(),
        data=st.data(),
    )
    def begin(self, name: str, confirmed: bool, owed: bool, data: st.DataObject) -> None:
        form = rulebook().forms[name]
        written = as_written(name)
        about = "ACUTE/RETURN-COMPLAINTS/all" if owed else CASE
        self.story = Story(form, name, confirmed, extra=frozenset({EXTRA}), about=about)
        self.model = Model(written, confirmed, owed=owed)
        self.today = date(2025, 8, 1)
        self.milestones = 0
        self.undoable: list[tuple[tuple[int, ...], Model]] = []
        for step in shortest_way(written, data.draw(st.sampled_from(written["states"]))):
            if "a missed milestone" in step.get("needs", ()):
                self.a_milestone_changes("missed")
            self.today += timedelta(days=31)
            self.attempt(step, self.today, set(step.get("needs", ())) | ANSWERED)

    def found_missed(self) -> frozenset[str]:
        return frozenset(name for name, one in self.story.file.milestones.items() if one.missed_on is not None)

    def kept(self) -> Model:
        return replace(self.model, done=list(self.model.done))

    def attempt(self, step: dict[str, Any], on: date, brought: set[str], milestone: str = "") -> None:
        needs = set(step.get("needs", ()))
        approvals = TWO if "two approvals" in brought else TWO[:1]
        answers = {need: said for need, said in GUARDS.items() if need in brought}
        sums: tuple[Any, ...] = ()
        if step.get("caps") and "the monthly value" in brought:
            ground = GUARDS["a ground recorded"] if "a ground recorded" in brought else ""
            sums = (withheld(f"2025-{len(self.story.events):02}").model_copy(update={"ground": ground}),)
        elif not step.get("caps") and self.story.file.sums:
            brought = brought | {"the monthly value"}
        else:
            brought = brought - {"the monthly value"}
        made = plan("2099-12-31", f"m{self.milestones + 1}") if "a plan with milestones" in brought else None
        brought = brought - {"a missed milestone", "the form confirmed", *REGISTER}
        wanted = {"answers": answers, "approvals": approvals, "sums": sums, "plan": made, "given": frozenset(needs - ANSWERED - {
            "two approvals", "the monthly value", "the form confirmed"})}  # fmt: skip
        before, events = self.kept(), len(self.story.events)
        brought = brought | with_it(step)
        wanted["milestone"] = milestone
        if self.model.why_not(step, on, brought, milestone):
            with pytest.raises(ProblemsFound) as found:
                self.story.take(step["id"], on.isoformat(), **wanted)
            self.refused_rightly(found.value, step, on)
            return
        self.story.take(step["id"], on.isoformat(), **wanted)
        self.undoable.append((tuple(range(events + 1, len(self.story.events) + 1)), before))
        self.model.take(step, on, 2000 * len(sums), milestone)
        self.milestones += made is not None
        self.model.held += 2000 * len(sums)
        if len(self.story.events) > events + 1:  # the step settled all that was held
            self.model.held = 0
        if self.model.state.startswith("closed-"):
            assert self.story.file.notice is None
            done = self.model
            self.model = Model(done.form, done.confirmed, [], on, "", done.held, done.missed, done.owed)

    def refused_rightly(self, found: ProblemsFound, step: dict[str, Any], on: date) -> None:
        assert found.exit_code is ExitCode.REFUSED and found.problems
        allowed = [
            one["name"]
            for one in self.model.form["steps"]
            if not self.model.why_not(
                one, on, set(one.get("needs", ())) - REGISTER | {"the form confirmed"} | with_it(one)
            )
        ]
        for problem in found.problems:
            assert problem.message.startswith(f"{step['clause']}: ")
            assert problem.fix.endswith(f"the form allows: {', '.join(allowed) or 'nothing'}")

    @rule(data=st.data(), days=st.integers(0, 45))
    def take_a_step_that_fits(self, data: st.DataObject, days: int) -> None:
        self.today += timedelta(days=days)
        fitting = [step for step in self.model.form["steps"] if self.model.starts(step)]
        moving = [step for step in fitting if step["to"] != "same"]
        step = data.draw(st.sampled_from(moving or fitting) if data.draw(st.booleans()) else st.sampled_from(fitting))
        self.attempt(step, self.today, set(step.get("needs", ())) | ANSWERED, self.one_of_the_plan(step, data))

    def one_of_the_plan(self, step: dict[str, Any], data: st.DataObject) -> str:
        """A milestone that the step names, or none."""
        names = (
            ["", "m1", "m2", f"m{max(self.milestones, 1)}"] if step.get("each_milestone") or "caps" in step else [""]
        )
        return data.draw(st.sampled_from(names))

    @rule(data=st.data(), days=st.integers(-5, 40), missing=st.sets(st.sampled_from([*GUARDS, "two approvals", "the monthly value", "a plan with milestones"]), max_size=2))  # fmt: skip
    def take_any_step(self, data: st.DataObject, days: int, missing: set[str]) -> None:
        step = data.draw(st.sampled_from(self.model.form["steps"]))
        brought = (set(step.get("needs", ())) | ANSWERED) - missing
        self.attempt(step, self.today + timedelta(days=days), brought, self.one_of_the_plan(step, data))
        if days > 0:
            self.today += timedelta(days=days)

    @rule(days=st.integers(1, 200))
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2038, 1, 1))

    @precondition(lambda self: self.milestones > 0)
    @rule(outcome=st.sampled_from(["missed", "missed", "moved"]), back=st.integers(0, 1))
    def a_milestone_changes(self, outcome: Literal["missed", "moved"], back: int = 0) -> None:
        before = self.kept()
        due = date(2099, 12, 31) if outcome == "moved" else None
        change = MilestoneChanged(milestone=f"m{max(self.milestones - back, 1)}", outcome=outcome, due=due)
        self.story.record(change, self.today.isoformat())
        self.undoable.append(((len(self.story.events),), before))
        self.model.missed = self.found_missed()

    @precondition(lambda self: self.model.held > 0)
    @rule()
    def a_sum_is_settled(self) -> None:
        before = self.kept()
        held = next(one for one in accounts_of(self.story.file) if one.held > 0)
        self.story.settle(self.today.isoformat(), held.month)
        self.undoable.append(((len(self.story.events),), before))
        self.model.held -= 2000

    @precondition(lambda self: bool(self.undoable))
    @rule()
    def the_last_thing_is_undone(self) -> None:
        numbers, before = self.undoable.pop()
        for number in reversed(numbers):
            self.story.undo(self.today.isoformat(), number)
        self.model = before
        self.milestones = len(self.story.file.milestones)
        self.model.missed = self.found_missed()

    @invariant()
    def the_derived_state_is_that_of_the_model(self) -> None:
        if hasattr(self, "story"):
            notice = self.story.file.notice
            assert (notice.state if notice else "none") == self.model.state

    @invariant()
    def every_deadline_is_an_operational_day_or_a_calendar_month_and_counted_rightly(self) -> None:
        notice = self.story.file.notice if hasattr(self, "story") else None
        if notice is None:
            return
        numbers = self.model.form["numbers"]
        steps = {step["id"]: step for step in self.model.form["steps"]}
        for deadline in notice.deadlines:
            number = numbers[steps[deadline.step]["within"]]
            assert number["unit"] == "calendar months" or counts(deadline.by)
            assert re.match(rf"{number['value']} (Operational Day|calendar month)s? from ", deadline.counted)
            assert deadline.verified is self.model.confirmed
        due = {deadline.step: deadline.by for deadline in notice.deadlines}
        for step in steps.values():
            if "within" not in step or step.get("follows") or not self.model.starts(step):
                continue
            since = self.model.begins(step)
            taken = any(t.step is step and since is not None and t.on >= since for t in self.model.done)
            if since is not None and not set(step.get("needs", ())) and not taken:
                assert due[step["id"]] == counted(since, numbers[step["within"]])


def walk(histories: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Histories,
        settings=settings(
            max_examples=histories, stateful_step_count=steps, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_random_histories_are_kept_as_the_form_says() -> None:
    walk(25, 30)


@pytest.mark.stress
def test_a_thousand_random_histories_are_kept_as_the_form_says() -> None:
    walk(1_000, 50)
