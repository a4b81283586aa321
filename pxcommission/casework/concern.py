"""A quality concern as it is raised: whether there is a signal for it, what it rests on, and what its letter may say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.small_numbers import ALL, PROFILES, About, SharedTable, dimension, protected_counts
from pxcommission.assessment.small_numbers_record import tables_shared
from pxcommission.assessment.triangulation import ContractRead
from pxcommission.assessment.triangulation_signals import (
    FROM_WORDS,
    HeardOfAspect,
    heard_lately,
    quarters_listened_to,
    the_contracts_own,
)
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.concern import concern_case, concern_raised
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import ConcernRaised, Deadline, kind_of
from pxcommission.inference.checked import CheckedContract
from pxcommission.listening.quotations import Quoted, quotations_for
from pxcommission.listening.recorded import Recorded
from pxcommission.listening.register import registers_on
from pxcommission.packs.concern_letter import ConcernStated
from pxcommission.periods import Period, in_words, operational_days_after, period_of_key
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.returns.personal_data import personal_details

MOST_QUOTATIONS = 6


class ConcernWanted(Struct, frozen=True):
    """What a person wants to raise: about which aspect of which service, why, and what the letter is to quote and ask.

    `quotations`: the ids to quote; none for every passage picked from its accounts. `without_signal`: also where words alone
    are no signal.
    """

    service: str
    aspect: str
    reason: str
    without_signal: bool = False
    quotations: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def concern_of(folder: Path, checked: CheckedContract, wanted: ConcernWanted, on: date) -> ConcernRaised:
    """The concern as it is recorded; raises ProblemsFound (exit code 6) where there is no signal, or a text names somebody."""
    heard = _heard(folder, checked, wanted, on)
    signal = next(
        (
            one
            for one in checked.for_the_lead
            if one.kind == FROM_WORDS and (one.service, one.aspect) == (wanted.service, wanted.aspect)
        ),
        None,
    )
    problems = list(_personal(wanted))
    if signal is None and not wanted.without_signal:
        problems.append(_no_signal(checked, wanted, heard, on))
    entries = tuple(one.id for one in heard.entries)
    known = {one.id: one for one in _quotable(folder, checked, wanted, on) if one.entry in entries}
    for name in wanted.quotations:
        if name not in known:
            fix = f"may be quoted: {', '.join(known) or 'nothing'}; see `pxcommission feedback quotations`"
            message = f"there is no such quotation of these accounts that may be used{did_you_mean(name, known)}"
            problems.append(Problem(name, message, fix))
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    return ConcernRaised(
        service=wanted.service,
        aspect=wanted.aspect,
        period=checked.period.key,
        reason=wanted.reason,
        signal=signal.sentence if signal else "",
        entries=entries,
        quotations=wanted.quotations or tuple(known)[:MOST_QUOTATIONS],
        asks=wanted.asks,
    )


def concern_entry(file: CaseFile, raised: ConcernRaised, on: date) -> Entry:
    """The event to record; raises ProblemsFound (exit code 6) where a concern about it stands raised already."""
    before = concern_raised(file)
    if before is not None:
        message = f"a concern about this stands raised since {in_words(before.on)}"
        fix = f"pxcommission case show '{file.case}'; close it before you raise another"
        raise ProblemsFound([Problem(file.case, message, fix, code="PX602")], ExitCode.REFUSED)
    return Entry(file.contract, file.case, kind_of(raised), on, raised.recorded(), file.events)


def stated_of(folder: Path, checked: CheckedContract, raised: ConcernRaised, on: date) -> ConcernStated:
    """What the letter of a concern may say on a day: its accounts as they stand then, counted with 1 to 4 hidden.

    A passage whose speaker no longer agrees, or whose account was withdrawn, is not in it.
    """
    known = registers_on(folder, on).entries
    entries = [known[name] for name in raised.entries if name in known]
    wanted = ConcernWanted(raised.service, raised.aspect, raised.reason)
    agreed = {one.id: one for one in _quotable(folder, checked, wanted, on)}
    span = quarters_listened_to(_read(checked), _period(raised))
    row = next(
        (one for one in checked.triangulated if (one.service, one.aspect) == (raised.service, raised.aspect)), None
    )
    return ConcernStated(
        service=raised.service,
        aspect=raised.aspect,
        reason=raised.reason,
        span=span,
        ways=tuple(dict.fromkeys(one.entry.kind for one in entries)),
        table=_table(folder, checked, raised, entries, span, on),
        quotations=tuple(agreed[name] for name in raised.quotations if name in agreed),
        beside=row,
        asks=raised.asks,
    )


def reply_deadline(checked: CheckedContract, on: date, by: date | None = None) -> Deadline:
    """By when the letter asks for a reply: the workspace's Operational Days from its date, or the day that was agreed."""
    number = checked.vocabulary.triangulation.get("operational_days_to_reply")
    days = checked.vocabulary.number("operational_days_to_reply")
    counted_to = operational_days_after(on, days, checked.extra_bank_holidays)
    other = by is not None and by != counted_to
    return Deadline(
        what="Reply to the quality-concern letter",
        step="reply",
        by=by or counted_to,
        counted="the day the letter names" if other else f"{days} Operational Days from {in_words(on)}",
        clause=number.source if number else "a usual number of pxcommission, to be agreed with the provider",
        verified=number.verified if number else False,
    )


def case_of(checked: CheckedContract, wanted: ConcernWanted) -> str:
    """The case of a concern."""
    return concern_case(checked.contract.contract, wanted.aspect, wanted.service)


def _read(checked: CheckedContract) -> ContractRead:
    return ContractRead(checked.contract, checked.requirements, checked.vocabulary)


def _heard(folder: Path, checked: CheckedContract, wanted: ConcernWanted, on: date) -> HeardOfAspect:
    read, entries = _read(checked), registers_on(folder, on).entries.values()
    found = heard_lately(read, entries, checked.period)
    about = (one for one in found if (one.service, one.aspect) == (wanted.service, wanted.aspect))
    return next(about, HeardOfAspect(wanted.service, wanted.aspect, quarters_listened_to(read, checked.period), ()))


def _quotable(folder: Path, checked: CheckedContract, wanted: ConcernWanted, on: date) -> tuple[Quoted, ...]:
    return quotations_for(folder, _read(checked).codes, on, wanted.service, wanted.aspect)


def _personal(wanted: ConcernWanted) -> Iterator[Problem]:
    for option, text in (("--reason", wanted.reason), *(("--ask", one) for one in wanted.asks)):
        kinds = personal_details(text)
        if kinds:
            message = f"this seems to hold {', '.join(kinds)}, and it goes into a letter and a record kept for good"
            yield Problem(option, message, "write it without names and details of persons")


def _no_signal(checked: CheckedContract, wanted: ConcernWanted, heard: HeardOfAspect, on: date) -> Problem:
    """Why words alone are no signal here, in counts."""
    case, words = case_of(checked, wanted), checked.vocabulary
    left = [one for one in checked.findings if one.id not in checked.set_aside]
    own = the_contracts_own(left, wanted.service, wanted.aspect)
    if own:
        named = ", ".join(dict.fromkeys(_breach_told(one, wanted.service) for one in own))
        message = f"an obligation about it is not met ({named}): the contract has its own ways for that"
        fix = f"pxcommission pack {checked.period.key} --contract {checked.contract.contract}; or --without-signal, which the record says"
        return Problem(case, message, fix)
    accounts, ways = words.number("accounts_for_a_concern"), words.number("ways_of_listening_for_a_concern")
    counted = f"{len(heard.negative)} of {len(heard.entries)} accounts known on {in_words(on)} are negative, heard in {len(heard.ways)} ways"
    message = (
        f"there is no signal from words: from {in_words(heard.span.start)} to {in_words(heard.span.end)} {counted}; a signal takes "
        f"{accounts} in {ways} ways, more than positive ones, one of them in {checked.period.label}"
    )
    return Problem(case, message, "listen further; or --without-signal, which the record says")


def _breach_told(finding: Finding, service: str) -> str:
    """`GOOD`, or that it is judged for all services where the concern is about one."""
    wider = finding.service != service
    return f"{finding.requirement}, judged for all services and clearly below" if wider else finding.requirement


def _period(raised: ConcernRaised) -> Period:
    period = period_of_key(raised.period)
    assert period is not None  # noqa: S101 (a period's key, as it was recorded)
    return period


def _table(
    folder: Path, checked: CheckedContract, raised: ConcernRaised, entries: Sequence[Recorded], span: Period, on: date
) -> SharedTable | None:
    """Theme by sentiment as the provider may have it beside everything shared before; None where nothing was heard."""
    if not entries:
        return None
    themes = list(dict.fromkeys(theme for one in entries for theme in one.entry.themes))
    columns = ("negative", "positive", "mixed or neutral")
    counts: dict[tuple[str, str], int] = {}
    for one in entries:
        column = one.entry.sentiment if one.entry.sentiment in columns else columns[-1]
        for row in (*one.entry.themes, ALL):
            counts[row, column] = counts.get((row, column), 0) + 1
    ordered = sorted(themes, key=lambda theme: -sum(counts.get((theme, column), 0) for column in columns))
    within = (("aspect", raised.aspect), ("contract", checked.contract.contract), ("service", raised.service))
    return protected_counts(
        {(row, column): counts.get((row, column), 0) for row in (*ordered, ALL) for column in columns},
        dimension("theme", ordered, overlapping=True),
        dimension("sentiment", columns),
        PROFILES["party"],
        about=About("listening entries", span, within, on.isoformat()),
        already_shared=tables_shared(folder),
    )
