"""The page "You said, we did" of a provider's quarter: from counts, decisions, actions and recorded results to its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.assessment.small_numbers import ALL, PROFILES, About, SharedTable, dimension, protected_counts
from pxcommission.assessment.triangulation_of_words import kind_in_words, theme_name
from pxcommission.cases.case_file import known_by
from pxcommission.cases.improvement_records import ImprovementRecord, improvements_of
from pxcommission.casework.trail import Chain, TrailKnown, TrailWanted, trail_of
from pxcommission.casework.trail_heard import codes_of
from pxcommission.casework.trail_page_words import (
    NO_ANSWER,
    NOBODY,
    done_of,
    how_to_read,
    result_of,
    said_of,
    since_of,
    unanswered_told,
)
from pxcommission.listening.entries import Entry
from pxcommission.listening.quotations import Quoted
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.packs.you_said import DRAFT, TITLE, Answered, Done, PassageSaid, ResultSaid, ThemeSaid, YouSaid
from pxcommission.periods import Period, in_words
from pxcommission.returns.personal_data import personal_details
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.models import Vocabulary

COLUMNS = ("negative", "positive", "mixed or neutral")
MOST_QUOTATIONS, MOST_NOTED = 8, 12
HIDDEN_MEANS = (
    "* not shown, so that nobody can be recognised: a number of 1 to 4, or one that would give such a number away."
)


class PageWanted(Struct, frozen=True):
    """Whose page of which quarter: the contracts with the provider, its code today, and whether a person released it."""

    contracts: tuple[ContractInForce, ...]
    provider: str
    period: Period
    released: bool = False


class PageSources(Struct, frozen=True):
    """What else the page rests on: the passages picked, and every table of counts that was shared before."""

    quotations: Sequence[Quoted]
    shared: Sequence[SharedTable]


def you_said_page(known: TrailKnown, wanted: PageWanted, sources: PageSources) -> tuple[YouSaid, SharedTable | None]:
    """The page as known on a day, and its table of counts, to be recorded once it is published (None: nothing was heard)."""
    words = known.workspace.rulebook.vocabulary
    entries = entries_of(known, wanted)
    table = counts_of(entries, wanted, known.as_at, sources.shared)
    chains = _chains(known, wanted)
    groups = _groups(chains)
    answers = tuple(_answered(group, words) for group in groups)
    noted = _noted(entries, words)[:MOST_NOTED]
    themes = dict.fromkeys(theme for entry in entries for theme in entry.themes)
    answered = {theme for chain in chains for one in chain.heard if one.recorded for theme in one.recorded.entry.themes}
    answered |= {theme for entry in entries if entry.action for theme in entry.themes}
    left = sorted(theme_name(theme, words) for theme in themes if theme not in answered)
    page = YouSaid(
        reference=f"you-said-we-did/{wanted.provider}/{wanted.period.key}",
        draft=_draft(known.as_at, wanted.released),
        title=TITLE,
        provider=one_line(wanted.contracts[0].contract.provider.name),
        period=f"{in_words(wanted.period.start)} to {in_words(wanted.period.end)} ({wanted.period.label})",
        known=f"As known on {in_words(known.as_at)}.",
        heard=heard_told(entries, table),
        themes=_themes(table, words),
        hidden=HIDDEN_MEANS if table and any(count is None for count in table.counts.values()) else "",
        quotations=tuple(dict.fromkeys(_passage(one) for one in sources.quotations))[:MOST_QUOTATIONS],
        answers=answers,
        none_answered="" if answers else NO_ANSWER,
        unanswered=unanswered_told(left),
        results=tuple(_results(known, wanted, chains)),
        provider_did=noted,
        how_to_read=how_to_read(bool(answers)),
    )
    return page, table


def entries_of(known: TrailKnown, wanted: PageWanted) -> tuple[Entry, ...]:
    """What was heard of the provider in the quarter, under its code of today and earlier ones."""
    codes = frozenset(code for contract in wanted.contracts for code in codes_of(contract))
    return tuple(
        one.entry
        for one in known.registers.entries.values()
        if one.entry.provider in codes and wanted.period.start <= one.entry.on <= wanted.period.end
    )


def counts_of(
    entries: Sequence[Entry], wanted: PageWanted, as_at: date, shared: Sequence[SharedTable]
) -> SharedTable | None:
    """Theme by what was said of it, as anyone may have it beside everything shared before; None where nothing was heard."""
    if not entries:
        return None
    counts: dict[tuple[str, str], int] = {}
    for entry in entries:
        column = entry.sentiment if entry.sentiment in COLUMNS else COLUMNS[-1]
        for row in (*entry.themes, ALL):
            counts[row, column] = counts.get((row, column), 0) + 1
    themes = sorted({theme for entry in entries for theme in entry.themes})
    return protected_counts(
        counts,
        dimension("theme", themes, overlapping=True),
        dimension("sentiment", COLUMNS),
        PROFILES["public"],
        about=About("listening entries", wanted.period, (("provider", wanted.provider),), as_at.isoformat()),
        already_shared=shared,
    )


def _draft(as_at: date, released: bool) -> str:
    if released:
        return ""
    return f"{DRAFT} {in_words(as_at)}. To be read and released by a person before it is published."


def heard_told(entries: Sequence[Entry], table: SharedTable | None) -> str:
    """How many accounts there are and of which kinds, in words."""
    if table is None:
        return NOBODY
    hidden = any(count is None for count in table.counts.values())
    number = None if hidden else table.count(ALL, ALL)  # every account has a theme: a total would bound what is hidden
    accounts = "some accounts (how many is not shown)" if number is None else counted(number, "account")
    kinds = listed([kind_in_words(kind, 2) for kind in sorted({entry.kind for entry in entries})])
    return f"In this quarter we recorded {accounts} of people’s experience: {kinds}."


def _themes(table: SharedTable | None, words: Vocabulary) -> tuple[ThemeSaid, ...]:
    """The rows, those with the largest printed count first; what is hidden decides no order."""
    if table is None:
        return ()
    themes = [one for one in table.dimensions[0].categories if one != ALL]
    ordered = sorted(themes, key=lambda theme: (-(table.count(theme, ALL) or 0), theme_name(theme, words)))
    return tuple(
        ThemeSaid(one_line(theme_name(theme, words)), *(table.text(theme, column) for column in COLUMNS))
        for theme in ordered
    )


def _passage(one: Quoted) -> PassageSaid:
    return PassageSaid(f"“{one_line(one.passage)}”", f"from a {kind_in_words(one.kind, 1)}")


def _chains(known: TrailKnown, wanted: PageWanted) -> list[Chain]:
    """The decisions of these contracts that were made in the quarter, or rest on something heard in it, and still do."""
    ids = {contract.id for contract in wanted.contracts}
    span = wanted.period
    found = []
    only = wanted.contracts[0].id if len(ids) == 1 else ""
    for chain in trail_of(known, TrailWanted(contract=only)).chains:
        days = [chain.link.on, *(one.on for one in chain.heard if one.on)]
        standing = any(one.counts for one in chain.heard)
        if chain.link.contract in ids and standing and any(span.start <= day <= span.end for day in days):
            found.append(chain)
    return [chain for chain in found if done_of(chain)]


def _groups(chains: Sequence[Chain]) -> list[list[Chain]]:
    """The decisions that share an account, together: one thing people said may have led to several."""
    groups: list[list[Chain]] = []
    for chain in chains:
        mine = set(chain.link.feedback)
        same = [group for group in groups if any(mine & set(other.link.feedback) for other in group)]
        joined = [*(one for group in same for one in group), chain]
        groups = [*(group for group in groups if group not in same), joined]
    return sorted(groups, key=lambda group: (group[0].link.on, group[0].link.id))


def _answered(group: Sequence[Chain], words: Vocabulary) -> Answered:
    heard = {one.id: one for chain in group for one in chain.heard if one.counts}
    entries = [one.recorded.entry for one in heard.values() if one.recorded]
    themes = dict.fromkeys(theme_name(theme, words) for entry in entries for theme in entry.themes)
    return Answered(
        about=one_line("; ".join(themes)),
        said=said_of(entries, words),
        done=tuple(dict.fromkeys(_steps(group))),
    )


def _steps(group: Sequence[Chain]) -> Iterator[Done]:
    """Each thing that was done with what happened since; the result of an action stands with that action alone."""
    own = frozenset(chain.link.about for chain in group if chain.link.kind == "improvement")
    for chain in group:
        apart = own - {chain.link.about}
        yield from (Done(what, since_of(chain, apart)) for what in done_of(chain))


def _noted(entries: Sequence[Entry], words: Vocabulary) -> tuple[str, ...]:
    """What was noted as done about accounts, each with their themes; a note that may name somebody is left out."""
    about: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.action and not personal_details(entry.action):
            named = about.setdefault(one_line(entry.action).removesuffix("."), {})
            named |= dict.fromkeys(theme_name(theme, words) for theme in entry.themes)
    return tuple(
        sentence(f"{note} (about {listed([f'“{theme}”' for theme in sorted(named)])})")
        for note, named in sorted(about.items())
    )


def _results(known: TrailKnown, wanted: PageWanted, chains: Sequence[Chain]) -> Iterator[ResultSaid]:
    """The actions that no decision above names and that began, were registered or were looked at in the quarter."""
    ids = {contract.id for contract in wanted.contracts}
    told = {effect.of for chain in chains for effect in chain.effects}
    for record in improvements_of(known_by(known.events, known.as_at)):
        if record.contract in ids and record.id not in told and _in_the_quarter(record, wanted.period):
            begun = in_words(record.registration.start)
            yield ResultSaid(sentence(record.registration.action), begun, result_of(record))


def _in_the_quarter(record: ImprovementRecord, span: Period) -> bool:
    days = [record.registration.start, record.registered_on, *(one.on for one in record.reviews)]
    return any(span.start <= day <= span.end for day in days)
