"""Which group of people a row of a mapped return is of: the whole, one group of a characteristic, or nothing that is read."""

from __future__ import annotations

from pxcommission.evidence.observations import Characteristic
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import clean_text, heading, quoted
from pxcommission.returns.group_words import characteristic_of
from pxcommission.returns.mapped_return import Return

Group = tuple[str, str]
"""Characteristic and group; both empty for the whole."""


def row_group(
    opened: Return, group: tuple[str, str], characteristic: tuple[str, str], found: Collected
) -> Group | None:
    """The group of a row, from its two texts, each with its cell; None for a row that is left out.

    A row of everybody has none. No group at all is an error; one of a characteristic that is not compared, such as religion,
    is left out with a warning.
    """
    file, sheet = opened.mapping.file, opened.sheet.name
    if file.group is None:
        return "", ""
    written, cell = clean_text(group[0])[0], group[1]
    if heading(written) in {heading(text) for text in file.groups_whole} or (not written and file.group.may_be_absent):
        return "", ""
    if not written:
        found.error("group: there is none in this row", "write All patients where it is of everybody", sheet, cell)
        return None
    kind = characteristic_of(characteristic[0], file.characteristics)
    if kind is None:
        _left_out(opened, characteristic, found)
        return None
    return kind.value, " ".join(written.split())


def _left_out(opened: Return, characteristic: tuple[str, str], found: Collected) -> None:
    """Say once of each text that its rows are not read."""
    text, cell = characteristic
    if opened.first_time(f"characteristic {heading(text)}"):
        message = f"characteristic: {quoted(text)} is none of {', '.join(Characteristic)}; its rows were not read"
        fix = "if it is one of these, give the spelling under `characteristics:` of the mapping"
        found.warn(message, fix, opened.sheet.name, cell)
