"""What is asked on one day and on another under the same rulebook: thresholds, variations, waivers, contract forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.duties import Duty, Terms, duties_of, terms_on, waiver_on
from pxcommission.rulebook.differences_told import Difference
from pxcommission.rulebook.differences_weighed import Effect, threshold_effect, threshold_moved, threshold_text
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place


class _Asked(Struct, frozen=True):
    """What a duty asks on a day: whether it is in force, its terms, and the waiver that sets it aside."""

    in_force: bool
    terms: Terms | None
    waived: str

    @property
    def text(self) -> str:
        """The threshold, with the variation it comes from."""
        if self.terms is None:
            return ""
        threshold, in_force = self.terms.threshold, self.terms.in_force
        said = threshold_text(threshold) if threshold else in_force.text
        return f"{said}{f' ({in_force.document})' if in_force.document else ''}"


def differences_of_days(rulebook: Rulebook, before: date, after: date, as_at: date) -> tuple[Difference, ...]:
    """Every difference between what is in force on two days, as known on `as_at`, contract by contract."""
    found: list[Difference] = []
    for contract in rulebook.contracts.values():
        found.extend(_form(contract, before, after))
        by_requirement: dict[str, dict[str, Duty]] = {}
        for duty in duties_of(rulebook, [contract]):
            by_requirement.setdefault(duty.requirement.id, {})[duty.service] = duty
        for services in by_requirement.values():
            found.extend(_of_requirement(services, before, after, as_at))
    return tuple(found)


def _form(contract: ContractInForce, before: date, after: date) -> Iterator[Difference]:
    given, outside = contract.contract, "outside the term"
    forms = [given.form_on(day) if given.term.from_ <= day <= given.term.to else outside for day in (before, after)]
    if forms[0] != forms[1]:
        said = f"general conditions: {forms[0]} → {forms[1]}"
        places = place_of(forms[0], given.place), place_of(forms[1], given.place)
        yield Difference("contract", contract.id, "general conditions", said, Effect.OTHER, *places)


def _of_requirement(services: dict[str, Duty], before: date, after: date, as_at: date) -> Iterator[Difference]:
    """What differs for a requirement, services of which the same is to be said in one sentence."""
    told: dict[Difference, list[str]] = {}
    for service, duty in services.items():
        for difference in _of_duty(duty, before, after, as_at):
            told.setdefault(difference, []).append(service)
    for difference, where in told.items():
        (name, *_) = (duty.requirement.id for duty in services.values())
        yield replace(difference, sentence=f"{name}, {', '.join(where)}: {difference.sentence}")


def _of_duty(duty: Duty, before: date, after: date, as_at: date) -> Iterator[Difference]:
    old, new = (_asked(duty, day, as_at) for day in (before, after))
    contract, own = duty.contract.id, duty.adopted.place if duty.adopted else duty.requirement.place
    if old.in_force != new.in_force:
        said, effect = ("in force", Effect.STRICTER) if new.in_force else ("no longer in force", Effect.LOOSER)
        asked = (new if new.in_force else old).text
        yield Difference("contract", contract, "asked", f"{said}{f' ({asked})' if asked else ''}", effect, own, own)
    if not (old.in_force and new.in_force):
        return
    if old.text != new.text:
        terms = [asked.terms.threshold if asked.terms else None for asked in (old, new)]
        places = _place(old) or own, _place(new) or own
        yield Difference("contract", contract, "threshold", _moved(old, new), threshold_effect(*terms), *places)
    if old.waived != new.waived:
        said, effect = (f"waived: {new.waived}", Effect.LOOSER) if new.waived else ("no longer waived", Effect.STRICTER)
        effect = Effect.OTHER if old.waived and new.waived else effect
        yield Difference("contract", contract, "waiver", said, effect, own, own)


def _asked(duty: Duty, day: date, as_at: date) -> _Asked:
    in_force = duty.first_day <= day <= duty.last_day
    return _Asked(in_force, terms_on(duty, day, as_at), waiver_on(duty, day))


def _moved(old: _Asked, new: _Asked) -> str:
    if not old.text or not new.text:
        return f"the threshold is {new.text}; there was none" if new.text else f"no threshold; it was {old.text}"
    before, after = (asked.terms.threshold if asked.terms else None for asked in (old, new))
    moved = threshold_moved(before, after) if before and after else "changed"
    return f"the threshold is {moved} from {old.text} to {new.text}"


def _place(asked: _Asked) -> Place | None:
    if asked.terms is None:
        return None
    place = asked.terms.in_force.place
    return Place(place.file, place.line, 1)
