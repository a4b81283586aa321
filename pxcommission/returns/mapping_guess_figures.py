"""Which columns are the numerators, denominators and stated percentages of which measures: from words and from sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.returns.mapping_guess import LIKELY, Guess, Meaning, Role
from pxcommission.returns.mapping_guess_names import ALIKE, EXACT, LEAST, Known, confidence_of, likeness_said, named_as
from pxcommission.returns.mapping_guess_values import Content, Values
from pxcommission.returns.mapping_guess_words import MeasureWords
from pxcommission.returns.numbers import agrees

_NEAR = 0.9
_BESIDE_ITS_OWN = 0.2
"""How like a numerator has at least to be where the denominator's own name stands over another column."""


class Named(Struct, frozen=True):
    """A column or row of numbers with its name."""

    name: str
    values: Values
    content: Content


class Figure(Struct, frozen=True):
    """A measure and the columns of its figure, with how sure that is and why."""

    measure: str
    numerator: int | None
    denominator: int | None
    value: int | None
    rank: float
    confidence: int
    reason: str
    beside: str = ""
    beside_confidence: int = 0
    exact: tuple[int, ...] = ()
    loose: bool = False

    @property
    def uses(self) -> dict[int, Meaning]:
        """Each column it uses and as what."""
        parts = ((self.numerator, Role.NUMERATOR), (self.denominator, Role.DENOMINATOR), (self.value, Role.VALUE))
        return {place: Meaning(role, self.measure) for place, role in parts if place is not None}


def figures_guessed(columns: Sequence[Named], words: MeasureWords, known: Known) -> dict[int, Guess]:
    """For each column of numbers what it means; a column that is like nothing is unsure, with what it is nearest to."""
    counts = [i for i, one in enumerate(columns) if one.content is Content.COUNTS]
    shares = [i for i, one in enumerate(columns) if one.content in (Content.SHARES, Content.FRACTIONS, Content.NUMBERS)]
    proved = _proved(columns, counts, shares)
    candidates = [
        *(one for measure in words.texts for one in _of_measure(measure, columns, counts, proved, words, known)),
        *(one for measure in words.texts for one in _shares_alone(measure, columns, shares, words)),
    ]
    chosen = _chosen(sorted(candidates, key=lambda one: -one.rank))
    return {i: _guess(i, chosen, columns, words, proved) for i in (*counts, *shares)}


def _chosen(candidates: Sequence[Figure]) -> list[Figure]:
    """The best figures, each measure and each numerator once; a column has two parts only where its name says both exactly."""
    chosen: list[Figure] = []
    above: set[int] = set()
    below: set[int] = set()
    for one in candidates:
        own = {place for place in (one.numerator, one.value) if place is not None}
        doubled = (own & below) | ({one.denominator} & (above | below if one.loose else above))
        if own & above or doubled - set(one.exact) or any(one.measure == before.measure for before in chosen):
            continue
        left = [other for other in candidates if not any(other.measure == before.measure for before in chosen)]
        rivals = [
            r for r in left if r.measure != one.measure and own & {r.numerator, r.value} and r.rank >= one.rank * _NEAR
        ]
        chosen.append(_in_doubt(one, rivals) if rivals else one)
        above |= own
        below |= {one.denominator} if one.denominator is not None else set()
    return chosen


def proved_columns(columns: Sequence[Named]) -> dict[tuple[int, int], int]:
    """Pairs of columns whose quotient is a percentage column in every row, with that column."""
    counts = [i for i, one in enumerate(columns) if one.content is Content.COUNTS]
    return _proved(columns, counts, [i for i in range(len(columns)) if i not in counts])


def _in_doubt(one: Figure, rivals: Sequence[Figure]) -> Figure:
    also = " or ".join(dict.fromkeys(other.measure for other in rivals[:2]))
    confidence = min(one.confidence, 60)
    return replace(one, confidence=confidence, reason=f"{one.reason}; but it may as well be {also}")


def _proved(columns: Sequence[Named], counts: Sequence[int], shares: Sequence[int]) -> dict[tuple[int, int], int]:
    """Pairs of columns whose quotient is a percentage column in every row, and that column; at least in two rows that differ."""
    found: dict[tuple[int, int], int] = {}
    for share in shares:
        for a in counts:
            for b in counts:
                if a != b and (a, b) not in found and _agree(columns[a].values, columns[b].values, columns[share]):
                    found[(a, b)] = share
    return found


def _agree(above: Values, below: Values, share: Named) -> bool:
    seen = set()
    for key in share.values.at:
        numerator, denominator, stated = above.count(key), below.count(key), share.values.share(key)
        if numerator is None or not denominator or stated is None:
            continue
        as_fraction = share.content is Content.FRACTIONS or (key in share.values.percents)
        exact = Fraction(numerator, denominator) * (1 if as_fraction else 100)
        if not agrees(stated, exact, 0):
            return False
        seen.add((numerator, denominator))
    return len(seen) >= 2 or (len(seen) == 1 and len(share.values.at) == 1)


def _of_measure(
    measure: str,
    columns: Sequence[Named],
    counts: Sequence[int],
    proved: Mapping[tuple[int, int], int],
    words: MeasureWords,
    known: Known,
) -> list[Figure]:
    """The likely figures of one measure: for each column that may be its numerator, the best denominator."""
    is_count = words.vocabulary.measures[measure].unit == "count"
    found = []
    for a in counts:
        named, why = named_as(columns[a].name, Meaning(Role.NUMERATOR, measure), words, known)
        share = next((s for (n, _), s in proved.items() if n == a), None)
        if share is not None and named < EXACT:
            of_share = words.score(columns[share].name, measure, "numerator")
            if of_share > named:
                named, why = of_share, f"'{columns[share].name}' beside it names it"
        if named < (LEAST if is_count else _BESIDE_ITS_OWN):
            continue
        if is_count:
            found.append(
                Figure(
                    measure,
                    a,
                    None,
                    None,
                    named - (0.3 if share is not None else 0),
                    confidence_of(named),
                    why,
                    exact=(a,) if named >= EXACT else (),
                )
            )
            continue
        found += _with_denominator(measure, a, named, why, columns, counts, proved, words, known)
    return found


def _with_denominator(
    measure: str, a: int, named: float, why: str, columns: Sequence[Named], counts: Sequence[int],
    proved: Mapping[tuple[int, int], int], words: MeasureWords, known: Known,
) -> list[Figure]:  # fmt: skip
    best: Figure | None = None
    for b in counts:
        if b == a or not _never_more(columns[a].values, columns[b].values):
            continue
        below, because = named_as(columns[b].name, Meaning(Role.DENOMINATOR, measure), words, known)
        share = proved.get((a, b))
        beside = abs(a - b) == 1
        confidence = confidence_of(named)
        if share is not None:
            told = f"{columns[share].name} is {columns[a].name} out of {columns[b].name} in every row"
        elif below >= LEAST:
            confidence = min(confidence, confidence_of(below))
            told = f"'{columns[b].name}': {because}"
        else:
            confidence = min(confidence, 65 if beside else 50)
            told = f"'{columns[b].name}' is never less{', and stands beside it' if beside else ''}"
        rank = (
            named
            + (0.6 if below >= EXACT else 0.3 * below)
            + (0.5 if share is not None else 0)
            + (0.05 if beside else 0)
        )
        loose = share is None and below < ALIKE
        if (loose and named < ALIKE) or (named < LEAST and below < EXACT):
            continue
        exact = (*((a,) if named >= EXACT else ()), *((b,) if below >= EXACT or share is not None else ()))
        sure = 97 if share is not None else confidence_of(below) if below >= LEAST else confidence
        one = Figure(measure, a, b, share, rank, confidence, f"{why}; {told}", told, sure, exact, loose)
        if best is None or one.rank > best.rank:
            best = one
    return [best] if best is not None else []


def _shares_alone(measure: str, columns: Sequence[Named], shares: Sequence[int], words: MeasureWords) -> list[Figure]:
    if words.vocabulary.measures[measure].unit == "count":
        return []
    found = []
    for place in shares:
        named = words.score(columns[place].name, measure, "numerator")
        if named >= LEAST and columns[place].content is not Content.NUMBERS:
            why = f"{likeness_said(named)}; there are no counts beside it"
            found.append(Figure(measure, None, None, place, named - 0.2, confidence_of(named), why))
    return found


def _never_more(one: Values, other: Values) -> bool:
    """Whether a column is never above another, and has a figure beside it at least once."""
    pairs = [(one.count(key), other.count(key)) for key in one.at]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(both) and all(a <= b for a, b in both)


def _guess(
    place: int,
    chosen: Sequence[Figure],
    columns: Sequence[Named],
    words: MeasureWords,
    proved: Mapping[tuple[int, int], int],
) -> Guess:
    """What one column means by the figures chosen; unsure, with what it is nearest to, where none uses it."""
    using = [one for one in chosen if place in one.uses]
    name = columns[place].name
    role = Role.NUMERATOR if columns[place].content is Content.COUNTS else Role.VALUE
    near = tuple(
        Meaning(role, word)
        for word, _ in words.nearest(name)
        if role is Role.NUMERATOR or words.vocabulary.measures[word].unit == "proportion"
    )
    if using:
        meanings = tuple(one.uses[place] for one in using)
        others = tuple(one for one in near if one not in meanings)
        own = next((one for one in using if place == (one.numerator if one.numerator is not None else one.value)), None)
        if own is not None:
            return Guess(meanings, own.confidence, own.reason, others)
        return Guess(meanings, min(one.beside_confidence for one in using), using[0].beside, others)
    checked = [pair for pair, share in proved.items() if share == place]
    if checked:
        a, b = checked[0]
        return Guess(
            (Meaning(Role.NOT_READ),),
            60,
            f"it is '{columns[a].name}' out of '{columns[b].name}', but of no measure known",
            near,
        )
    said = "it is like no measure of the vocabulary" if not near else "it shares too few words with any measure"
    return Guess((Meaning(Role.NOT_READ),), LIKELY if not near else 60, said, near)
