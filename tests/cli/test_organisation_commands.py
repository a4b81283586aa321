"""Codes checked at load and over a contract's term, the line that mends them, and what a mend does to the history."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Ran
from small_workspace import Small, adopt, rule, small

Run = Callable[..., Ran]
LIST = "RZ1,EXAMPLE PROVIDER,Y60,QZ9,,,,,,,19920401,{closed},,,,,,,,,,,,,,,\nRZ5,OLD PROVIDER,Y60,QZ9,,,,,,,19920401,20250630,,,,,,,,,,,,,,,\nRZ6,OTHER,Y60,QZ9,,,,,,,20250701,,,,,,,,,,,,,,,,\n"
CHANGES = "code,name,from,until,successor,icb,source\nRZ5,Old Provider,,2025-06-30,{into},,Order\n"
MAPPING = """\
title: A return
kind: a return
source: this test
verified: true
layout: list
recognised_by: [Trust, Period, Good, All]
provider: {column: Trust}
period: {column: Period}
service: {fixed: inpatient}
site: {column: Site, optional: true}
figures:
  answers_positive: {numerator: Good, denominator: All}
"""


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """A contract with RZ1 for 2024 to 2027, and a mapping for its returns."""
    made = small(tmp_path).rules(rule()).contract(adopt())
    return made.write("rules/mappings/list.yaml", MAPPING)


def returned(space: Small, *rows: str) -> Path:
    space.write("return.csv", "Trust,Period,Site,Good,All\n" + "\n".join(rows) + "\n")
    return space.folder / "return.csv"


def load(run: Run, space: Small, *files: Path | str) -> dict[str, Any]:
    ran = run("returns", "load", *files, "--workspace", space.folder, "--as-at", "2026-06-30", "--format", "json")
    found: list[dict[str, Any]] = json.loads(ran.out)
    return {one["file"]: one for one in found}


def load_lists(run: Run, space: Small, into: str = "RZ1", closed: str = "") -> None:
    space.write("lists/etr.csv", LIST.format(closed=closed)).write("lists/changes.csv", CHANGES.format(into=into))
    found = load(run, space, space.folder / "lists")
    assert [one["state"] for one in found.values()] == ["loaded", "loaded"]


def problems(loaded: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p["weight"], p["message"]) for p in loaded["return.csv"]["problems"]]


def test_a_code_that_went_into_a_contracts_provider_stops_the_return_with_the_line_to_write(
    run: Run, space: Small
) -> None:
    load_lists(run, space)
    found = load(run, space, returned(space, "RZ5,2025-05,,9,10"))
    assert found["return.csv"]["state"] == "refused"
    (only,) = found["return.csv"]["problems"]
    assert only["weight"] == "error"
    assert "RZ5 went into RZ1" in only["message"] and "none of these figures would count" in only["message"]
    assert (
        only["fix"]
        == "add `formerly: [{ods: RZ5, until: 2025-06-30}]` to the provider in contracts/acute/contract.yaml"
    )


def test_after_the_last_day_the_return_is_asked_for_under_the_new_code(run: Run, space: Small) -> None:
    load_lists(run, space)
    (only,) = load(run, space, returned(space, "RZ5,2025-08,,9,10"))["return.csv"]["problems"]
    assert only["fix"] == "ask for the return under RZ1"


def test_without_any_list_nothing_is_claimed_of_a_code_but_that_no_contract_knows_it(run: Run, space: Small) -> None:
    found = problems(load(run, space, returned(space, "RZ1,2025-05,,9,10", "RX9,2025-05,,9,10")))
    assert found[-1] == ("warning", "no contract here knows the provider code RX9, so none of its figures is judged")


def test_a_slip_of_hand_in_a_providers_code_stops_the_return(run: Run, space: Small) -> None:
    (only,) = load(run, space, returned(space, "RZI,2025-05,,9,10"))["return.csv"]["problems"]
    assert (only["weight"], only["fix"]) == ("error", "did you mean RZ1? Ask for the return under that code")


def test_a_former_code_used_after_its_last_day_is_told(run: Run, space: Small) -> None:
    space.contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-06-30}]")
    assert problems(load(run, space, returned(space, "RZ5,2025-06,,9,10"))) == []
    found = problems(load(run, space, returned(space, "RZ5,2025-06,,9,10", "RZ5,2025-07,,8,10")))
    assert found == [
        (
            "warning",
            "RZ5 was RZ1's code until 30 June 2025 (ACUTE), but figures here end on 31 July 2025: those of periods that end later are not counted",
        )
    ]


def test_a_former_code_that_is_another_contracts_code_today_is_nobodys_problem(run: Run, space: Small) -> None:
    space.contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-06-30}]").contract(
        adopt(), name="OTHER", ods="RZ5"
    )
    assert problems(load(run, space, returned(space, "RZ5,2025-07,,8,10"))) == []


def test_sites_that_no_contract_names_are_told_in_one_note_and_a_near_miss_by_itself(run: Run, space: Small) -> None:
    space.contract(adopt(), provider="sites: [RZ101, RZ102]")
    rows = ["RZ1,2025-05,RZ101,9,10", "RZ1,2025-05,RZ1O2,9,10", "RZ1,2025-05,RZ177,9,10", "RZ1,2025-05,RZ188,9,10"]
    assert problems(load(run, space, returned(space, *rows))) == [
        ("warning", "no contract here names the site RZ1O2, so its figures are not judged"),
        ("note", "the figures are also of 2 sites that no contract here names (RZ177, RZ188): they are not judged"),
    ]


def check(run: Run, space: Small) -> dict[str, Any]:
    ran = run("organisations", "check", "--workspace", space.folder, "--as-at", "2026-06-30", "--format", "json")
    assert ran.code == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_provider_that_ends_within_the_term_is_told_with_the_line_that_keeps_its_history(
    run: Run, space: Small
) -> None:
    space.contract(adopt(), ods="RZ5")
    load_lists(run, space, into="RZ6")
    (contract,) = check(run, space)["contracts"]
    first = contract["problems"][0]
    assert first["place"].startswith("contracts/acute/contract.yaml:")
    assert (
        "RZ5 (Old Provider) went into RZ6: its last day was 30 June 2025. The term runs to 31 March 2027"
        in first["message"]
    )
    assert (
        first["fix"]
        == "write `ods: RZ6` for the provider, and keep its history with `formerly: [{ods: RZ5, until: 2025-06-30}]`"
    )


def test_a_code_that_went_into_the_provider_lately_is_offered_as_a_former_code(run: Run, space: Small) -> None:
    load_lists(run, space)
    (contract,) = check(run, space)["contracts"]
    told = [p["fix"] for p in contract["problems"]]
    assert "to count its earlier figures as this provider's, write `formerly: [{ods: RZ5, until: 2025-06-30}]`" in told


def test_a_former_code_whose_last_day_the_lists_state_otherwise_is_told(run: Run, space: Small) -> None:
    space.contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-09-30}]")
    load_lists(run, space)
    (contract,) = check(run, space)["contracts"]
    assert (
        contract["problems"][0]["message"]
        == "RZ5 is said to have lasted until 30 September 2025; the lists say 30 June 2025"
    )


def test_the_history_of_a_merged_provider_counts_once_its_former_code_is_written(run: Run, space: Small) -> None:
    load_lists(run, space)
    path = returned(space, "RZ5,2025-04,,80,100", "RZ5,2025-05,,80,100", "RZ5,2025-06,,80,100")
    assert load(run, space, path)["return.csv"]["state"] == "refused"
    space.contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-06-30}]")
    assert load(run, space, path)["return.csv"]["state"] == "loaded"
    found = space.check("2025/26 Q1").findings[0]
    assert (found.outcome, found.numerator, found.denominator, found.provider) == ("breach", 240, 300, "RZ1")


def test_an_ended_commissioner_is_told_with_the_board_of_the_provider(run: Run, space: Small) -> None:
    text = "code,name,from,until,successor,icb,source\nQZ9,Old Board,,2026-03-31,Z9Z9Z;Z9Z8Z,,Order\nRZ1,,2026-04-01,,,Z9Z8Z,Order\nZ9Z8Z,New Board,2026-04-01,,,,Order\n"
    space.write("changes.csv", text)
    load(run, space, space.folder / "changes.csv")
    (contract,) = check(run, space)["contracts"]
    assert contract["problems"][0]["fix"] == "name Z9Z8Z (New Board) from the day after"


def test_a_return_of_nobody_loaded_before_is_told_again(run: Run, space: Small) -> None:
    load(run, space, returned(space, "RX9,2025-05,,9,10"))
    assert check(run, space)["returns_of_others"] == [{"file": "return.csv", "codes": ["RX9"]}]
    ran = run("organisations", "check", "--workspace", space.folder)
    assert "return.csv: warning: no contract knows RX9" in ran.out
    assert "load lists of the Organisation Data Service" in ran.out


def test_a_code_is_shown_on_a_day_in_words_and_as_json(run: Run, space: Small) -> None:
    load_lists(run, space)
    shown = run("organisations", "show", "rz5", "--on", "2025-07-01", "--workspace", space.folder)
    assert "On 1 July 2025: RZ5 (Old Provider) went into RZ1: its last day was 30 June 2025." in shown.out
    assert "stands at   lists/changes.csv!A2" in shown.out
    told = json.loads(
        run("organisations", "show", "RZ5", "--on", "2025-06-30", "--workspace", space.folder, "--format", "json").out
    )
    assert (told["state"], told["closed"], told["successors"]) == ("open", "2025-06-30", ["RZ1"])


def test_a_publication_with_ended_codes_has_one_note(run: Run, space: Small) -> None:
    load_lists(run, space)
    rows = "".join(
        f"MSitAE-JULY-2025,{code},X,{code} NAME,{','.join(['10'] * 3)},{','.join(['1'] * 3)},1\n"
        for code in ("RZ1", "RZ5")
    )
    head = "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,A&E attendances Type 2,A&E attendances Other A&E Department,Attendances over 4hrs Type 1,Attendances over 4hrs Type 2,Attendances over 4hrs Other Department,Patients who have waited 12+ hrs from DTA to admission\n"
    total = f"MSitAE-JULY-2025,TOTAL,TOTAL,TOTAL,{','.join(['20'] * 3)},{','.join(['2'] * 3)},2\n"
    space.write("ae.csv", head + rows + total)
    found = load(run, space, space.folder / "ae.csv")["ae.csv"]
    told = [p["message"] for p in found["problems"] if p["weight"] == "note"]
    assert "1 of 2 provider codes had ended before these figures: RZ5, into RZ1 after 30 June 2025" in told


def test_one_command_loads_the_lists_of_organisations_before_the_figures_they_check(run: Run, space: Small) -> None:
    figures = returned(space, "RZ5,2025-09,,4,5")
    space.write("z/etr.csv", LIST.format(closed="")).write("z/changes.csv", CHANGES.format(into="RZ1"))
    found = load(run, space, figures, space.folder / "z")
    assert list(found) == ["z/changes.csv", "z/etr.csv", "return.csv"]
    assert any("RZ5 (Old Provider) went into RZ1" in message for _, message in problems(found))


def test_a_code_is_open_on_the_day_of_the_newest_list_that_has_it(run: Run, space: Small) -> None:
    load_lists(run, space)
    at = ("--workspace", space.folder, "--as-at", "2026-06-30")
    newest = run("organisations", "show", "RZ1", *at).out
    assert (
        "On 30 June 2026: RZ1 (EXAMPLE PROVIDER) was open on 1 July 2025, the day of the newest list that has it."
        in newest
    )
    assert "lists/etr.csv!A1" in newest
    of_that_day = run("organisations", "show", "RZ1", "--on", "2025-07-01", *at).out
    assert "On 1 July 2025: RZ1 (EXAMPLE PROVIDER) was open." in of_that_day
    unknown = json.loads(run("organisations", "show", "RZ9", *at, "--format", "json").out)
    assert unknown["state"] == "not known" and "the newest loaded is of 1 July 2025" in unknown["text"]


def test_what_is_true_of_many_files_is_said_once_with_their_number(run: Run, space: Small) -> None:
    space.write("rules/mappings/list.yaml", MAPPING.replace("verified: true", "verified: false"))
    for number in range(4, 8):
        space.write(f"many/{number}.csv", f"Trust,Period,Site,Good,All\nRZ1,2025-0{number},,4,5\n")
    out = run("returns", "load", space.folder / "many", "--workspace", space.folder, "--as-at", "2026-06-30").out
    unverified = "the mapping 'list' has not been compared with a real file by a person (verified: false)"
    assert out.count(unverified) == 2
    assert f"many/4.csv: note: {unverified}" in out
    assert f"note, in 4 files: {unverified}" in out
    assert "note, in 4 files: no date was given, so its figures count as known from the last day they are of" in out
    assert out.count("no date was given, so it counts as known from") == 1


@pytest.mark.parametrize("columns", [80, 200])
def test_no_word_of_an_observation_is_broken_in_a_terminal(
    run: Run, space: Small, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "a-return-with-a-name-that-is-long-enough-for-a-terminal.csv"
    space.write(name, "Trust,Period,Site,Good,All\nRZ1,2025-09,RZ101,412,430\n")
    at = ("--workspace", space.folder, "--as-at", "2026-06-30")
    run("returns", "load", space.folder / name, *at)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    out = re.sub(r"\x1b\[[0-9;]*m", "", run("returns", "show", *at).out)
    assert all(word in out.split() for word in ("answers_positive", "2025-09-30", f"{name}!D2/E2"))
    assert max(map(len, out.splitlines())) <= columns
    assert ("stands at a-return" in out) == (columns == 80)
