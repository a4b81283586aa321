"""The codes of one file at the dates of its figures: whose they are, and what the lists say of those that are nobody's here.

A local return counts for a contract only under a code that the contract knows on that day, so a code that was plainly meant
for one stops the file, and any other is told. A publication carries hundreds of codes that are nobody's here: one note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin, Reading
from pxcommission.evidence.organisations_known import Organisations
from pxcommission.evidence.organisations_standing import State, likely_code
from pxcommission.periods import in_words
from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.rulebook import ContractInForce

NAMED_AT_MOST = 5


class CodeUsed(Struct, frozen=True):
    """A code as a file uses it: the days of its figures, and the first figure under it and the last one to end."""

    code: str
    start: date
    end: date
    first: Observation
    last: Observation


class CodeOfContract(Struct, frozen=True):
    """A code that a contract knows: up to which day, and the code it has today."""

    contract: ContractInForce
    until: date | None
    today: str


class CodesOfContracts:
    """Every provider's and site's code that the contracts of a workspace know, those of before included."""

    def __init__(self, contracts: Iterable[ContractInForce]) -> None:
        self.providers: dict[str, list[CodeOfContract]] = {}
        self.sites: dict[str, list[CodeOfContract]] = {}
        self.naming_sites: set[str] = set()
        for contract in contracts:
            provider = contract.contract.provider
            self._add(self.providers, contract, provider.ods, [(one.ods, one.until) for one in provider.formerly])
            for site in provider.sites:
                self.naming_sites.update([provider.ods, *(one.ods for one in provider.formerly)])
                self._add(self.sites, contract, site.ods, [(one.ods, one.until) for one in site.formerly])

    @staticmethod
    def _add(
        codes: dict[str, list[CodeOfContract]], contract: ContractInForce, today: str, former: list[tuple[str, date]]
    ) -> None:
        codes.setdefault(str(today), []).append(CodeOfContract(contract, None, today))
        for code, until in former:
            codes.setdefault(str(code), []).append(CodeOfContract(contract, until, today))


def code_problems(reading: Reading, codes: CodesOfContracts, organisations: Organisations) -> tuple[Problem, ...]:
    """Every problem of the codes of a file, errors first: those that would keep its figures from counting."""
    if not codes.providers or not reading.observations:
        return ()
    used = _used((o.provider, o) for o in reading.observations if o.level is not Level.ENGLAND and o.provider)
    found: list[Problem] = []
    if reading.origin is Origin.LOCAL:
        for one in used:
            found += _of_local(reading.file, one, codes, organisations)
        found += _of_sites(reading, codes)
    else:
        found += _ended_in_publication(reading.file, used, organisations)
    found += [problem for one in used for problem in _after_its_last_day(reading.file, one, codes.providers)]
    return tuple(sorted(found, key=lambda problem: problem.weight is not Weight.ERROR))


def _used(pairs: Iterable[tuple[str, Observation]]) -> list[CodeUsed]:
    """Each code once, in the order of the file."""
    found: dict[str, CodeUsed] = {}
    for code, one in pairs:
        before = found.get(code)
        if before is None:
            found[code] = CodeUsed(code, one.start, one.end, one, one)
        elif one.end > before.end or one.start < before.start:
            last = one if one.end > before.end else before.last
            start, end = min(one.start, before.start), max(one.end, before.end)
            found[code] = CodeUsed(code, start, end, before.first, last)
    return list(found.values())


def _of_local(file: str, one: CodeUsed, codes: CodesOfContracts, organisations: Organisations) -> Iterator[Problem]:
    """What there is to say of a code in a provider's own return."""
    if one.code in codes.providers:
        return
    known = organisations.codes.get(one.code)
    today = organisations.standing(one.code, organisations.as_at).now
    into = [code for code in (*(known.successors if known else ()), *today) if code in codes.providers]
    near = likely_code(one.code, codes.providers)
    if known is not None and into:
        yield _went_into(file, one, into[0], codes, organisations)
    elif near and known is None:
        message = f"no contract here knows the provider code {one.code}, so none of its figures would count"
        yield _problem(
            file, one.first, message, f"did you mean {near}? Ask for the return under that code", Weight.ERROR
        )
    else:
        message = f"no contract here knows the provider code {one.code}, so none of its figures is judged"
        standing = organisations.standing(one.code, one.end)
        said = f"; {standing.text}" if standing.state is not State.NOTHING_SAID else ""
        yield _problem(file, one.first, message + said, "check the code; a contract must name it", Weight.WARNING)


def _went_into(
    file: str, one: CodeUsed, successor: str, codes: CodesOfContracts, organisations: Organisations
) -> Problem:
    """A code that a contract's provider took over, and that the contract does not name among its former codes."""
    ended = organisations.ended(one.code)
    contract = codes.providers[successor][0].contract
    standing = organisations.standing(one.code, one.end)
    after = f" after {in_words(ended)}" if ended is not None else ""
    told = standing.text if standing.state is State.MERGED else f"{one.code} went into {successor}{after}"
    message = f"{told}; {contract.id} does not name {one.code} among the former codes of {successor}, so none of these figures would count"
    line = f"add `formerly: [{{ods: {one.code}, until: {ended}}}]` to the provider in {contract.file}"
    fix = line if ended is not None and one.start <= ended else f"ask for the return under {successor}"
    if ended is not None and one.start <= ended < one.end:
        fix += f"; figures of days after {in_words(ended)} must come under {successor}"
    return _problem(file, one.first, message, fix, Weight.ERROR)


def _after_its_last_day(file: str, one: CodeUsed, known: dict[str, list[CodeOfContract]]) -> Iterator[Problem]:
    """A former code in use after the day until which a contract knows it: those figures count for nothing there."""
    entries = known.get(one.code, ())
    if any(entry.until is None for entry in entries):
        return
    for entry in entries:
        if entry.until is not None and one.end > entry.until:
            message = (
                f"{one.code} was {entry.today}'s code until {in_words(entry.until)} ({entry.contract.id}), but figures here end "
                f"on {in_words(one.end)}: those of periods that end later are not counted"
            )
            fix = (
                f"ask for them under {entry.today}, or mend `until` in {entry.contract.file} if the code lasted longer"
            )
            yield _problem(file, one.last, message, fix, Weight.WARNING)


def _of_sites(reading: Reading, codes: CodesOfContracts) -> Iterator[Problem]:
    """Sites of a contract's provider that the contract does not name; a near miss is told as such."""
    below = [o for o in reading.observations if o.site and o.provider in codes.naming_sites]
    unnamed: list[CodeUsed] = []
    for one in _used((o.site, o) for o in below):
        near = likely_code(one.code, codes.sites)
        if one.code in codes.sites:
            yield from _after_its_last_day(reading.file, one, codes.sites)
        elif near:
            message = f"no contract here names the site {one.code}, so its figures are not judged"
            yield _problem(reading.file, one.first, message, f"did you mean {near}?", Weight.WARNING)
        else:
            unnamed.append(one)
    if unnamed:
        named = _listed([one.code for one in unnamed])
        count = "a site" if len(unnamed) == 1 else f"{len(unnamed)} sites"
        message = f"the figures are also of {count} that no contract here names ({named}): they are not judged"
        yield _problem(
            reading.file, unnamed[0].first, message, "name them in the contract if they belong to it", Weight.NOTE
        )


def _ended_in_publication(file: str, used: Sequence[CodeUsed], organisations: Organisations) -> Iterator[Problem]:
    """One note on the codes of a publication that had ended before its figures begin."""
    if organisations.nothing:
        return
    standings = [organisations.standing(one.code, one.start) for one in used]
    ended = [one for one in standings if one.state in (State.CLOSED, State.MERGED)]
    if ended:
        told = [f"{one.code}, {_end_in_words(one.successors, one.closed)}" for one in ended]
        message = f"{len(ended)} of {len(used)} provider codes had ended before these figures: {_listed(told, '; ')}"
        yield Problem(file, message, "`pxcommission organisations show CODE` says more", weight=Weight.NOTE)


def _end_in_words(successors: Sequence[str], closed: date | None) -> str:
    day = in_words(closed) if closed else "an unknown day"
    return f"into {' and '.join(successors)} after {day}" if successors else f"closed on {day}"


def _listed(texts: Sequence[str], between: str = ", ") -> str:
    more = len(texts) - NAMED_AT_MOST
    return between.join(texts[:NAMED_AT_MOST]) + (f"{between}and {more} more" if more > 0 else "")


def _problem(file: str, at: Observation, message: str, fix: str, weight: Weight) -> Problem:
    return Problem(file, message, fix, sheet=at.sheet or None, cell=at.cell or None, weight=weight)
