"""How one code stands on one day, in words, and the code that was likely meant for one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.periods import in_words


class State(StrEnum):
    """How a code stands on a day."""

    OPEN = "open"
    RENAMED = "renamed"
    CLOSED = "closed"
    MERGED = "merged"
    NOT_YET = "not open yet"
    NOT_LISTED = "no longer listed"
    LAST_SEEN = "not seen since"
    NOT_KNOWN = "not known"
    NOTHING_SAID = "nothing is known"


ENDED = (State.CLOSED, State.MERGED, State.NOT_LISTED)


class Standing(Struct, frozen=True):
    """A code on a day. `successors` are those it went into, `now` the codes they are today where those have ended too.

    `near` is the code that was likely meant, `last_listed` the vintage of the list that is spoken of.
    """

    code: str
    on: date
    state: State
    name: str = ""
    name_now: str = ""
    icb: str = ""
    opened: date | None = None
    closed: date | None = None
    verified: bool = True
    successors: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    near: str = ""
    list_of: str = ""
    last_listed: date | None = None
    places: tuple[str, ...] = ()

    def as_(self, state: State, closed: date | None = None, last_listed: date | None = None) -> Standing:
        """The same code in another state, with its last day and the list that speaks of it where these are known."""
        return replace(self, state=state, closed=closed, last_listed=last_listed)

    def with_end(self, state: State, closed: date, verified: bool, now: tuple[str, ...]) -> Standing:
        """The same code, ended."""
        return replace(self, state=state, closed=closed, verified=verified, now=now)

    @property
    def text(self) -> str:
        """`RD3 (Poole Hospital) merged into R0D: its last day was 30 September 2020`."""
        named = f"{self.code} ({self.name})" if self.name else self.code
        match self.state:
            case State.OPEN:
                if self.last_listed is not None and self.last_listed < self.on:
                    return f"{named} was open on {_day(self.last_listed)}, the day of the newest list that has it"
                return f"{named} was open" if self.name or self.opened else f"{named} is known"
            case State.RENAMED:
                return f"{named} was open; it is now called {self.name_now}"
            case State.CLOSED:
                return f"{named} is closed: its last day was {_day(self.closed)}{self._doubt}"
            case State.MERGED:
                divided = " (divided between them: go by the provider)" if len(self.successors) > 1 else ""
                into = _listed(self.successors)
                today = f", today {_listed(self.now)}" if self.now != self.successors else ""
                return f"{named} went into {into}{today}{divided}: its last day was {_day(self.closed)}{self._doubt}"
            case State.NOT_YET:
                return f"{named} did not exist yet: its first day was {_day(self.opened)}"
            case State.NOT_LISTED:
                return f"{named} is in no newer list than that of {_day(self.last_listed)}: it has probably closed"
            case State.LAST_SEEN:
                return f"{named} was last seen in figures of {self.last_listed:%B %Y}" if self.last_listed else named
            case State.NOT_KNOWN:
                newest = f"the newest loaded is of {_day(self.last_listed)}"
                return f"{named} stands in no list of {self.list_of} that is loaded ({newest})"
            case State.NOTHING_SAID:
                return f"nothing is known of {named}: no list that is loaded speaks of such codes"

    @property
    def _doubt(self) -> str:
        return "" if self.verified else " (not verified: check it)"


def _day(day: date | None) -> str:
    return in_words(day) if day else "an unknown day"


def _listed(codes: tuple[str, ...]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"


_ALIKE = {"0": "O", "O": "0", "1": "IL", "I": "1", "L": "1", "5": "S", "S": "5", "2": "Z", "Z": "2", "8": "B", "B": "8"}


def likely_code(code: str, known: Iterable[str]) -> str:
    """The one known code that a slip explains: small letters, blanks, a sign that looks alike, two signs swapped; else empty.

    Codes are short, so a code that merely looks near is as likely another organisation: that is no suggestion.
    """
    codes = known if isinstance(known, dict | set | frozenset) else set(known)
    tidy = "".join(code.split()).upper()
    made = {tidy} if tidy != code else set()
    for at, sign in enumerate(tidy):
        made |= {tidy[:at] + other + tidy[at + 1 :] for other in _ALIKE.get(sign, "")}
        if at + 1 < len(tidy):
            made.add(tidy[:at] + tidy[at + 1] + sign + tidy[at + 2 :])
    found = sorted(one for one in made if one in codes and one != code)
    return found[0] if len(found) == 1 else ""
