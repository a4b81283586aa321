"""What changed in who the parties are: names, codes, representatives, sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pxcommission.rulebook.contracts import Commissioner, Contract, FormerCode, Provider, Site
from pxcommission.rulebook.differences_told import Difference, Told, came_or_went, changes, in_both, keyed, listed
from pxcommission.rulebook.differences_weighed import Effect

PART = "contract"


def between_parties(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    """The co-ordinating commissioner, its associates, the provider and its sites."""
    lead = (old.co_ordinating_commissioner, new.co_ordinating_commissioner)
    yield from changes(PART, name, *lead, COMMISSIONER, "co-ordinating commissioner: ")
    before, after = (keyed(c.associates, lambda one: one.ods) for c in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, COMMISSIONER, f"associate {key[0]}: ")
        else:
            one = now or was
            said = f"associate {one.name if one else ''} ({key[0]})"
            yield came_or_went(PART, name, "associate", said, was, now, Effect.OTHER)
    yield from changes(PART, name, old.provider, new.provider, PROVIDER, "provider: ")
    yield from _sites(name, old.provider.sites, new.provider.sites)


def _sites(name: str, old: Iterable[Site], new: Iterable[Site]) -> Iterator[Difference]:
    before, after = (keyed(sites, lambda site: site.ods) for sites in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, SITE, f"site {key[0]}: ")
        else:
            one = now or was
            said = f"site {one.name or '' if one else ''} ({key[0]})".replace("  ", " ")
            yield came_or_went(PART, name, "site", said, was, now, Effect.OTHER)


def _former(codes: Iterable[FormerCode]) -> str:
    return listed(f"{code.ods} until {code.until}" for code in codes)


COMMISSIONER: tuple[Told[Commissioner], ...] = (
    Told("name", "name", lambda p: p.name),
    Told("ODS code", "ods", lambda p: p.ods),
    Told("representative", "representative", lambda p: p.representative or ""),
    Told("address for notices", "notices_to", lambda p: p.notices_to or ""),
)
PROVIDER: tuple[Told[Provider], ...] = (
    Told("name", "name", lambda p: p.name),
    Told("ODS code", "ods", lambda p: p.ods),
    Told("representative", "representative", lambda p: p.representative or ""),
    Told("address for notices", "notices_to", lambda p: p.notices_to or ""),
    Told("copies", "copies_to", lambda p: listed(p.copies_to)),
    Told("former codes", "formerly", lambda p: _former(p.formerly)),
)
SITE: tuple[Told[Site], ...] = (
    Told("name", "name", lambda s: s.name or ""),
    Told("services", "services", lambda s: listed(s.services)),
    Told("former codes", "formerly", lambda s: _former(s.formerly)),
)
