"""The codes a contract names, over its term: those that end within it, what they go into, and the line that keeps the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from pxcommission.evidence.organisations_known import Organisations, plain_name
from pxcommission.evidence.organisations_standing import Standing, State
from pxcommission.periods import add_months, in_words
from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.contracts import Commissioner, FormerCode, Provider, Site, Term
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place


class CodeNamed(Struct, frozen=True):
    """One code of a contract: what it is there, how it stands on a day, and where it is written."""

    code: str
    role: str
    standing: Standing
    place: Place


class ContractCodes(Struct, frozen=True):
    """Every code of one contract, and what is to be mended."""

    contract: str
    codes: tuple[CodeNamed, ...]
    problems: tuple[Problem, ...]


def contract_codes(contract: ContractInForce, organisations: Organisations, as_at: date) -> ContractCodes:
    """The codes of a contract, each as it stands on the last day of the term that has come, and every problem of them."""
    given = contract.contract
    day = min(max(as_at, given.term.from_), given.term.to)
    provider = given.provider
    named = [_named(provider.ods, "provider", provider.place, organisations, day)]
    named += [_named(one.ods, "former code", one.place, organisations, one.until) for one in provider.formerly]
    for site in provider.sites:
        named.append(_named(site.ods, "site", site.place, organisations, day))
        named += [_named(one.ods, "former site code", one.place, organisations, one.until) for one in site.formerly]
    for role, party in _parties(contract):
        named.append(_named(party.ods, role, party.place, organisations, day))
    problems = tuple(_problems(contract, organisations, as_at))
    return ContractCodes(contract.id, tuple(named), problems)


def _named(code: str, role: str, place: Place, organisations: Organisations, day: date) -> CodeNamed:
    return CodeNamed(str(code), role, organisations.standing(str(code), day), place_of(code, place))


def _parties(contract: ContractInForce) -> Iterator[tuple[str, Commissioner]]:
    yield "co-ordinating commissioner", contract.contract.co_ordinating_commissioner
    for associate in contract.contract.associates:
        yield "associate", associate


def _problems(contract: ContractInForce, organisations: Organisations, as_at: date) -> Iterator[Problem]:
    given = contract.contract
    yield from _of_provider(given.provider, given.term, organisations, as_at)
    for site in given.provider.sites:
        yield from _of_successor(site, "site", given.term, organisations)
        yield from _of_former(site.formerly, organisations)
    for _, party in _parties(contract):
        yield from _of_party(party, given.provider, given.term, organisations)


def _of_provider(provider: Provider, term: Term, organisations: Organisations, as_at: date) -> Iterator[Problem]:
    yield from _of_successor(provider, "provider", term, organisations)
    yield from _of_former(provider.formerly, organisations)
    yield from _of_predecessors(provider, term, organisations)
    standing = organisations.standing(provider.ods, min(max(as_at, term.from_), term.to))
    place = place_of(provider.ods, provider.place)
    if standing.state is State.NOT_KNOWN and standing.last_listed is not None:
        weight = Weight.WARNING if standing.last_listed >= term.from_ else Weight.NOTE
        near = f"did you mean {standing.near}?" if standing.near else "check the code, or load a newer list"
        yield _problem(place, standing.text, near, weight)
    if standing.state is State.NOT_LISTED:
        yield _problem(place, standing.text, "look up what became of it", Weight.WARNING)
    names = {plain_name(provider.name), plain_name(standing.name_now)}
    if standing.name_now and len(names) > 1 and standing.state in (State.OPEN, State.RENAMED):
        message = f"the contract calls {provider.ods} {provider.name}; the lists call it {standing.name_now}"
        yield _problem(
            place_of(provider.name, provider.place), message, "letters print the contract's name", Weight.NOTE
        )


def _of_successor(unit: Provider | Site, what: str, term: Term, organisations: Organisations) -> Iterator[Problem]:
    """A code in use for the whole term that ends within it."""
    ended = organisations.ended(unit.ods)
    if ended is None or ended >= term.to:
        return
    standing = organisations.standing(unit.ods, term.to)
    message = f"{standing.text}. The term runs to {in_words(term.to)}"
    line = f"formerly: [{{ods: {unit.ods}, until: {ended}}}]"
    into = standing.now or standing.successors
    if len(into) == 1:
        fix = f"write `ods: {into[0]}` for the {what}, and keep its history with `{line}`"
    elif into:
        fix = f"write the code that took it over ({', '.join(into)}), and keep its history with `{line}`"
    else:
        fix = f"write the code that took it over, and keep its history with `{line}`; or end the term on that day"
    yield _problem(place_of(unit.ods, unit.place), message, fix, Weight.WARNING)


def _of_former(former: tuple[FormerCode, ...], organisations: Organisations) -> Iterator[Problem]:
    """A former code whose last day the lists state otherwise."""
    for one in former:
        ended = organisations.ended(one.ods)
        if ended is not None and ended != one.until:
            message = f"{one.ods} is said to have lasted until {in_words(one.until)}; the lists say {in_words(ended)}"
            fix = f"figures under {one.ods} count up to this day: write `until: {ended}` if the lists are right"
            yield _problem(place_of(one.ods, one.place), message, fix, Weight.WARNING)


def _of_predecessors(provider: Provider, term: Term, organisations: Organisations) -> Iterator[Problem]:
    """Codes that went into the provider lately and are not among its former codes: their figures are not seen as its own."""
    stated = {one.ods for one in provider.formerly}
    for code in organisations.predecessors(provider.ods):
        ended = organisations.ended(code)
        if code in stated or ended is None or ended < add_months(term.from_, -12):
            continue
        message = f"{code} went into {provider.ods} after {in_words(ended)}, and is not among its former codes"
        fix = f"to count its earlier figures as this provider's, write `formerly: [{{ods: {code}, until: {ended}}}]`"
        yield _problem(place_of(provider.ods, provider.place), message, fix, Weight.WARNING)


def _of_party(party: Commissioner, provider: Provider, term: Term, organisations: Organisations) -> Iterator[Problem]:
    """A commissioner that ends within the term: the letters of the days after are another's."""
    ended = organisations.ended(party.ods)
    if ended is None or ended >= term.to:
        return
    standing = organisations.standing(party.ods, term.to)
    board = organisations.standing(provider.ods, term.to).icb
    into = standing.now or standing.successors
    code = board if board in into else into[0] if len(into) == 1 else ""
    new = organisations.standing(code, term.to) if code else None
    fix = (
        f"name {code}{f' ({new.name})' if new and new.name else ''} from the day after"
        if code
        else "name who took it over"
    )
    message = f"{standing.text}. The term runs to {in_words(term.to)}"
    yield _problem(place_of(party.ods, party.place), message, fix, Weight.WARNING)


def _problem(place: Place, message: str, fix: str, weight: Weight) -> Problem:
    return Problem(place.file, message, fix, place.line, place.column, weight=weight)
