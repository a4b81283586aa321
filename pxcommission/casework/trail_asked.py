"""A decision to be linked to feedback, checked: the accounts exist and came before it, its target exists, no words are copied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.cases.improvement_records import improvements_of
from pxcommission.cases.trail_details import FeedbackLinked, LinkKind
from pxcommission.cases.trail_records import LinkRecord, concerns_raised, links_of, next_link_name, trail_case
from pxcommission.casework.case_names import case_named
from pxcommission.casework.improvement_names import improvement_named
from pxcommission.casework.trail import TrailKnown
from pxcommission.casework.trail_changed import LineAsked, LineChanged, days_of, line_changed
from pxcommission.casework.trail_heard import codes_of
from pxcommission.listening.entries import Said
from pxcommission.listening.recorded import Recorded
from pxcommission.listening.register import entry_named
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, shortened
from pxcommission.rulebook.rulebook import Rulebook

WORDS_IN_A_ROW = 6
"""So many words of an account in a row are taken for a quotation."""


class LinkAsked(Struct, frozen=True):
    """A decision as a person states it; `about` is what was written for a requirement, improvement or concern."""

    kind: LinkKind
    feedback: tuple[str, ...]
    why: str
    on: date
    what: str = ""
    about: str = ""
    since: date | None = None
    contract: str = ""


class LinkMade(Struct, frozen=True):
    """A checked decision: whose contract it belongs to, the event to record, and what a person should know."""

    contract: str
    details: FeedbackLinked
    notes: tuple[str, ...]

    @property
    def id(self) -> str:
        """`CONTRACT/decision-1`."""
        return f"{self.contract}/{self.details.id}"


def link_made(known: TrailKnown, asked: LinkAsked, said: Mapping[str, Said]) -> LinkMade:
    """The decision to record. `said`: what was said in each account, to see that none of it is copied.

    Raises ProblemsFound (exit code 2) with everything wrong at once; (6) for an account withdrawn or a decision that is there.
    """
    heard, problems = _heard(known, asked)
    contract, about, since, wrong = _target(known, asked, heard)
    action = _action_of(known, about) if asked.kind == "improvement" and not wrong else ""
    problems += [*wrong, *_copied(asked, action, said)]
    if problems:
        raise ProblemsFound(problems, ExitCode.USAGE)
    of_trail = [event for event in known.events if event.case == trail_case(contract)]
    details = FeedbackLinked(
        id=next_link_name(of_trail), kind=asked.kind, feedback=tuple(one.id for one in heard), what=asked.what,
        about=about, since=since, why=asked.why,
    )  # fmt: skip
    _refuse_twice(links_of(of_trail), contract, details)
    return LinkMade(contract, details, tuple(_notes(known, heard, contract, details)))


def link_named(text: str, links: Sequence[LinkRecord]) -> LinkRecord:
    """The one decision of that id (`CONTRACT/decision-1`, or `decision-1` where one contract has it); raises ProblemsFound (2)."""
    plain = text.strip().casefold()
    fitting = [one for one in links if plain in (one.id.casefold(), one.id.rpartition("/")[2].casefold())]
    if len(fitting) == 1:
        return fitting[0]
    known = [one.id for one in links]
    if fitting:
        message, fix = f"'{shortened(text)}' fits {len(fitting)} decisions", ", ".join(one.id for one in fitting)
        raise ProblemsFound([Problem("ID", message, f"write one of: {fix}")], ExitCode.USAGE)
    message = f"no decision is linked under '{shortened(text)}'{did_you_mean(text, known)}"
    raise ProblemsFound([Problem("ID", message, "pxcommission listening trail names every one")], ExitCode.USAGE)


def repeats(text: str, said: Said) -> bool:
    """Whether a text has words of an account in it: so many in a row that they were copied."""
    written = _runs(text)
    return any(written & _runs(part) for part in (said.said, said.asked_for))


def _heard(known: TrailKnown, asked: LinkAsked) -> tuple[list[Recorded], list[Problem]]:
    """The accounts named, each once, and what is wrong with any; one that was withdrawn stops it (exit code 6)."""
    found: list[Recorded] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(asked.feedback):
        try:
            one = entry_named(known.registers, name)
        except ProblemsFound as wrong:
            if wrong.exit_code is ExitCode.REFUSED:
                raise
            problems += wrong.problems
            continue
        found.append(one)
        if one.entry.on > asked.on:
            message = f"it was heard on {in_words(one.entry.on)}, after the decision of {in_words(asked.on)}"
            problems.append(Problem(name, message, "check the day of the decision: --on DATE"))
    return found, problems


def _target(
    known: TrailKnown, asked: LinkAsked, heard: Sequence[Recorded]
) -> tuple[str, str, date | None, list[Problem]]:
    """The contract it belongs to, what it is about, the day of the changed line; and what is wrong with them."""
    try:
        match asked.kind:
            case "requirement":
                return _line(known, asked, heard)
            case "improvement":
                named = improvement_named(asked.about, improvements_of(known.events))
                return named.contract, named.id, None, _other_contract(asked, named.contract)
            case "concern":
                case = case_named(asked.about, tuple(concerns_raised(known.events)))
                contract = case.partition("/")[0]
                return contract, case, None, _other_contract(asked, contract)
            case "decision" | "specification":
                return _contract_of(known.workspace.rulebook, asked, heard), "", None, []
    except ProblemsFound as wrong:
        return "", "", None, list(wrong.problems)


def _line(
    known: TrailKnown, asked: LinkAsked, heard: Sequence[Recorded]
) -> tuple[str, str, date | None, list[Problem]]:
    rulebook = known.workspace.rulebook
    contract, _, requirement = asked.about.strip().partition("/")
    contract = {name.casefold(): name for name in rulebook.contracts}.get(contract.casefold(), contract)
    held = rulebook.contracts.get(contract)
    if held is not None:
        asks = {one.id.casefold(): one.id for one, _ in rulebook.in_contract(held)}
        requirement = asks.get(requirement.casefold(), requirement)
    since = asked.since
    days = days_of(held, requirement) if held else ()
    if since is None and days:
        first = min((one.entry.on for one in heard), default=asked.on)
        later = [day for day in days if day >= first]
        since = later[0] if len(later) == 1 else days[0] if len(days) == 1 else None
        if since is None:
            lines = ", ".join(str(day) for day in days)
            message = f"{contract}/{requirement} has several lines; which one rests on what was heard?"
            return contract, requirement, None, [Problem("--from", message, f"write --from and one of: {lines}")]
    found = line_changed(rulebook, LineAsked(contract, requirement, since))
    wrong = [found] if isinstance(found, Problem) else []
    return contract, requirement, since, wrong + ([] if wrong else _other_contract(asked, contract))


def _other_contract(asked: LinkAsked, contract: str) -> list[Problem]:
    if asked.contract in ("", contract):
        return []
    fix = f"leave --contract out, or write {contract}"
    return [Problem("--contract", f"what is named belongs to {contract}, not to {asked.contract}", fix)]


def _contract_of(rulebook: Rulebook, asked: LinkAsked, heard: Sequence[Recorded]) -> str:
    """The contract given, or the one contract with the provider the accounts are about; raises ProblemsFound (exit code 2)."""
    if asked.contract:
        return asked.contract
    codes = {one.entry.provider for one in heard}
    fitting = [held.id for held in rulebook.contracts.values() if codes & codes_of(held)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = f"the accounts concern {len(fitting)} contracts: {', '.join(fitting)}"
    else:
        message = "no contract is with the provider these accounts are about"
    fix = f"say whose decision it is: --contract ID (known: {', '.join(rulebook.contracts)})"
    raise ProblemsFound([Problem("--contract", message, fix)], ExitCode.USAGE)


def _action_of(known: TrailKnown, about: str) -> str:
    """What a registered improvement says is done: a page may print it."""
    return next((one.registration.action for one in improvements_of(known.events) if one.id == about), "")


def _copied(asked: LinkAsked, action: str, said: Mapping[str, Said]) -> Iterator[Problem]:
    option = f"--{asked.kind}"
    for name, words in said.items():
        if action and repeats(action, words):
            message = f"the action of {asked.about} repeats what was said in {name}, and a page would print it"
            yield Problem(option, message, "put the action in your own words: `pxcommission improvement correct`")
        for given, text in ((option, asked.what), ("--why", asked.why)):
            if text and repeats(text, words):
                message = f"this repeats what was said in {name}, and the register is kept for good"
                yield Problem(
                    given, message, "say in your own words what was decided; the id leads back to what was said"
                )


def _refuse_twice(links: Sequence[LinkRecord], contract: str, details: FeedbackLinked) -> None:
    """Raise ProblemsFound (exit code 6) where a decision about the same rests on all these accounts already."""
    target = (contract, details.kind, details.what, details.about, details.since)
    same = next((one for one in links if one.target == target and set(details.feedback) <= set(one.feedback)), None)
    if same is not None:
        message = f"{same.id} of {in_words(same.on)} says this already; nothing was recorded"
        fix = f"to correct it: pxcommission listening unlink {same.id} --reason … and link it again"
        raise ProblemsFound([Problem(same.id, message, fix)], ExitCode.REFUSED)


def _notes(
    known: TrailKnown, heard: Sequence[Recorded], contract: str, details: FeedbackLinked
) -> Iterator[str]:  # fmt: skip
    """What a person should know: accounts about another provider, or a line that held before anything was heard."""
    held = known.workspace.rulebook.contracts.get(contract)
    others = [one.id for one in heard if held and one.entry.provider not in codes_of(held)]
    if others:
        yield f"note: {', '.join(others)} is about another provider than that of {contract}; the trail says so too"
    first = min(one.entry.on for one in heard)
    if details.since is not None and details.since < first:
        yield (
            f"note: the line holds from {in_words(details.since)}, before the first account was heard on {in_words(first)}; "
            "check that it is the one meant"
        )
    line = line_changed(known.workspace.rulebook, LineAsked(contract, details.about, details.since))
    if details.kind == "requirement" and isinstance(line, LineChanged) and line.since is not None:
        yield f"the line: {line.place}: {f'{line.before} → ' if line.before else ''}{line.after}"
    forgotten = [one.id for one in heard if one.forgotten is not None]
    if forgotten:
        yield f"note: what was said in {', '.join(forgotten)} was removed; its facts and this link stay"


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[at : at + WORDS_IN_A_ROW]) for at in range(len(words) - WORDS_IN_A_ROW + 1)}
