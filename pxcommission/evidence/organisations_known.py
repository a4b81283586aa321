"""What is known of organisations on a day, from every list loaded: the standing of a code, names then and now, successors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pxcommission.evidence.organisations import LONG_AGO, OrganisationRecord, kind_of_code
from pxcommission.evidence.organisations_standing import Standing, State, likely_code

if TYPE_CHECKING:
    from pxcommission.evidence.store import EvidenceStore


class ListRead(Struct, frozen=True):
    """The records of one list: the file, the reader, and the day up to which it speaks."""

    file: str
    reader: str
    vintage: date
    records: Sequence[OrganisationRecord]


class Said(Struct, frozen=True):
    """One dated thing that was said of a code, with where it stands."""

    day: date
    value: str
    place: str


class KnownCode(Struct):
    """Everything said of one code: dated names, boards and regions; its days; what it went into."""

    names: list[Said] = field(default_factory=list)
    boards: list[Said] = field(default_factory=list)
    opened: date | None = None
    closed_by: dict[str, tuple[date | None, str, bool]] = field(default_factory=dict)
    successors: tuple[str, ...] = ()
    successors_verified: bool = True
    seen_until: date | None = None
    listed: dict[str, date] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)

    @property
    def closed(self) -> tuple[date, str, bool] | None:
        """Its last day, where that stands, and whether it is verified. A legal end date beats a list that says nothing of one,

        and one that is verified beats one that is not.
        """
        stated = [(day, place, sure) for day, place, sure in self.closed_by.values() if day is not None]
        verified = [one for one in stated if one[2]]
        return (verified or stated)[-1] if stated else None


class Organisations:
    """What the lists known on a day say. Later lists win, field by field; within one kind of list the newest row stands."""

    def __init__(self, lists: Iterable[ListRead], as_at: date) -> None:
        self.as_at = as_at
        self.codes: dict[str, KnownCode] = {}
        self.complete: dict[str, tuple[date, str]] = {}
        ordered = sorted(lists, key=lambda one: one.vintage)
        for one in ordered:
            for record in one.records:
                self._take(one, record)
        for known in self.codes.values():
            known.names.sort(key=lambda said: said.day)
            known.boards.sort(key=lambda said: said.day)
        self.board_codes = {
            plain_name(said.value): code
            for code, known in self.codes.items()
            for said in known.names
            if said.value.casefold().endswith("integrated care board")
        }
        self.merged_into: dict[str, list[str]] = defaultdict(list)
        for code, known in self.codes.items():
            for successor in known.successors:
                self.merged_into[successor].append(code)

    @property
    def nothing(self) -> bool:
        """Whether no list at all is known."""
        return not self.codes

    def _take(self, one: ListRead, record: OrganisationRecord) -> None:
        known = self.codes.setdefault(record.code, KnownCode())
        place = "!".join(part for part in (one.file, record.sheet, record.cell) if part) if one.file else record.cell
        if place not in known.places:
            known.places.append(place)
        if record.name:
            known.names.append(Said(record.as_of, record.name, place))
        if record.icb:
            known.boards.append(Said(record.as_of, record.icb, place))
        known.opened = record.opened or known.opened
        self._take_end(one, record, known, place)
        if record.successors:
            known.successors, known.successors_verified = record.successors, record.verified
        if record.seen_until is not None:
            known.seen_until = max(record.seen_until, known.seen_until or LONG_AGO)
        if record.listed:
            known.listed[record.listed] = one.vintage
            self.complete[record.listed] = max(
                self.complete.get(record.listed, (LONG_AGO, "")), (one.vintage, one.file)
            )

    @staticmethod
    def _take_end(one: ListRead, record: OrganisationRecord, known: KnownCode, place: str) -> None:
        """A complete list that names the code without an end takes back the end an older list of its kind gave, no other's."""
        if record.closed is None and not record.listed:
            return
        key = f"{one.reader} {record.listed}"
        known.closed_by.pop(key, None)
        known.closed_by[key] = (record.closed, place, record.verified)

    def standing(self, code: str, day: date) -> Standing:
        """How a code stands on a day: open, renamed since, closed, merged, not open yet, no longer listed, or not known."""
        known = self.codes.get(code)
        if known is None:
            return self._not_known(code, day)
        then, now = _on(known.names, day), _on(known.names, self.as_at)
        board = self._board_on(known, day)
        base = Standing(
            code=code,
            on=day,
            state=State.OPEN,
            name=then.value if then else "",
            name_now=now.value if now else "",
            icb=board,
            opened=known.opened,
            successors=known.successors,
            places=tuple(known.places),
        )
        return self._with_state(base, known, day)

    def _board_on(self, known: KnownCode, day: date) -> str:
        """The code of the board an organisation belonged to on a day; empty before the board, or the organisation, began.

        A list that says to which board a code belongs today says nothing of the days before there were such boards.
        """
        said = _on(known.boards, day)
        if said is None or (known.opened is not None and day < known.opened):
            return ""
        code = self.board_codes.get(plain_name(said.value), said.value)
        board = self.codes.get(code)
        began = board.opened if board is not None and board.opened is not None else BOARDS_BEGAN
        return "" if day < max(began, BOARDS_BEGAN) else code

    def _with_state(self, base: Standing, known: KnownCode, day: date) -> Standing:
        end = known.closed
        if end is not None and day > end[0]:
            state = State.MERGED if known.successors else State.CLOSED
            sure = end[2] and known.successors_verified
            return base.with_end(state, end[0], sure, tuple(self._last(code, day) for code in known.successors))
        if known.opened is not None and day < known.opened:
            return base.as_(State.NOT_YET, closed=end[0] if end else None)
        gone = self._gone(known)
        if gone is not None and day > gone:
            return base.as_(State.NOT_LISTED, last_listed=max(known.listed.values()))
        if known.seen_until is not None and not known.listed and end is None and day > known.seen_until:
            return base.as_(State.LAST_SEEN, last_listed=known.seen_until)
        renamed = base.name and base.name_now and plain_name(base.name) != plain_name(base.name_now)
        listed = max(known.listed.values(), default=None)
        return base.as_(State.RENAMED if renamed else State.OPEN, end[0] if end else None, listed)

    def _gone(self, known: KnownCode) -> date | None:
        """The vintage of the complete list that no longer has the code; None while the newest of its kind has it."""
        newest = [self.complete[kind][0] for kind in known.listed]
        return min(newest) if newest and max(known.listed.values()) < min(newest) else None

    def _last(self, code: str, day: date, depth: int = 5) -> str:
        """The code that a successor has itself gone into by that day, however often; the successor where it still stands."""
        known = self.codes.get(code)
        end = known.closed if known else None
        if known is None or end is None or day <= end[0] or len(known.successors) != 1 or not depth:
            return code
        return self._last(known.successors[0], day, depth - 1)

    def _not_known(self, code: str, day: date) -> Standing:
        kind = kind_of_code(code)
        listed = self.complete.get(kind)
        near = likely_code(code, self.codes)
        if listed is None:
            return Standing(code, day, State.NOTHING_SAID, near=near)
        return Standing(code, day, State.NOT_KNOWN, near=near, list_of=kind, last_listed=listed[0], places=(listed[1],))

    def predecessors(self, code: str) -> tuple[str, ...]:
        """The codes that went into this one, as far as is known."""
        return tuple(sorted(self.merged_into.get(code, ())))

    def ended(self, code: str) -> date | None:
        """The last day of a code, where one is known."""
        known = self.codes.get(code)
        end = known.closed if known else None
        return end[0] if end else None

    def history(self, code: str) -> tuple[tuple[date, str, str], ...]:
        """The names a code had, each with the day it is known from and its place; a name that only changes its spelling once."""
        told: list[tuple[date, str, str]] = []
        for said in self.codes[code].names if code in self.codes else ():
            if not told or plain_name(told[-1][1]) != plain_name(said.value):
                told.append((said.day, said.value, said.place))
        return tuple(told)


def known_organisations(store: EvidenceStore, written: Sequence[OrganisationRecord], as_at: date) -> Organisations:
    """What the workspace's own files and every list loaded say, as known on a day."""
    lists = [ListRead("", "rules", LONG_AGO, written)] if written else []
    for reading, records in store.organisations(as_at):
        lists.append(ListRead(reading.file, reading.reader.split("/")[0], reading.end, records))
    return Organisations(lists, as_at)


BOARDS_BEGAN = date(2022, 7, 1)
"""The day on which the integrated care boards took over from the clinical commissioning groups (Health and Care Act 2022)."""


def _on(said: Sequence[Said], day: date) -> Said | None:
    """What held on a day: the last that began by then; before the first, the first. Of one day, the prettier spelling."""
    begun = [one for one in said if one.day <= day]
    if not begun:
        return said[0] if said else None
    last = begun[-1]
    same = [one for one in begun if plain_name(one.value) == plain_name(last.value)]
    return next((one for one in reversed(same) if not one.value.isupper()), last)


def plain_name(name: str) -> str:
    """A name as it is compared: capitals, marks, `NHS` written out and a leading The do not make another name."""
    text = name.casefold().replace("national health service", "nhs").replace("&", " and ")
    words = re.sub(r"[^a-z0-9]+", " ", text.replace("'", "").replace("’", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
