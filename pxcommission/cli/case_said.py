"""What a case command says once something is recorded: the clause, what it means, what follows and by when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pxcommission.cli.case_desk import OpenCase
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.cases.events import Entry, Event
    from pxcommission.cases.kinds import Deadline
    from pxcommission.casework.recording import StepRecorded
    from pxcommission.rulebook.contract_forms import FormStep

UNVERIFIED = "check against your signed contract"


def say_step(
    opened: OpenCase, one: StepRecorded, entries: Sequence[Entry], events: Sequence[Event], trace: bool
) -> None:
    """Print a step: recorded, or as it would be (`--dry-run`)."""
    after = _after(opened, entries)
    if opened.options.format == "json":
        print(json.dumps(_step_json(opened, one, entries, events, after, trace), ensure_ascii=False, indent=1))
        return
    print(opened.file.case)
    mark = "" if one.step.verified or opened.desk.confirmed(one.entry.on) else f"; {UNVERIFIED}"
    print(paragraph(f"{one.step.name}, dated {in_words(one.entry.on)} ({one.step.clause}{mark})"))
    print(paragraph(f"The notice now stands at: {one.taken.after.replace('-', ' ')}", "  "))
    for money in one.taken.sums:
        print(paragraph(money.formula, "  "))
    for entry in entries:
        if entry.kind == "sum settled":
            print(paragraph(f"{entry.details['formula']}: {entry.details['outcome']}", "  "))
    for note in one.notes:
        print(paragraph(f"note: {note}", "  "))
    say_deadlines(opened, one.deadlines, trace)
    say_allowed(opened, after)
    say_recorded(events)


def say_event(opened: OpenCase, said: str, events: Sequence[Event], more: Iterable[str] = ()) -> None:
    """Print an event of another kind, and what may follow it."""
    if opened.options.format == "json":
        shown = {"case": opened.file.case, "what": said, "notes": list(more), **_recorded_json(events)}
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(opened.file.case)
    print(paragraph(said))
    for line in more:
        print(paragraph(line, "  "))
    say_recorded(events)


def say_deadlines(opened: OpenCase, deadlines: Sequence[Deadline], trace: bool) -> None:
    """Print what is due, by when and how counted; with `--trace` every day."""
    from pxcommission.casework.tracing import trace_lines

    print("What follows:" if deadlines else "Nothing is due by a day that the form names.")
    for one in deadlines:
        mark = "" if one.verified or opened.desk.confirmed(opened.options.as_at) else f"; {UNVERIFIED}"
        print(paragraph(f"{one.what} by {in_words(one.by)} ({one.counted}, {one.clause}{mark})", "  ", "    "))
        for line in trace_lines(one, opened.rulebook.extra_bank_holidays) if trace else ():
            print(f"      {line}")


def say_allowed(opened: OpenCase, steps: Sequence[FormStep]) -> None:
    """Print what the form allows next, each with its clause."""
    print("The form allows next:" if steps else "The form allows no further step.")
    for step in steps:
        mark = "" if step.verified or opened.desk.confirmed(opened.options.as_at) else f"; {UNVERIFIED}"
        needs = f"; needs {', '.join(step.needs)}" if step.needs else ""
        print(paragraph(f"{step.id}: {step.name} ({step.clause}{mark}){needs}", "  ", "    "))


def say_recorded(events: Sequence[Event]) -> None:
    """Print the number and hash under which it was recorded, or that nothing was."""
    if not events:
        print("Nothing was recorded (--dry-run).")
        return
    last = events[-1]
    print(f"Recorded as event {last.number} of the case by {printable(last.by)}; head {last.n}:{last.head[:16]}…")


def deadline_json(one: Deadline, opened: OpenCase, trace: bool = False) -> dict[str, Any]:
    """A deadline for programs."""
    from pxcommission.casework.tracing import days_of

    shown: dict[str, Any] = {
        "what": one.what, "step": one.step, "by": one.by.isoformat(), "counted": one.counted, "clause": one.clause,
        "verified": one.verified or opened.desk.confirmed(opened.options.as_at),
    }  # fmt: skip
    if trace:
        days = days_of(one, opened.rulebook.extra_bank_holidays)
        shown["trace"] = [{"day": d.day.isoformat(), "count": d.count, "why_not": d.why_not} for d in days]
    return shown


def step_json(step: FormStep, opened: OpenCase) -> dict[str, Any]:
    """A step that the form allows, for programs."""
    verified = step.verified or opened.desk.confirmed(opened.options.as_at)
    return {"step": step.id, "name": step.name, "by": step.by, "clause": step.clause, "verified": verified, "needs": list(step.needs)}  # fmt: skip


def allowed(opened: OpenCase) -> tuple[FormStep, ...]:
    """What the form allows in the case as it was opened."""
    from pxcommission.cases.steps import open_to

    return open_to(opened.file, opened.desk.form, opened.options.as_at, "durable", opened.rulebook.extra_bank_holidays)


def _after(opened: OpenCase, entries: Sequence[Entry]) -> tuple[FormStep, ...]:
    """What the form allows once this is recorded."""
    from pxcommission.casework.desk import desk_of, with_entries

    file = with_entries(opened.events, entries)
    return allowed(replace(opened, desk=desk_of(opened.rulebook, file, opened.options.as_at)))


def _step_json(
    opened: OpenCase,
    one: StepRecorded,
    entries: Sequence[Entry],
    events: Sequence[Event],
    after: Sequence[FormStep],
    trace: bool,
) -> dict[str, Any]:
    return {
        "case": opened.file.case,
        "step": one.step.id,
        "name": one.step.name,
        "on": one.entry.on.isoformat(),
        "clause": one.step.clause,
        "verified": one.step.verified or opened.desk.confirmed(one.entry.on),
        "state": one.taken.after,
        "deadlines": [deadline_json(deadline, opened, trace) for deadline in one.deadlines],
        "sums": [money.recorded() for money in one.taken.sums],
        "settled": [dict(entry.details) for entry in entries if entry.kind == "sum settled"],
        "notes": list(one.notes),
        "allowed_next": [step_json(step, opened) for step in after],
        **_recorded_json(events),
    }


def _recorded_json(events: Sequence[Event]) -> dict[str, Any]:
    last = events[-1] if events else None
    return {
        "recorded": last is not None,
        "event": last.number if last else None,
        "by": last.by if last else None,
        "recorded_at": last.recorded_at if last else None,
        "head": f"{last.n}:{last.head}" if last else None,
    }
