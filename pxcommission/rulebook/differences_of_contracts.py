"""What changed in contracts: what is asked from which day, what is set aside, who the parties are, what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pxcommission.periods import in_words
from pxcommission.rulebook.chart_settings import RebasedFrom
from pxcommission.rulebook.contracts import Adopted, Contract, Variation, Waiver
from pxcommission.rulebook.differences_of_parties import between_parties
from pxcommission.rulebook.differences_of_reports import between_reports
from pxcommission.rulebook.differences_of_requirements import SOURCE, between_requirements
from pxcommission.rulebook.differences_told import (
    Difference,
    Stretch,
    Told,
    came_or_went,
    changes,
    in_both,
    keyed,
    listed,
    place_in,
    quoted,
    stretches,
)
from pxcommission.rulebook.differences_weighed import (
    Effect,
    higher_is_stricter,
    more_is_stricter,
    threshold_effect,
    threshold_meaning,
    threshold_moved,
    threshold_text,
)
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.rulebook.thresholds import PlacedThreshold
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place

PART = "contract"


def between_contracts(
    before: Mapping[str, ContractInForce], after: Mapping[str, ContractInForce]
) -> Iterator[Difference]:
    """What changed in each contract, by id; for one that comes or goes one line says all."""
    for name in in_both(before, after):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            one = new or old
            said = f"the contract {quoted(one.contract.title if one else '')}"
            sides = (old.contract if old else None, new.contract if new else None)
            yield came_or_went(PART, name, "contract", said, *sides, Effect.OTHER)
        else:
            yield from _between(name, old.contract, new.contract)
            yield from between_requirements(old.own, new.own, name)


def _between(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    yield from changes(PART, name, old, new, CONTRACT)
    if old.source is not None and new.source is not None:
        yield from changes(PART, name, old.source, new.source, SOURCE)
    yield from _forms(name, old, new)
    yield from _asked(name, old, new)
    yield from _variations(name, old, new)
    yield from _waivers(name, old, new)
    yield from _rebases(name, old, new)
    yield from between_reports(name, old, new)
    yield from between_parties(name, old, new)


CONTRACT: tuple[Told[Contract], ...] = (
    Told("contract reference", "contract_reference", lambda c: c.contract_reference),
    Told("title", "title", lambda c: quoted(c.title)),
    Told("note", "note", lambda c: quoted(c.note)),
    Told(
        "first day of the term", "term", lambda c: in_words(c.term.from_), None,
        lambda a, b: higher_is_stricter(b.term.from_, a.term.from_),
    ),
    Told(
        "last day of the term", "term", lambda c: in_words(c.term.to), None,
        lambda a, b: higher_is_stricter(a.term.to, b.term.to),
    ),
    Told("services", "services", lambda c: listed(c.services), None,
         lambda a, b: more_is_stricter(a.services, b.services)),
    Told("ladder", "ladder", lambda c: c.ladder),
    Told("ladder for returns", "ladder_for_returns", lambda c: c.ladder_for_returns or "the same"),
    Told("order of evidence", "evidence", lambda c: ", then ".join(c.evidence)),
    Told("steps that need a second person", "approvals", lambda c: listed(c.approvals)),
    Told("who signs", "signed_by", lambda c: listed(f"{step}: {who}" for step, who in c.signed_by.items())),
    Told("meetings", "meetings", lambda c: "; ".join(f"{kind} on {listed(days)}" for kind, days in sorted(c.meetings.items()))),
    Told("forms confirmed", "confirmed", lambda c: listed(
        f"{one.form} by {one.by} on {one.on} against {quoted(one.against)}" for one in c.confirmed)),
    Told("source", "source", lambda c: quoted(c.source.document) if c.source else "",
         lambda c: c.source is not None),
)  # fmt: skip


def _forms(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    for stretch in stretches(old.general_conditions, new.general_conditions, str):
        said = f"general conditions {stretch.said}: {stretch.before or 'none'} → {stretch.after or 'none'}"
        before, after = stretch.before or "", stretch.after or ""
        places = place_of(before, old.place), place_of(after, new.place)
        yield Difference(PART, name, "general conditions", said, Effect.OTHER, *places)


def _asked(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    """Requirements adopted, dropped or only monitored, their clauses, and their dated thresholds."""
    adopted_before = {one.use: one for one in old.requirements}
    adopted_after = {one.use: one for one in new.requirements}
    before, after = ({**dict.fromkeys(c.monitored), **{o.use: o for o in c.requirements}} for c in (old, new))
    for use in in_both(before, after):
        was, now = adopted_before.get(use), adopted_after.get(use)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, ADOPTED, f"{use}: ")
            for stretch in stretches(was.threshold, now.threshold, lambda line: threshold_meaning(line.threshold)):
                yield _threshold(name, use, stretch, (was, now))
            continue
        standings = _standing(use, was, old), _standing(use, now, new)
        if standings[0] == standings[1]:
            continue
        effect = higher_is_stricter(_STANDINGS.index(standings[0]), _STANDINGS.index(standings[1]))
        if was is None and now is None:
            effect = Effect.OTHER
        said = f"{use}: {_BECOMES[standings]}"
        places = _standing_at(use, was, old), _standing_at(use, now, new)
        yield Difference(PART, name, "asked", said + _from(now or was), effect, *places)


_NOT_ASKED, _MONITORED, _ADOPTED = _STANDINGS = ("not asked", "monitored", "adopted")
_BECOMES = {
    (_NOT_ASKED, _ADOPTED): "adopted",
    (_ADOPTED, _NOT_ASKED): "dropped",
    (_NOT_ASKED, _MONITORED): "monitored from now on",
    (_MONITORED, _NOT_ASKED): "no longer monitored",
    (_MONITORED, _ADOPTED): "adopted; it was monitored",
    (_ADOPTED, _MONITORED): "only monitored; it was adopted",
}


def _standing(use: str, adopted: Adopted | None, contract: Contract) -> str:
    return _ADOPTED if adopted is not None else _MONITORED if use in contract.monitored else _NOT_ASKED


def _standing_at(use: str, adopted: Adopted | None, contract: Contract) -> Place | None:
    if adopted is not None:
        return adopted.place
    return next((place_of(name, contract.place) for name in contract.monitored if name == use), None)


def _from(adopted: Adopted | None) -> str:
    """The thresholds of what was adopted or dropped, in brackets."""
    lines = (
        [f"{line.threshold.text} from {in_words(day)}" for day, line in sorted(adopted.threshold.items())]
        if adopted
        else []
    )
    return f" ({', '.join(lines)})" if lines else ""


ADOPTED: tuple[Told[Adopted], ...] = (Told("clause", "clause", lambda a: quoted(a.clause)),)


def _threshold(name: str, use: str, stretch: Stretch[PlacedThreshold], adopted: tuple[Adopted, Adopted]) -> Difference:
    old, new = (line.threshold if line else None for line in (stretch.before, stretch.after))
    if old is None:
        said = f"the threshold is {new.text if new else ''} {stretch.said}; there was none"
    elif new is None:
        said = f"no threshold {stretch.said}; it was {old.text}"
    else:
        said = f"the threshold is {threshold_moved(old, new)} from {threshold_text(old)} to {threshold_text(new)} {stretch.said}"
    places = place_in(stretch.before or adopted[0]), place_in(stretch.after or adopted[1])
    return Difference(PART, name, "threshold", f"{use}: {said}", threshold_effect(old, new), *places)


def _variations(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    before, after = (keyed(c.variations, lambda v: f"{v.requirement}, {v.document}") for c in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, VARIATION, f"{key[0]}: ")
        else:
            one, contract = (now, new) if now is not None else (was, old)
            if one is not None:
                said = f"{one.requirement}: {one.document} ({one.threshold.threshold.text} from {in_words(one.from_)} to {in_words(one.to)}, signed {in_words(one.signed)})"
                yield came_or_went(PART, name, "variation", said, was, now, _effect_of_variation(one, contract))


def _effect_of_variation(variation: Variation, contract: Contract) -> Effect:
    """Against the dated line that it sets aside on its first day."""
    adopted = next((one for one in contract.requirements if one.use == variation.requirement), None)
    line = adopted.line_in_force(variation.from_) if adopted else None
    return threshold_effect(line[1].threshold, variation.threshold.threshold) if line else Effect.OTHER


VARIATION: tuple[Told[Variation], ...] = (
    Told(
        "threshold", "threshold", lambda v: v.threshold.threshold.text,
        lambda v: threshold_meaning(v.threshold.threshold),
        lambda a, b: threshold_effect(a.threshold.threshold, b.threshold.threshold),
    ),
    Told("first day", "from_", lambda v: in_words(v.from_)),
    Told("last day", "to", lambda v: in_words(v.to)),
    Told("day of signature", "signed", lambda v: in_words(v.signed)),
    Told("reason", "reason", lambda v: quoted(v.reason)),
)  # fmt: skip


def _waivers(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    before, after = (keyed(c.waivers, _waived) for c in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, WAIVER, f"waiver of {key[0]}: ")
        else:
            one = now or was
            days = f" from {in_words(one.from_)} to {in_words(one.to)}: {quoted(one.reason)}" if one else ""
            yield came_or_went(PART, name, "waiver", f"waiver of {key[0]}{days}", was, now, Effect.LOOSER)


def _waived(waiver: Waiver) -> str:
    return f"{waiver.requirement}{f', {waiver.service}' if waiver.service else ''}"


def _rebases(name: str, old: Contract, new: Contract) -> Iterator[Difference]:
    before, after = (keyed(c.rebases, _rebased) for c in (old, new))
    for key in in_both(before, after):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            yield from changes(PART, name, was, now, REBASE, f"rebased charts of {key[0]}: ")
        elif one := now or was:
            said = f"charts of {key[0]} drawn anew: {quoted(one.reason)}"
            yield came_or_went(PART, name, "rebase", said, was, now, Effect.OTHER)


def _rebased(rebase: RebasedFrom) -> str:
    of = ", ".join(filter(None, (rebase.requirement, rebase.service, rebase.site)))
    return f"{of} from {in_words(rebase.from_)}"


REBASE: tuple[Told[RebasedFrom], ...] = (
    Told("reason", "reason", lambda r: quoted(r.reason)),
    Told("source", "source", lambda r: quoted(r.source)),
)


def _longer(before: tuple[date, date], after: tuple[date, date]) -> Effect:
    """A waiver for more days is looser, one for fewer is stricter."""
    if before[0] >= after[0] and before[1] <= after[1]:
        return Effect.LOOSER
    return Effect.STRICTER if before[0] <= after[0] and before[1] >= after[1] else Effect.OTHER


WAIVER: tuple[Told[Waiver], ...] = (
    Told(
        "days", "from_", lambda w: f"“{in_words(w.from_)} to {in_words(w.to)}”", None,
        lambda a, b: _longer((a.from_, a.to), (b.from_, b.to)),
    ),
    Told("reason", "reason", lambda w: quoted(w.reason)),
    Told("source", "source", lambda w: quoted(w.source)),
    Told("approval", "approved_by", lambda w: w.approved_by),
)  # fmt: skip
