"""The rows of a table whose column names measures or their components, and what its other columns then are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from pxcommission.returns.figures import heading
from pxcommission.returns.mapping_guess import LIKELY, Guess, Meaning, Part, Role
from pxcommission.returns.mapping_guess_figures import Named, figures_guessed, proved_columns
from pxcommission.returns.mapping_guess_names import ALIKE, Known, part_told
from pxcommission.returns.mapping_guess_values import Content, Values
from pxcommission.returns.mapping_guess_words import MeasureWords
from pxcommission.returns.mapping_parts import EACH_PERIOD
from pxcommission.returns.numbers import Value, as_text

OF_NUMBERS = (Content.COUNTS, Content.SHARES, Content.FRACTIONS, Content.NUMBERS)
_LABELLED = 0.55


def with_rows(
    columns: tuple[Part, ...], words: MeasureWords, known: Known, named: str = ""
) -> tuple[str, tuple[Part, ...]]:
    """`list`, `long` or `rows`, and the parts with their figures guessed: columns, and rows where a column names measures.

    `named` is the key of the column that does, where a person said so.
    """
    label = next((part for part in columns if part.key == named), None) or _label_column(columns, words, known)
    numbers = [
        part
        for part in columns
        if part.content in OF_NUMBERS and part.guess.meanings[0].role in (Role.NOT_READ, Role.WARD)
    ]
    numbers = [part for part in numbers if part.guess.meanings[0].role is Role.NOT_READ]
    columns, numbers = _of_periods_alone(columns, numbers)
    if label is None:
        guesses = figures_guessed([Named(without_period(p.name), p.values, p.content) for p in numbers], words, known)
        found = {numbers[i].key: guess for i, guess in guesses.items()}
        return "list", tuple(replace(p, guess=found.get(p.key, p.guess)) for p in columns)
    naming = replace(label, guess=Guess((Meaning(Role.MEASURE),), 96, "its texts are like the names of measures"))
    columns = tuple(naming if part.key == label.key else part for part in columns)
    mixed = [p for p in columns if p.content is Content.MIXED and p.guess.meanings[0].role is Role.NOT_READ]
    if sum(part.content is Content.COUNTS for part in numbers) >= 2:
        columns = _long_columns(columns, numbers)
        return "long", (*columns, *_measure_rows(naming, numbers, words, known))
    carrier = next(iter([*(p for p in numbers if p.content is Content.COUNTS), *numbers, *mixed]), None)
    if carrier is None:
        return "rows", columns
    columns = tuple(
        replace(p, guess=Guess((Meaning(Role.NUMBER),), 96, "the numbers of the rows stand in it"))
        if p.key == carrier.key
        else p
        for p in columns
    )
    return "rows", (*columns, *_component_rows(columns, naming, carrier, words, known))


def _of_periods_alone(columns: tuple[Part, ...], numbers: list[Part]) -> tuple[tuple[Part, ...], list[Part]]:
    """Where numbers stand in a column for each period, those columns alone; any other, such as a total, is not read."""
    left = {part.key for part in numbers if EACH_PERIOD not in part.name}
    if len(left) in (0, len(numbers)):
        return columns, numbers
    none = Guess((Meaning(Role.NOT_READ),), LIKELY, "the periods stand in other columns; a total is not read")
    kept = [part for part in numbers if part.key not in left]
    return tuple(replace(part, guess=none) if part.key in left else part for part in columns), kept


def without_period(name: str) -> str:
    """A heading without its period: `Number` of `{period} / Number`."""
    return name.replace(EACH_PERIOD, "").strip(" /-")


def _label_column(columns: Sequence[Part], words: MeasureWords, known: Known) -> Part | None:
    """The column whose texts are like names of measures, or of their parts."""
    best: tuple[float, Part] | None = None
    for part in columns:
        told = {"measure", "indicator", "metric", "kpi", "standard", "item"} & set(heading(part.name).split())
        roles = (Role.NOT_READ, Role.REASON) if told else (Role.NOT_READ,)
        if part.content not in (Content.WORDS, Content.PROSE) or part.guess.meanings[0].role not in roles:
            continue
        texts = {as_text(value) for value in part.values.at.values()} - {""}
        like = [
            text
            for text in texts
            if heading(text) in known.meanings or any(score >= _LABELLED for _, score in words.nearest(text, 1))
        ]
        share = len(like) / len(texts) + (0.3 if told else 0) if texts else 0
        if (like or told) and share >= (0.3 if told else 0.5) and (best is None or share > best[0]):
            best = share, part
    return best[1] if best else None


def _long_columns(columns: Sequence[Part], numbers: Sequence[Part]) -> tuple[Part, ...]:
    """The columns of the components, where each row is a measure: by their headings, and by what is never more than what."""
    counts = [part for part in numbers if part.content is Content.COUNTS]
    guesses: dict[str, Guess] = {}
    proved = proved_columns([Named(p.name, p.values, p.content) for p in numbers])
    for (a, b), share in list(proved.items())[:1]:
        why = f"'{numbers[share].name}' is '{numbers[a].name}' out of '{numbers[b].name}' in every row"
        for place, role in ((a, Role.NUMERATOR), (b, Role.DENOMINATOR), (share, Role.VALUE)):
            guesses.setdefault(numbers[place].key, Guess((Meaning(role),), 97, why))
    if not proved:
        above = next((p for p in counts if part_told(without_period(p.name)) == "numerator"), None)
        below = next((p for p in counts if part_told(without_period(p.name)) == "denominator"), None)
        sure = 96 if above is not None and below is not None else 65
        above = above or next(p for p in counts if p is not below)
        below = below or next(p for p in counts if p is not above)
        guesses[above.key] = Guess(
            (Meaning(Role.NUMERATOR),), sure, "its heading says so" if sure > 65 else "it stands first"
        )
        guesses[below.key] = Guess(
            (Meaning(Role.DENOMINATOR),), sure, "its heading says so" if sure > 65 else "it stands beside the other"
        )
    return tuple(replace(part, guess=guesses.get(part.key, part.guess)) for part in columns)


def _measure_rows(label: Part, numbers: Sequence[Part], words: MeasureWords, known: Known) -> tuple[Part, ...]:
    """A part for each name of a measure, where a row is a measure."""
    rows: dict[str, list[int]] = {}
    for row, value in label.values.at.items():
        if as_text(value) and isinstance(row, int):
            rows.setdefault(" ".join(as_text(value).split()), []).append(row)
    scored = sorted(
        ((score, name, word) for name in rows for word, score in _measures_of(name, words, known)), reverse=True
    )
    chosen: dict[str, tuple[float, str]] = {}
    for score, name, word in scored:
        if name not in chosen and word not in {before for _, before in chosen.values()}:
            chosen[name] = score, word
    made = []
    for name, places in rows.items():
        values = Values(
            {
                (part.key, row, key): value
                for part in numbers
                for key, value in part.values.at.items()
                for row in places
                if key == row or (isinstance(key, tuple) and key[0] == row)
            }
        )
        if values.content is Content.EMPTY:
            continue
        near = tuple(Meaning(Role.FIGURES, word) for word, _ in words.nearest(name))
        made.append(
            Part("row", name, f"row {places[0]}", values, values.content, _row_guess(name, chosen, near, known))
        )
    return tuple(made)


def _measures_of(name: str, words: MeasureWords, known: Known) -> list[tuple[str, float]]:
    by = [one.measure for one in known.meanings.get(heading(name), {}) if one.role is Role.FIGURES]
    return [*((word, 1.0) for word in by if word in words.texts), *words.nearest(name, 4)]


def _row_guess(name: str, chosen: Mapping[str, tuple[float, str]], near: tuple[Meaning, ...], known: Known) -> Guess:
    score, word = chosen.get(name, (0.0, ""))
    if not word or score < ALIKE:
        said = "it shares too few words with any measure" if near else "it is like no measure of the vocabulary"
        return Guess((Meaning(Role.NOT_READ),), 60 if near else LIKELY, said, near)
    meaning = Meaning(Role.FIGURES, word)
    by = known.says(name, meaning)
    reason = (
        f"the mapping {by} calls it so"
        if by
        else "it is the vocabulary's own name"
        if score >= 0.98
        else "it shares words with the vocabulary's"
    )
    confidence = 98 if score >= 0.98 else 88 if score >= 0.8 else 75
    return Guess((meaning,), confidence, reason, tuple(one for one in near if one != meaning))


def _component_rows(
    columns: Sequence[Part], label: Part, carrier: Part, words: MeasureWords, known: Known
) -> tuple[Part, ...]:
    """A part for each text of the rows, where a row is one component; the rows of all units and periods together."""
    places = (Role.PROVIDER, Role.SITE, Role.WARD, Role.PERIOD, Role.SERVICE, Role.TOUCHPOINT)
    units = [part for part in columns if part.guess.meanings[0].role in places]
    rows: dict[str, tuple[int, dict[object, Value], set[object]]] = {}
    for key, value in carrier.values.at.items():
        row, period = key if isinstance(key, tuple) else (key, None)
        name = " ".join(as_text(label.values.at.get(row, "")).split())
        if not name:
            continue
        unit = (*(as_text(part.values.at.get(row, "")) for part in units), period)
        first, at, percents = rows.setdefault(name, (row, {}, set()))
        at[unit] = value
        if key in carrier.values.percents:
            percents.add(unit)
    parts = []
    for name, (first, at, percents) in rows.items():
        values = Values(at, frozenset(percents))
        if values.content is not Content.EMPTY:
            guess = Guess((Meaning(Role.NOT_READ),), LIKELY, f"it holds {values.content}")
            parts.append(Part("row", name, f"row {first}", values, values.content, guess))
    guesses = figures_guessed([Named(p.name, p.values, p.content) for p in parts], words, known)
    return tuple(replace(part, guess=guesses.get(i, part.guess)) for i, part in enumerate(parts))
