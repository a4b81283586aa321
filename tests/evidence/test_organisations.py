"""How a code stands on a day, from several lists of different age."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from absent_parts import ROOT
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pxcommission.evidence.observations import Origin, Reading
from pxcommission.evidence.organisations import NHS_TRUSTS, OrganisationRecord
from pxcommission.evidence.organisations_known import ListRead, Organisations, known_organisations, plain_name
from pxcommission.evidence.organisations_standing import State, likely_code
from pxcommission.evidence.organisations_written import written_records
from pxcommission.evidence.store import EvidenceStore, Loaded
from pxcommission.problems import ProblemsFound
from pxcommission.strict_models import read_model
from pxcommission.vocabulary.organisations import OrganisationFile

TODAY = date(2026, 6, 30)


def day(text: str) -> date:
    return date.fromisoformat(text)


def trusts(vintage: str, *rows: OrganisationRecord) -> ListRead:
    """A complete list of trusts of that vintage."""
    as_of = day(vintage)
    dated = [replace(row, as_of=as_of, listed=NHS_TRUSTS) for row in rows]
    return ListRead(f"etr-{vintage}.csv", "organisation-list", as_of, dated)


def trust(code: str, name: str = "", opened: str = "1992-04-01", closed: str | None = None) -> OrganisationRecord:
    return OrganisationRecord(code, TODAY, name, opened=day(opened), closed=day(closed) if closed else None)


def changes(*rows: OrganisationRecord) -> ListRead:
    return ListRead("changes.csv", "organisation-changes", TODAY, rows)


def state(known: Organisations, code: str, on: str) -> State:
    return known.standing(code, day(on)).state


def test_a_code_is_open_to_its_last_day_and_closed_from_the_day_after() -> None:
    known = Organisations([trusts("2024-06-30", trust("RZ5", closed="2024-03-31"))], TODAY)
    assert [state(known, "RZ5", on) for on in ("1992-03-31", "1992-04-01", "2024-03-31", "2024-04-01")] == [
        State.NOT_YET, State.OPEN, State.OPEN, State.CLOSED,
    ]  # fmt: skip


def test_a_code_that_went_into_another_names_it_and_what_that_is_today() -> None:
    first = OrganisationRecord("RZ5", TODAY, closed=day("2020-09-30"), successors=("RZ6",))
    second = OrganisationRecord("RZ6", TODAY, closed=day("2023-03-31"), successors=("RZ1",))
    known = Organisations([changes(first, second)], TODAY)
    then, now = (known.standing("RZ5", day(on)) for on in ("2021-01-01", "2024-01-01"))
    assert (then.state, then.successors, then.now) == (State.MERGED, ("RZ6",), ("RZ6",))
    assert now.now == ("RZ1",)
    assert now.text == "RZ5 went into RZ6, today RZ1: its last day was 30 September 2020"
    assert known.predecessors("RZ6") == ("RZ5",)


def test_two_codes_that_went_into_each_other_do_not_go_round_for_ever() -> None:
    rows = [
        OrganisationRecord(a, TODAY, closed=day("2020-09-30"), successors=(b,))
        for a, b in (("RZ5", "RZ6"), ("RZ6", "RZ5"))
    ]
    assert state(Organisations([changes(*rows)], TODAY), "RZ5", "2021-01-01") is State.MERGED


def test_a_renamed_code_is_open_under_its_name_then() -> None:
    older = trusts("2019-04-30", trust("RZ1", "LITTLE HOSPITAL NHS TRUST"))
    newer = trusts("2024-06-30", trust("RZ1", "GREAT HOSPITALS NHS TRUST"))
    standing = Organisations([newer, older], TODAY).standing("RZ1", day("2020-01-01"))
    assert (standing.state, standing.name, standing.name_now) == (
        State.RENAMED, "LITTLE HOSPITAL NHS TRUST", "GREAT HOSPITALS NHS TRUST",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("THE EXAMPLE HOSPITAL NHS TRUST", "Example Hospital NHS Trust"),
        ("Alder's & Sons", "ALDER’S AND SONS"),
        ("Example National Health Service Trust", "Example NHS Trust"),
    ],
)
def test_another_spelling_is_no_other_name(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_a_legal_last_day_beats_a_newer_list_that_still_calls_it_active() -> None:
    ended = OrganisationRecord("RZ5", TODAY, closed=day("2024-09-30"), successors=("RZ1",))
    known = Organisations([changes(ended), trusts("2026-08-01", trust("RZ5"))], TODAY)
    assert state(known, "RZ5", "2025-01-01") is State.MERGED


def test_a_newer_list_of_the_same_kind_corrects_the_last_day_of_the_older() -> None:
    older, newer = trusts("2024-01-31", trust("RZ5", closed="2024-01-31")), trusts("2024-06-30", trust("RZ5"))
    assert state(Organisations([newer, older], TODAY), "RZ5", "2024-05-01") is State.OPEN


def test_a_code_that_newer_complete_lists_dropped_has_probably_closed() -> None:
    known = Organisations([trusts("2020-01-31", trust("RZ5"), trust("RZ1")), trusts("2024-06-30", trust("RZ1"))], TODAY)
    assert [state(known, "RZ5", on) for on in ("2020-01-31", "2024-07-01")] == [State.OPEN, State.NOT_LISTED]


def test_a_code_seen_only_in_figures_is_never_called_closed() -> None:
    seen = OrganisationRecord("AZ008", day("2019-04-01"), "Walk in", seen_until=day("2022-04-30"))
    known = Organisations([changes(seen)], TODAY)
    assert state(known, "AZ008", "2025-01-01") is State.LAST_SEEN


def test_an_unknown_code_is_claimed_only_where_a_complete_list_covers_its_kind() -> None:
    known = Organisations([trusts("2024-06-30", trust("RZ1"))], TODAY)
    assert [state(known, code, "2024-01-01") for code in ("RZ9", "RZ101", "QZ1", "Z9Z9Z")] == [
        State.NOT_KNOWN, State.NOTHING_SAID, State.NOTHING_SAID, State.NOTHING_SAID,
    ]  # fmt: skip
    assert Organisations([], TODAY).standing("RZ9", TODAY).state is State.NOTHING_SAID


def test_a_likely_code_is_a_slip_of_hand_and_never_a_mere_neighbour() -> None:
    codes = {"RZ1", "RZ101", "R0D"}
    assert [likely_code(code, codes) for code in ("RZI", "rz1", "ROD", "RZ110", "RZ2", "RX1", "RZ1")] == [
        "RZ1", "RZ1", "R0D", "RZ101", "", "", "",
    ]  # fmt: skip


def test_a_provider_has_the_board_of_the_day_and_a_divided_board_sends_to_the_provider() -> None:
    boards = [
        OrganisationRecord("RZ1", day(on), icb=icb) for on, icb in (("2025-06-01", "QZ1"), ("2026-04-01", "Z9Z9Z"))
    ]
    gone = OrganisationRecord("QZ1", TODAY, closed=day("2026-03-31"), successors=("Z9Z9Z", "Z9Z8Z"))
    known = Organisations([changes(*boards, gone)], TODAY)
    assert [known.standing("RZ1", day(on)).icb for on in ("2026-03-31", "2026-04-01")] == ["QZ1", "Z9Z9Z"]
    assert "divided between them: go by the provider" in known.standing("QZ1", TODAY).text


def test_a_board_told_by_name_is_its_code() -> None:
    named = OrganisationRecord("Z9Z9Z", TODAY, "NHS Example Integrated Care Board")
    of = OrganisationRecord("RZ1", TODAY, icb="NHS EXAMPLE INTEGRATED CARE BOARD")
    assert Organisations([changes(named, of)], TODAY).standing("RZ1", TODAY).icb == "Z9Z9Z"


DAYS = st.dates(day("2015-01-01"), day("2026-12-31"))


@given(st.lists(st.tuples(st.sampled_from(["RZ1", "RZ2", "RZ3"]), DAYS, st.none() | DAYS, DAYS), max_size=12), DAYS)
def test_any_lists_give_every_code_one_standing_and_never_two_at_once(
    rows: list[tuple[str, date, date | None, date]], on: date
) -> None:
    lists = [
        ListRead("l.csv", "organisation-list", vintage, [OrganisationRecord(code, vintage, "N", opened=opened, closed=closed, listed=NHS_TRUSTS)])
        for code, opened, closed, vintage in rows
    ]  # fmt: skip
    known = Organisations(lists, TODAY)
    for code in ("RZ1", "RZ2", "RZ3"):
        standing = known.standing(code, on)
        assert standing.text
        if standing.state is State.CLOSED:
            assert standing.closed is not None and on > standing.closed
            assert known.standing(code, standing.closed).state is not State.CLOSED


def reading(*records: OrganisationRecord, published: date | None = None) -> Reading:
    return Reading("r1", "list.csv", "f1", "organisation-list/1", "a list", Origin.PUBLISHED, (), published=published, organisations=records)  # fmt: skip


def test_the_store_keeps_lists_beside_figures_and_shows_them_from_the_day_they_were_known(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    one = replace(trust("RZ5", "Old", closed="2024-03-31"), as_of=day("2024-06-30"), successors=("RZ1", "RZ2"))
    assert (store.add(reading(one)), store.add(reading(one))) == (Loaded.NEW, Loaded.AGAIN)
    assert [records for _, records in store.organisations()] == [[one]]
    assert store.organisations(day("2024-06-29")) == []
    assert store.observations().collect().is_empty()


def test_a_list_whose_table_is_gone_stops_the_work(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(reading(trust("RZ5")))
    next((store.folder / "organisations").iterdir()).unlink()
    with pytest.raises(ProblemsFound, match=r"evidence/organisations/r1\.parquet"):
        store.organisations()


def shipped() -> dict[str, OrganisationFile]:
    folder = ROOT / "rules" / "organisations"
    return {path.stem: read_model(path, f"rules/organisations/{path.name}", OrganisationFile) for path in sorted(folder.glob("*.yaml"))}  # fmt: skip


def test_the_shipped_files_know_the_mergers_of_boards_of_april_2026(tmp_path: Path) -> None:
    known = known_organisations(EvidenceStore(tmp_path), written_records(shipped()), TODAY)
    boards = [
        code for code, about in known.codes.items() if any("Integrated Care Board" in s.value for s in about.names)
    ]
    open_on = {on: sum(known.standing(c, day(on)).state in (State.OPEN, State.RENAMED) for c in boards) for on in ("2026-03-31", "2026-04-01")}  # fmt: skip
    assert open_on == {"2026-03-31": 42, "2026-04-01": 36}
    assert known.standing("QM7", day("2026-04-01")).successors == ("S1Y5D", "D7T5G")
    assert (known.standing("RQW", TODAY).icb, known.standing("RWG", TODAY).icb) == ("D7T5G", "S1Y5D")


def test_every_shipped_entry_has_a_source_and_every_successor_is_open_the_day_after(tmp_path: Path) -> None:
    known = known_organisations(EvidenceStore(tmp_path), written_records(shipped()), TODAY)
    for code, about in known.codes.items():
        for successor in about.successors:
            assert about.closed is not None
            standing = known.standing(successor, about.closed[0] + timedelta(days=1))
            assert standing.state in (State.OPEN, State.RENAMED, State.NOTHING_SAID), (code, standing.text)


def test_no_board_is_told_before_boards_the_board_or_the_organisation_began() -> None:
    board = OrganisationRecord("QZ9", TODAY, "Example Integrated Care Board", opened=day("2026-04-01"))
    older = OrganisationRecord("QZ8", TODAY, "Other Integrated Care Board", opened=day("2013-04-01"))
    rows = [
        board,
        older,
        replace(trust("RZ5", opened="2024-01-01"), icb="QZ8"),
        replace(trust("RZ6"), icb="QZ8"),
        replace(trust("RZ7"), icb="QZ9"),
    ]
    known = Organisations([trusts("2026-06-30", *rows)], TODAY)

    def boards(code: str) -> list[str]:
        return [known.standing(code, day(on)).icb for on in ("2022-06-30", "2022-07-01", "2024-01-01", "2026-04-01")]

    assert boards("RZ5") == ["", "", "QZ8", "QZ8"]
    assert boards("RZ6") == ["", "QZ8", "QZ8", "QZ8"]
    assert boards("RZ7") == ["", "", "", "QZ9"]
