"""The case register: what is recorded stays as it was, numbered and chained, in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from histories import histories, noted
from places import Place
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DatabaseError, IntegrityError

from pxcommission.cases.audit import verify
from pxcommission.cases.case_file import case_files
from pxcommission.cases.events import FIRST, canonical, head_of
from pxcommission.cases.kinds import Closed, Undone, kind_of
from pxcommission.cases.register import FILE, ChangedMeanwhile, Register
from pxcommission.cases.tables import EVENTS, MIGRATIONS, VERSIONS, bring_up_to_date, version_of
from pxcommission.problems import ExitCode, ProblemsFound

CASE, OTHER = "ACUTE/GOOD/inpatient", "ACUTE/KIND/emergency"
MORNING, NOON = "2025-08-01T09:00:00Z", "2025-08-01T12:00:00Z"


def test_what_is_recorded_comes_back_numbered_and_chained(register: Register) -> None:
    entries = [noted(CASE, "First – “quoted”"), noted(OTHER, "Second"), noted(CASE, "Third")]
    recorded = register.append(entries, "A Person", "1.0", MORNING)
    assert register.events() == recorded
    assert [(e.n, e.case, e.number, e.details["text"]) for e in recorded] == [
        (1, CASE, 1, "First – “quoted”"), (2, OTHER, 1, "Second"), (3, CASE, 2, "Third")
    ]  # fmt: skip
    assert [e.previous for e in recorded] == [FIRST, recorded[0].head, recorded[1].head]
    assert register.head() == (3, recorded[2].head)
    assert (recorded[0].by, recorded[0].program, recorded[0].recorded_at) == ("A Person", "1.0", MORNING)
    assert verify(register.rows(), register.head()) == []


def test_an_empty_register_has_the_first_head(register: Register) -> None:
    assert register.events() == ()
    assert register.head() == (0, FIRST)
    assert register.append([], "A Person", "1.0", MORNING) == ()


def test_events_of_one_contract_or_one_case_are_read_alone(register: Register) -> None:
    entries = [noted(CASE), noted(OTHER), noted("MENTAL/GOOD/inpatient")]
    register.append(entries, "A Person", "1.0", MORNING)
    assert [e.n for e in register.events(contract="ACUTE")] == [1, 2]
    assert [e.n for e in register.events(case=OTHER)] == [2]


def test_when_somebody_else_has_written_to_a_case_nothing_is_recorded(register: Register) -> None:
    register.append([noted(CASE)], "A Person", "1.0", MORNING)
    with pytest.raises(ChangedMeanwhile, match=CASE):
        register.append([noted(OTHER), noted(CASE)], "Another", "1.0", MORNING)
    assert len(register.events()) == 1
    register.append([noted(OTHER), noted(CASE, after=1)], "Another", "1.0", MORNING)
    assert [e.number for e in register.events()] == [1, 1, 2]


def test_when_one_entry_can_t_be_recorded_none_is(register: Register) -> None:
    wrong = noted(OTHER)
    wrong.details["share"] = 0.5  # type: ignore[index]
    with pytest.raises(TypeError, match="never as floats"):
        register.append([noted(CASE), wrong], "A Person", "1.0", MORNING)
    assert register.events() == ()


def test_nobody_changes_or_removes_an_event(place: Place) -> None:
    register = place.open()
    register.append([noted(CASE), noted(OTHER)], "A Person", "1.0", MORNING)
    statements = ["update register_events set kind = 'closed' where n = 1", "delete from register_events where n = 2"]
    if place.on_postgresql:
        statements.append("truncate register_events")
    else:
        statements.append("insert or replace into register_events select * from register_events where n = 1")
        statements.append("update or replace register_events set n = 2 where n = 1")
    before = register.rows()
    for statement in statements:
        with pytest.raises(DatabaseError, match="only added"), register.database.writing() as connection:
            connection.exec_driver_sql(statement)
    assert register.rows() == before


def test_a_case_has_no_two_events_of_one_number(register: Register) -> None:
    register.append([noted(CASE)], "A Person", "1.0", MORNING)
    again = {**register.rows()[0], "n": 2}
    with pytest.raises((IntegrityError, DatabaseError)), register.database.writing() as connection:
        connection.execute(insert(EVENTS).values(again))


def test_a_clock_that_went_back_is_refused_with_both_times(register: Register) -> None:
    register.append([noted(CASE)], "A Person", "1.0", NOON)
    with pytest.raises(ProblemsFound) as refused:
        register.append([noted(CASE, after=1)], "A Person", "1.0", MORNING)
    assert refused.value.exit_code is ExitCode.ENVIRONMENT
    assert "the clock says 2025-08-01T09:00:00Z" in str(refused.value)
    assert "the last event was recorded at 2025-08-01T12:00:00Z" in str(refused.value)
    assert len(register.events()) == 1


def test_a_clock_a_moment_behind_another_s_records_the_last_moment(register: Register) -> None:
    register.append([noted(CASE)], "A Person", "1.0", NOON)
    (event,) = register.append([noted(CASE, after=1)], "Another", "1.0", "2025-08-01T11:59:58+00:00")
    assert event.recorded_at == NOON
    assert verify(register.rows()) == []


def test_moments_are_kept_in_utc(register: Register) -> None:
    (event,) = register.append([noted(CASE)], "A Person", "1.0", "2025-08-01T10:00:00.999+01:00")
    assert event.recorded_at == MORNING
    with pytest.raises(ValueError, match="UTC"):
        register.append([noted(CASE, after=1)], "A Person", "1.0", "2025-08-01T10:00:00")


def test_reading_where_nothing_was_recorded_makes_no_register(place: Place) -> None:
    register = place.open(create=False)
    assert (register.made, register.events(), register.rows(), register.head()) == (False, (), (), (0, FIRST))
    assert not (place.folder / FILE.parent).exists()
    with pytest.raises(ValueError, match="opened for reading"):
        register.append([noted(CASE)], "A Person", "1.0", MORNING)
    place.open().append([noted(CASE)], "A Person", "1.0", MORNING)
    assert len(place.open(create=False).events()) == 1


def test_a_workspace_on_postgresql_has_no_register_file(place: Place) -> None:
    place.open().append([noted(CASE)], "A Person", "1.0", MORNING)
    assert (place.folder / FILE).exists() is not place.on_postgresql


def test_between_two_commands_the_file_is_whole_by_itself(tmp_path: Path) -> None:
    Place(tmp_path, None).open().append([noted(CASE)], "A Person", "1.0", MORNING)
    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == [FILE.name]


def test_a_register_of_version_0_is_brought_up(place: Place) -> None:
    database = place.open(create=False).database
    if database.file:
        database.file.parent.mkdir()
    with database.writing() as connection:
        VERSIONS.create(connection)
    register = place.open()
    register.append([noted(CASE)], "A Person", "1.0", MORNING)
    with register.database.reading() as connection:
        assert version_of(connection) == len(MIGRATIONS)


def test_an_older_register_is_brought_up_with_its_events(register: Register) -> None:
    register.append([noted(CASE)], "A Person", "1.0", MORNING)
    with register.database.writing() as connection:
        bring_up_to_date(connection, (*MIGRATIONS, _with_another_table))
    with register.database.reading() as connection:
        assert version_of(connection) == len(MIGRATIONS) + 1
        assert connection.exec_driver_sql("select count(*) from another").scalar() == 0
    assert verify(register.rows()) == []


def test_a_migration_that_fails_leaves_the_older_version(register: Register) -> None:
    def fails(connection: Connection) -> None:
        _with_another_table(connection)
        connection.exec_driver_sql("select * from nowhere")

    with pytest.raises(DatabaseError), register.database.writing() as connection:
        bring_up_to_date(connection, (*MIGRATIONS, fails))
    with register.database.reading() as connection:
        assert version_of(connection) == len(MIGRATIONS)
    with pytest.raises(DatabaseError), register.database.reading() as connection:
        connection.exec_driver_sql("select * from another")


@pytest.mark.parametrize("create", [True, False])
def test_a_register_of_a_newer_version_is_refused(place: Place, create: bool) -> None:
    with place.open().database.writing() as connection:
        connection.execute(insert(VERSIONS).values(version=99))
    with pytest.raises(ProblemsFound, match="newer version of pxcommission") as refused:
        place.open(create)
    assert refused.value.exit_code is ExitCode.ENVIRONMENT


def test_cases_closed_before_a_day_can_be_left_out(register: Register) -> None:
    closing = Closed(evidence="met")
    closed = [noted(case) for case in ("A/ONE/s", "A/TWO/s", "A/THREE/s", "A/FOUR/s")]
    closed += [type(one)(one.contract, one.case, kind_of(closing), on, closing.recorded()) for one, on in
               zip(closed, [date(2025, 1, 31), date(2025, 2, 1), date(2025, 1, 1), date(2025, 1, 1)], strict=True)]  # fmt: skip
    undoing = Undone(number=2, reason="wrong case")
    again = type(closed[0])("A", "A/FOUR/s", kind_of(undoing), date(2025, 3, 1), undoing.recorded())
    entries = [*closed, noted("A/THREE/s"), again]
    register.append(entries, "A Person", "1.0", MORNING)
    left = register.events(closed_before=date(2025, 2, 1))
    assert {event.case for event in left} == {"A/TWO/s", "A/THREE/s", "A/FOUR/s"}
    every = case_files(register.events())
    assert case_files(left) == {case: file for case, file in every.items() if case != "A/ONE/s"}


def test_a_long_history_reads_the_same_from_both_databases(register: Register) -> None:
    entries = histories(500, date(2026, 1, 1))
    register.append(entries, "A Person", "1.0", MORNING)
    events = register.events()
    assert [(e.case, e.kind, e.on, dict(e.details)) for e in events] == [
        (e.case, e.kind, e.on, e.details) for e in entries
    ]
    columns = [{**e._asdict(), "on": e.on.isoformat(), "details": canonical(e.details)} for e in events]
    assert [head_of(one, one["previous"]) for one in columns] == [e.head for e in events]


def _with_another_table(connection: Connection) -> None:
    connection.exec_driver_sql("create table another (n integer)")
