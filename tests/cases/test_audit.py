"""The audit: every change of what was recorded is found, and an export can be checked by itself."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from histories import histories, noted
from places import Place
from sqlalchemy import create_engine

from pxcommission.cases.audit import exported, head_of_rows, head_text, read_head, verify, verify_export
from pxcommission.cases.events import COLUMNS, FIRST, head_of
from pxcommission.cases.register import FILE, Register

Rows = list[dict[str, Any]]
MORNING = "2025-08-01T09:00:00Z"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Forty events of a register, as its rows."""
    register = Place(tmp_path_factory.mktemp("register"), None).open()
    entries = histories(36, date(2026, 1, 1))
    for n, entry in enumerate(entries[:4]):
        register.append([noted(f"OTHER/R{n}/s", entry.kind)], "A Person", "1.0", f"2025-08-01T09:00:0{n}Z")
    register.append(entries, "Another", "1.0", "2025-08-02T09:00:00Z")
    return [dict(row) for row in register.rows()]


def said(rows: Rows, kept: tuple[int, str] | None = None) -> list[str]:
    return [problem.message for problem in verify(rows, kept)]


def copy(rows: Rows) -> Rows:
    return [dict(row) for row in rows]


def rehashed(rows: Rows, first: int) -> None:
    """Write the hashes anew from a row on, as a forger with the program would."""
    head = rows[first - 1]["head"] if first else FIRST
    for row in rows[first:]:
        row["previous"] = head
        row["head"] = head = head_of(row, head)


def test_an_untouched_chain_is_whole(recorded: Rows) -> None:
    assert said(recorded, (40, recorded[-1]["head"])) == []
    assert said(recorded, (7, recorded[6]["head"])) == []
    assert said([], (0, FIRST)) == []


def test_each_break_is_named_at_its_place(recorded: Rows) -> None:
    rows = copy(recorded)
    rows[1]["by"] = "Nobody"
    assert said(rows) == ["event 2 (OTHER/R1/s) was changed after it was recorded"]
    rows = copy(recorded)
    del rows[1:3]
    assert said(rows) == [
        "2 events before event 4 (OTHER/R3/s) are missing",
        "event 4 (OTHER/R3/s) does not follow the event before it: one of them was changed, or events between them were removed",
    ]
    rows = copy(recorded)
    rows[2]["details"] = None
    assert said(rows)[0] == "event 3: details can't be read"
    rows = copy(recorded)
    rows[1]["recorded_at"] = "2025-08-01T08:00:00Z"
    rehashed(rows, 1)
    assert said(rows) == ["event 2 (OTHER/R1/s) says it was recorded before the event before it"]
    rows = copy(recorded)
    rows[3]["number"] = 4
    rehashed(rows, 3)
    assert said(rows) == ["event 4 (OTHER/R3/s) is number 4 of its case; it follows number 0"]


def test_only_a_kept_head_shows_that_the_end_was_cut_off_or_all_was_written_anew(recorded: Rows) -> None:
    kept = head_of_rows(recorded)
    assert said(recorded[:-1]) == []
    assert said(recorded[:-1], kept) == [
        "there is no event 40, whose head was kept: the register has 39, so events were removed from its end"
    ]
    rows = copy(recorded)
    rows[3]["by"] = "Nobody"
    rehashed(rows, 3)
    assert said(rows) == []
    assert said(rows, kept) == ["event 40 does not have the head that was kept: the register up to it was written anew"]
    assert said(rows, (3, recorded[2]["head"])) == []


def another(chance: random.Random, value: Any) -> Any:
    """Another value than this one, of its kind or not."""
    if isinstance(value, int):
        return chance.choice([value + chance.randrange(1, 5), -value, str(value), None])
    cut = chance.randrange(len(value))
    changed = chance.choice("0123456789abcdef -:{}\"'é")
    return chance.choice([f"{value} ", value[:cut], value[:cut] + changed + value[cut:], value.swapcase() + ".",
                          value.encode(), None, f"{changed}{value}"])  # fmt: skip


def edited(chance: random.Random, rows: Rows) -> int:
    place = chance.randrange(len(rows))
    column = chance.choice(COLUMNS)
    rows[place][column] = another(chance, rows[place][column])
    return place


def edited_and_rehashed(chance: random.Random, rows: Rows, all_after: bool) -> None:
    place = chance.randrange(len(rows))
    column = chance.choice([name for name in COLUMNS if name not in ("previous", "head", "n", "number")])
    rows[place][column] += chance.choice([" ", "x", "1"])
    if all_after:
        rehashed(rows, place)
    else:
        rows[place]["head"] = head_of(rows[place], rows[place]["previous"])


def removed(chance: random.Random, rows: Rows, renumbered: bool) -> None:
    place = chance.randrange(len(rows))
    del rows[place : place + chance.randrange(1, 4)]
    if renumbered:
        for n, row in enumerate(rows, start=1):
            row["n"] = n
        rehashed(rows, min(place, len(rows)))


def swapped(chance: random.Random, rows: Rows, rehash: bool) -> None:
    one, other = sorted(chance.sample(range(len(rows)), 2))
    rows[one], rows[other] = rows[other], rows[one]
    rows[one]["n"], rows[other]["n"] = rows[other]["n"], rows[one]["n"]
    if rehash:
        rehashed(rows, one)


def inserted(chance: random.Random, rows: Rows, rehash: bool) -> None:
    place = chance.randrange(len(rows))
    forged = {**rows[place], "case": "FORGED/R/s", "number": 1, "by": "Nobody"}
    forged["head"] = head_of(forged, forged["previous"])
    rows.insert(place, forged)
    if rehash:
        for n, row in enumerate(rows, start=1):
            row["n"] = n
        rehashed(rows, place)


def cut_off(chance: random.Random, rows: Rows) -> None:
    del rows[chance.randrange(len(rows)) :]


TAMPERINGS: list[Callable[[random.Random, Rows], Any]] = [
    edited,
    edited,
    cut_off,
    lambda chance, rows: edited_and_rehashed(chance, rows, False),
    lambda chance, rows: edited_and_rehashed(chance, rows, True),
    lambda chance, rows: removed(chance, rows, False),
    lambda chance, rows: removed(chance, rows, True),
    lambda chance, rows: swapped(chance, rows, False),
    lambda chance, rows: swapped(chance, rows, True),
    lambda chance, rows: inserted(chance, rows, False),
    lambda chance, rows: inserted(chance, rows, True),
]


def test_tamperings_are_found_with_a_kept_head(recorded: Rows) -> None:
    all_found(recorded, 1000, 1)


@pytest.mark.stress
def test_stress_tamperings_are_found_with_a_kept_head(recorded: Rows) -> None:
    all_found(recorded, 10_000, 2)


def all_found(recorded: Rows, count: int, seed: int) -> None:
    chance = random.Random(seed)
    kept = head_of_rows(recorded)
    for turn in range(count):
        rows = copy(recorded)
        TAMPERINGS[turn % len(TAMPERINGS)](chance, rows)
        assert rows != recorded
        assert verify(rows, kept), (
            turn,
            [pair for pair in zip(recorded, rows, strict=False) if pair[0] != pair[1]][:2],
        )


@pytest.mark.parametrize("seed", range(12))
def test_tamperings_with_a_file_whose_triggers_were_dropped_are_found(register: Register, seed: int) -> None:
    chance = random.Random(seed)
    register.append(histories(30, date(2026, 1, 1)), "A Person", "1.0", MORNING)
    kept, before = register.head(), register.rows()
    tampered_with(register, chance)
    assert register.rows() != before
    assert verify(register.rows(), kept)


def tampered_with(register: Register, chance: random.Random) -> None:
    """Change the database itself, past its triggers, as somebody with rights to it could."""
    n, column = chance.randrange(1, 31), chance.choice([name for name in COLUMNS if name not in ("n", "number")])
    statement = chance.choice(
        [f"update register_events set \"{column}\" = \"{column}\" || ' ' where n = {n}", f"delete from register_events where n >= {n}",
         f"delete from register_events where n = {n}", f"update register_events set number = number + 100 where n = {n}",
         f"update register_events set n = n + 100 where n = {n}", "delete from register_events"]
    )  # fmt: skip
    with register.database.writing() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("no_update", "no_delete", "no_replace"):
                connection.exec_driver_sql(f"drop trigger {name}")
        else:
            connection.exec_driver_sql("alter table register_events disable trigger only_added")
        connection.exec_driver_sql(statement)


def test_what_sqlite_keeps_as_another_type_is_found(tmp_path: Path) -> None:
    register = Place(tmp_path, None).open()
    register.append(histories(5, date(2026, 1, 1)), "A Person", "1.0", MORNING)
    engine = create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.begin() as connection:
        connection.exec_driver_sql("drop trigger no_update")
        connection.exec_driver_sql("update register_events set number = 'two' where n = 2")
        connection.exec_driver_sql("update register_events set details = x'ff00' where n = 3")
    engine.dispose()
    found = [problem.message for problem in verify(register.rows())]
    assert found[:2] == ["event 2: number can't be read", "event 3: details can't be read"]


def test_an_export_can_be_verified_alone(recorded: Rows) -> None:
    lines = list(exported(recorded))
    assert json.loads(lines[0])["details"]["text"] == recorded[0]["kind"] or json.loads(lines[0])["n"] == 1
    assert json.loads(lines[-1]) == {"events": 40, "head": recorded[-1]["head"]}
    text = "".join(lines)
    assert verify_export(text, head_of_rows(recorded)) == (tuple(recorded), [])
    assert verify_export(text.replace("\n", "\r\n"))[1] == []
    assert verify_export("".join(exported([])))[1] == []


def test_an_export_of_a_changed_register_stays_changed(recorded: Rows) -> None:
    rows = copy(recorded)
    rows[4]["details"] = rows[4]["details"].replace(",", ", ", 1)
    read, problems = verify_export("".join(exported(rows)))
    assert list(read) == rows
    assert [problem.message for problem in problems] == [
        f"event 5 ({rows[4]['case']}) was changed after it was recorded"
    ]


def test_every_change_of_an_export_is_found(recorded: Rows) -> None:
    chance = random.Random(5)
    text = "".join(exported(recorded))
    for _ in range(300):
        place = chance.randrange(len(text))
        changed = chance.choice(
            [text[:place] + chance.choice('0a \n"{') + text[place:], text[:place], text[:place] + text[place + 1 :]]
        )
        assert changed == text or verify_export(changed)[1], changed[max(0, place - 40) : place + 40]  # fmt: skip
    lines = text.splitlines(keepends=True)
    assert verify_export("".join(lines[:-1]))[1][-1].message.startswith("the export is cut short")
    assert verify_export("".join([*lines, lines[0]]))[1]
    assert verify_export("[" * 100_000 + "\n")[1]
    assert verify_export(text, (41, "0" * 64))[1]


def test_heads_are_written_and_read(recorded: Rows) -> None:
    head = head_of_rows(recorded)
    assert read_head(f" {head_text(head).upper()}\n") == head
    for wrong in ("", "40", f"-1:{FIRST}", f"04:{FIRST}", f"40:{FIRST}0", "40:xyz"):
        assert read_head(wrong) is None
