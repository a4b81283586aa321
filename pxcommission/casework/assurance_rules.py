"""Where a rating points one way and the contract's evidence another: the rules, as a table, and the questions they make.

A rule compares directions only. A rating points up where it is called established or embedded (on a scale without these
names: where it is the highest), and down where it is the lowest. Evidence points down where anything was late, missing or not
met, and up where it was done each time. There is no threshold anywhere, and no score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pxcommission.casework.assurance_fact import Fact, FactKind, Shows
from pxcommission.diagnostics.entries import RATERS, Round
from pxcommission.diagnostics.frameworks import Framework

UP = ("established", "embedded")


class Rule(Struct, frozen=True):
    """A kind of fact, the area it stands in, and the indicators it speaks to (none named: every one of its area).

    `lacking` is asked where a rating points up and the evidence down, `done` where it is the other way round (empty: never,
    since the fact alone does not show what the area's indicators ask).
    """

    area: str
    indicators: tuple[str, ...]
    lacking: str
    done: str = ""


_STORIES = "Does the board hear people as often as the rating says, or are the minutes or the report behind?"
RULES: Mapping[FactKind, Rule] = {
    FactKind.PRESENTED: Rule("LEAD", (), ""),
    FactKind.STORIES: Rule("LEAD", ("LEAD-3",), _STORIES, "What is still missing that the rating has in mind?"),
    FactKind.ANSWERED: Rule(
        "CULT", (), "What did the people who waited for an answer hear meanwhile, and what holds the answers up?"
    ),
    FactKind.CANDOUR: Rule(
        "CULT",
        ("CULT-4",),
        "What happened where a letter was late or missing, and who told the people concerned?",
        "What is still missing that the rating has in mind?",
    ),
    FactKind.ON_TIME: Rule("COLL", (), "What delays the reports, and does it also delay what wards and teams hear?"),
    FactKind.VOLUMES: Rule("COLL", (), ""),
    FactKind.SERVICES: Rule(
        "COLL",
        ("COLL-2",),
        "Is nothing collected in the services named, or is it collected and not sent?",
        "Which services or people does the rating have in mind?",
    ),
    FactKind.GROUPS: Rule(
        "COLL",
        ("COLL-2", "ANAL-5"),
        "Is the experience of the other groups known and not sent, or is it not known?",
        "Which groups does the rating have in mind?",
    ),
    FactKind.THEMES: Rule(
        "ANAL", ("ANAL-1",), "Who reads and codes what people say, and what is left unread?", "What is left unread?"
    ),
    FactKind.SOURCES: Rule("ANAL", ("ANAL-2",), ""),
    FactKind.JUDGED: Rule(
        "IMPR",
        ("IMPR-1", "IMPR-3"),
        "Is it too early to look at the others, or is nobody looking?",
        "What is still missing that the rating has in mind?",
    ),
    FactKind.EFFECT: Rule("IMPR", ("IMPR-3",), ""),
    FactKind.ACTIONS: Rule(
        "IMPR", ("IMPR-1",), "What stands in the way of the actions that are past their date, and who decides on them?"
    ),
    FactKind.RECEIVED: Rule(
        "REPT",
        ("REPT-4",),
        "Was it sent and not received, or not made?",
        "What is still missing that the rating has in mind?",
    ),
    FactKind.RELEASED: Rule(
        "REPT",
        ("REPT-1", "REPT-2"),
        "Was something else published for the quarters without a page, and where can people see it?",
        "Where would patients look for it, and do they find it?",
    ),
}


class Rated(Struct, frozen=True):
    """One rater's indicators that point one way."""

    rater: str
    indicators: tuple[str, ...]
    ratings: tuple[str, ...]

    @property
    def words(self) -> str:
        """`the board rated COLL-1 and COLL-2 established or embedded`."""
        names = ", ".join(self.indicators[:-1]) + " and " if len(self.indicators) > 1 else ""
        return f"{_WHO[self.rater]} rated {names}{self.indicators[-1]} {' or '.join(self.ratings)}"


_WHO = {"board": "the board", "ward": "wards and teams", "patient-panel": "the patient panel", "commissioner": "the commissioner"}  # fmt: skip


class Question(Struct, frozen=True):
    """What the board may ask itself: who rated what, what the evidence says, and the question."""

    area: str
    fact: Fact
    rated: tuple[Rated, ...]
    asks: str

    @property
    def text(self) -> str:
        """`The board rated COLL-1 embedded. On record under “Reports on time”: … one came late. What delays the reports?`"""
        who = "; ".join(one.words for one in self.rated)
        return f"{who[0].upper()}{who[1:]}. On record under “{self.fact.kind}”: {self.fact.says} {self.asks}"


def questions_of(framework: Framework, parts: Sequence[Round], facts: Sequence[Fact]) -> Iterator[Question]:
    """A question for each fact that points another way than a rating of this round, in the order of the framework."""
    order = [area.id for area in framework.areas]
    found = [one for fact in facts for one in _asked(framework, parts, fact)]
    yield from sorted(found, key=lambda one: order.index(one.area))


def area_of_fact(framework: Framework, kind: FactKind) -> str | None:
    """The area of an edition in which a fact stands: that of its indicators, else that of its id; None where it has neither."""
    rule = RULES[kind]
    named = [framework.area_of(name) for name in rule.indicators]
    known = [area.id for area in named if area is not None]
    return next((area.id for area in framework.areas if area.id == rule.area), known[0] if known else None)


def ratings_up(framework: Framework) -> frozenset[int]:
    """The ratings that say it is done: those called established or embedded; the highest, where the scale has neither name."""
    named = {one.rating for one in framework.scale if one.name.casefold() in UP}
    return frozenset(named or {framework.scale[-1].rating})


def _asked(framework: Framework, parts: Sequence[Round], fact: Fact) -> Iterator[Question]:
    rule, area = RULES[fact.kind], area_of_fact(framework, fact.kind)
    match fact.shows:
        case Shows.LACKING:
            wanted, asks = ratings_up(framework), rule.lacking
        case Shows.DONE:
            wanted, asks = frozenset({framework.lowest}), rule.done
        case _:
            return
    if area is None or not asks:
        return
    rated = tuple(_rated(framework, part, _indicators(framework, rule, area), wanted) for part in parts)
    pointing = sorted((one for one in rated if one.indicators), key=lambda one: list(RATERS).index(one.rater))
    if pointing:
        yield Question(area, fact, tuple(pointing), asks)


def _indicators(framework: Framework, rule: Rule, area: str) -> tuple[str, ...]:
    if rule.indicators:
        return rule.indicators
    return tuple(one.id for each in framework.areas if each.id == area for one in each.statements)


def _rated(framework: Framework, part: Round, indicators: Sequence[str], wanted: frozenset[int]) -> Rated:
    given = {name: part.answers[name].rating for name in indicators if name in part.answers}
    found = {name: rating for name, rating in given.items() if rating is not None and rating in wanted}
    return Rated(part.rater, tuple(found), tuple(framework.rating_name(one) for one in sorted(set(found.values()))))
