"""The self-assessments of a workspace as known on a day, from the lines of their log; nothing is ever changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from pxcommission.diagnostics.entries import Answer, Presented, Progress, Round, RoundKey, from_kept
from pxcommission.diagnostics.log import DIAGNOSTICS as DIAGNOSTICS
from pxcommission.listening.log import Line, lines_of
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound

_NEWER = f"use the version that wrote it, or restore the folder {DIAGNOSTICS.folder.as_posix()} from a copy"


class CompletePeriod(Struct, frozen=True):
    """What a person recorded: everything an organisation assessed, presented and did in a period stands here."""

    organisation: str
    period: Period
    by: str
    recorded_on: date
    entry: str


class WithdrawnEntry(Struct, frozen=True):
    """An entry that counts no more: since when, who withdrew it and why."""

    entry: str
    on: date
    by: str
    reason: str


class Diagnostics(Struct, frozen=True):
    """Everything known on a day: every rater's part of every round, periods recorded as complete, what was withdrawn.

    `entries` has every id ever given with what it records, those not yet known on the day among them;
    `forms` the fingerprint of the form that an entry was read from; `last_day` is that from which the last known one was known.
    """

    rounds: tuple[Round, ...] = ()
    complete: tuple[CompletePeriod, ...] = ()
    withdrawn: Mapping[str, WithdrawnEntry] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    last_day: date = date.min

    def find(self, key: RoundKey) -> Round | None:
        """One rater's part of a round, where there is one."""
        return next((one for one in self.rounds if one.key == key), None)


def rounds_of(workspace: Path, as_at: date) -> tuple[Round, ...]:
    """Every rater's part of every round as known on a day: by organisation, then by the day assessed, then by rater."""
    return diagnostics_on(workspace, as_at).rounds


def diagnostics_on(workspace: Path, as_at: date | None = None) -> Diagnostics:
    """What was recorded by a day, or ever; raises ProblemsFound (exit code 7) where the log's chain is broken."""
    lines = lines_of(workspace, DIAGNOSTICS)
    return diagnostics_of(lines, as_at)


def diagnostics_of(lines: Sequence[Line], as_at: date | None = None) -> Diagnostics:
    """What the lines of the log come to, as known on a day."""
    found = _Folding()
    for number, line in enumerate(lines, start=1):
        try:
            found.entries[line["id"]] = line["act"]
            if line.get("file"):
                found.forms[line["id"]] = line["file"]["form"]
            known_from = date.fromisoformat(line["known_from"])
            if as_at is not None and known_from > as_at:
                continue
            found.last_day = max(found.last_day, known_from)
            if line["act"] == "withdrawn":
                found.withdrawn[line["entry"]] = WithdrawnEntry(line["entry"], known_from, line["by"], line["reason"])
            else:
                found.lines.append(line)
        except (KeyError, TypeError, ValueError):
            raise _unreadable(number) from None
    for line in found.lines:
        if line["id"] in found.withdrawn:
            continue
        try:
            found.take(line)
        except (KeyError, TypeError, ValueError):
            raise _unreadable(1 + [one["id"] for one in lines].index(line["id"])) from None
    return Diagnostics(
        found.in_order(), tuple(found.complete), found.withdrawn, found.entries, found.forms, found.last_day
    )


def _unreadable(number: int) -> ProblemsFound:
    message = "this line can't be read by this version of the program"
    return ProblemsFound([Problem(DIAGNOSTICS.file.as_posix(), message, _NEWER, number, 1)], ExitCode.ENVIRONMENT)


class _Folding(Struct):
    """The lines taken so far."""

    lines: list[Line] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    last_day: date = date.min
    rounds: dict[RoundKey, Round] = field(default_factory=dict)
    presented: dict[tuple[str, str, str], list[Presented]] = field(default_factory=dict)
    complete: list[CompletePeriod] = field(default_factory=list)
    withdrawn: dict[str, WithdrawnEntry] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        match line["act"]:
            case "answers":
                self._answers(line)
            case "action":
                self._action(line)
            case "presented":
                made = Presented(
                    date.fromisoformat(line["on"]), line["minute"], line["by"],
                    date.fromisoformat(line["recorded"]), line["id"],
                )  # fmt: skip
                key = (line["organisation"], line["framework"], line["round"])
                self.presented.setdefault(key, []).append(made)
            case "complete":
                period = Period(date.fromisoformat(line["start"]), date.fromisoformat(line["end"]))
                recorded = date.fromisoformat(line["recorded"])
                self.complete.append(CompletePeriod(line["organisation"], period, line["by"], recorded, line["id"]))
            case other:
                raise ValueError(other)

    def _answers(self, line: Line) -> None:
        key = key_of(line)
        recorded, assessed = date.fromisoformat(line["recorded"]), date.fromisoformat(line["assessed_on"])
        before = self.rounds.get(key)
        answers = dict(before.answers) if before else {}
        for name, kept in line["answers"].items():
            answers[name] = _answered(from_kept(kept), answers.get(name), line, assessed, recorded)
        statements = tuple(line["statements"])
        whole_on = (before.whole_on if before else None) or assessed if answers.keys() >= set(statements) else None
        self.rounds[key] = Round(
            **asdict(key), organisation_name=line["name"], edition=line["edition"], assessed_on=whole_on or assessed,
            recorded_on=recorded, by=line["by"], statements=statements, answers=answers,
            entries=(*(before.entries if before else ()), line["id"]), whole_on=whole_on,
        )  # fmt: skip

    def _action(self, line: Line) -> None:
        key = key_of(line)
        before = self.rounds.get(key)
        answer = before.answers.get(line["statement"]) if before else None
        if before is None or answer is None or not answer.action:
            return  # what it was about was withdrawn
        due = date.fromisoformat(line["due"]) if line.get("due") else None
        step = Progress(
            date.fromisoformat(line["on"]), line["status"], line.get("note", ""), due, line["by"],
            date.fromisoformat(line["recorded"]), line["id"],
        )  # fmt: skip
        made = gone_on(replace(answer, owner=line.get("owner") or answer.owner), (*answer.progress, step))
        self.rounds[key] = replace(
            before, answers={**before.answers, line["statement"]: made}, entries=(*before.entries, line["id"])
        )

    def in_order(self) -> tuple[Round, ...]:
        rounds = (
            replace(one, presented=tuple(sorted(self.presented.get(_board_key(one), ()), key=lambda p: p.on)))
            for one in self.rounds.values()
        )
        return tuple(sorted(rounds, key=lambda one: (one.organisation, one.assessed_on, one.round, one.rater)))


def key_of(line: Line) -> RoundKey:
    """Whose part of which round a line is about."""
    return RoundKey(line["organisation"], line["framework"], line["round"], line["rater"])


def _board_key(one: Round) -> tuple[str, str, str]:
    return one.organisation, one.framework, one.round


def _answered(new: Answer, before: Answer | None, line: Line, assessed: date, recorded: date) -> Answer:
    """The new answer with the history of its action: the same action goes on, another one starts anew."""
    made = replace(new, recorded_on=recorded, by=line["by"], entry=line["id"])
    if not new.action:
        return made
    step = Progress(assessed, new.status, "", new.due, line["by"], recorded, line["id"])
    if before is None or before.action != new.action:
        return replace(made, first_due=new.due, progress=(step,))
    if (new.due, new.status) == (before.due, before.status):
        return replace(made, first_due=before.first_due, progress=before.progress)
    return gone_on(replace(made, first_due=before.first_due or new.due), (*before.progress, step))


def gone_on(answer: Answer, progress: Iterable[Progress]) -> Answer:
    """The answer with how its action went, oldest first: it stands as the last of it says, its date is the last agreed."""
    ordered = tuple(sorted(progress, key=lambda one: one.on))
    due = next((one.due for one in reversed(ordered) if one.due is not None), answer.due)
    return replace(answer, progress=ordered, status=ordered[-1].status, due=due)
