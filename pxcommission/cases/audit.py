"""The audit of the case register: whether its chain is whole, what is handed over, and the check of what was handed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pxcommission.cases.events import COLUMNS, FIRST, NUMBERS, canonical, head_of
from pxcommission.problems import Problem

Row = Mapping[str, Any]
Head = tuple[int, str]
_FIX = "keep everything as it is, and compare with the last export or copy to see what was changed"
_HEAD = re.compile(r"(0|[1-9][0-9]{0,15}):([0-9a-f]{64})")


def verify(rows: Sequence[Row], kept: Head | None = None, where: str = "register") -> list[Problem]:
    """Every place where the chain is broken; none when it is whole.

    Checked: numbers without a gap over the register and within each case, each hash, each link to the event before, and
    moments that never go back. Whoever can write to the database can also remove events from the end, or write everything
    anew with right hashes: only a head `kept` elsewhere shows that.
    """
    broken = list(_broken(rows))
    if kept is not None:
        broken += _against(rows, kept)
    return [Problem(where, message, _FIX) for message in broken]


def head_text(head: Head) -> str:
    """`120:9f86d0…`: the number of events and the hash of the last, as printed in letters and kept outside."""
    return f"{head[0]}:{head[1]}"


def read_head(text: str) -> Head | None:
    """The head of such a text; None when it is none."""
    found = _HEAD.fullmatch(text.strip().lower())
    return (int(found[1]), found[2]) if found else None


def head_of_rows(rows: Sequence[Row]) -> Head:
    """The head of rows as they stand."""
    return (rows[-1]["n"], rows[-1]["head"]) if rows else (0, FIRST)


def exported(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of an export: each event as one canonical JSON object, then the number of events and the head."""
    for row in rows:
        details = _read_canonical(row["details"])
        yield canonical(row if details is None else {**row, "details": details}) + "\n"
    n, head = head_of_rows(rows)
    yield canonical({"events": n, "head": head}) + "\n"


def verify_export(text: str, kept: Head | None = None, where: str = "export") -> tuple[tuple[Row, ...], list[Problem]]:
    """The events of an export and every place where its chain is broken, from the export alone."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    whole = lines.pop() == ""
    problems: list[Problem] = []
    rows: list[Row] = []
    last: Head | None = None
    for number, line in enumerate(lines, start=1):
        read = _read_canonical(line)
        if read is not None and set(read) == set(COLUMNS) and last is None:
            rows.append(_as_kept(read))
        elif read is not None and set(read) == {"events", "head"} and number == len(lines) and whole:
            last = (read["events"], read["head"])
        else:
            problems.append(Problem(where, "this line is not as it was exported", _FIX, number, 1))
    problems += verify(rows, last, where)
    if last is None:
        problems.append(Problem(where, "the export is cut short: its last line, with the head, is missing", _FIX))
    elif last[0] != len(rows):
        problems.append(Problem(where, f"its last line speaks of {last[0]} events; it has {len(rows)}", _FIX))
    if kept is not None and kept != last:
        problems += [Problem(where, message, _FIX) for message in _against(rows, kept)]
    return tuple(rows), problems


def _broken(rows: Sequence[Row]) -> Iterator[str]:
    n, head, moment = 0, FIRST, ""
    numbers: dict[Any, int] = {}
    for row in rows:
        wrong = [name for name in COLUMNS if type(row[name]) is not (int if name in NUMBERS else str)]
        if wrong:
            yield f"event {row['n']}: {' and '.join(wrong)} can't be read"
            n += 1
            continue
        shown = f"event {row['n']} ({row['case']})"
        yield from _out_of_count(row, n, numbers.get(row["case"], 0), shown)
        if row["previous"] != head:
            yield f"{shown} does not follow the event before it: one of them was changed, or events between them were removed"
        if row["head"] != head_of(row, row["previous"]):
            yield f"{shown} was changed after it was recorded"
        if row["recorded_at"] < moment:
            yield f"{shown} says it was recorded before the event before it"
        n, head, moment = row["n"], row["head"], row["recorded_at"]
        numbers[row["case"]] = row["number"]


def _out_of_count(row: Row, before: int, before_in_case: int, shown: str) -> Iterator[str]:
    missing = row["n"] - before - 1
    if missing > 0:
        yield f"{missing} events before {shown} are missing" if missing > 1 else f"the event before {shown} is missing"
    elif missing < 0:
        yield f"{shown} stands out of order"
    if row["number"] != before_in_case + 1:
        yield f"{shown} is number {row['number']} of its case; it follows number {before_in_case}"


def _against(rows: Sequence[Row], kept: Head) -> Iterator[str]:
    """What a head kept elsewhere shows."""
    n, head = kept
    if n == 0:
        return
    found = next((row["head"] for row in rows if row["n"] == n), None)
    if found is None:
        yield f"there is no event {n}, whose head was kept: the register has {len(rows)}, so events were removed from its end"
    elif found != head:
        yield f"event {n} does not have the head that was kept: the register up to it was written anew"


def _read_canonical(text: object) -> dict[str, Any] | None:
    """The object of a JSON text that is exactly as `canonical` writes it; None for any other text."""
    if not isinstance(text, str):
        return None
    try:
        read = json.loads(text)
        return read if isinstance(read, dict) and canonical(read) == text else None
    except (ValueError, TypeError, RecursionError):
        return None


def _as_kept(read: Mapping[str, Any]) -> Row:
    """A row as the database keeps it, from its line in an export."""
    details = read["details"]
    return {**read, "details": canonical(details) if isinstance(details, dict) else details}
