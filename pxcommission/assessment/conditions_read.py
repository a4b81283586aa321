"""What a requirement's conditions read for one row: which measures, from which cells, with which values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pxcommission.assessment.duties import Duty
from pxcommission.assessment.table import Table
from pxcommission.assessment.words import conditions_of
from pxcommission.rulebook.condition_english import number_text
from pxcommission.rulebook.conditions import calls_of, words_of


class ConditionsRead:
    """The words of one row's conditions, in the order they stand."""

    def __init__(self, row: Mapping[str, Any], duty: Duty, table: Table, known: Mapping[str, Fraction | None]) -> None:
        """`known`: the value of each word and call that the row's conditions read."""
        measure = duty.requirement.measure
        self.bound = table.bound(measure)
        trees = list(conditions_of(duty.requirement))
        words = dict.fromkeys(word for tree in trees for word in words_of(tree))
        calls = dict.fromkeys(call.name for tree in trees for call in calls_of(tree))
        self.values = {name: known[name] for name in (*words, *calls)}
        self.measures = tuple(dict.fromkeys([measure, *(self.bound[word][0] for word in words)]))
        self.beyond = [word for word in words if self.bound[word][0] != measure] + list(calls)
        self.states = {name: (row[table.words[measure, name]] or {}).get("state") for name in words}
        used = [row[table.words[measure, name]] for name in self.beyond]
        self.rows_of = {
            self.bound[name][0]: (row[table.words[measure, name]] or {}).get("rows") or () for name in words
        }
        self.rows = [*(row["rows"] or ()), *(number for word in used if word for number in word["rows"] or ())]

    @property
    def text(self) -> str:
        """The values of words that are not the figure itself: `total(late_letters, 2) is 14`."""
        known = [(name, self.values.get(name)) for name in self.beyond]
        return "; ".join(f"{name} is {number_text(value)}" for name, value in known if value is not None)

    def state_of(self, name: str) -> int | None:
        """The worst state among the parts of a word's figure (see `figures.py`); None for a call or an absent figure."""
        return self.states.get(name)

    @property
    def first_unknown(self) -> tuple[str, str | None]:
        """The first word or call without a value, and its measure (None for a call, which reads earlier periods)."""
        for name, value in self.values.items():
            if value is None:
                return name, self.bound[name][0] if name in self.bound else None
        return "a word of the condition", None
