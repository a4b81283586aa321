"""A contract carried into its next year keeps its id and its history, and says what is left to settle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_workspace import FORM, Small, adopt, rule, small

from pxcommission.authoring.changes import problems_after
from pxcommission.authoring.contract_edits import open_contract
from pxcommission.authoring.roll_forward import roll_forward
from pxcommission.problems import ProblemsFound

ENDS = date(2028, 3, 31)


@pytest.fixture
def space(tmp_path: Path) -> Small:
    made = small(tmp_path).rules(rule(), rule("LATER")).contract(adopt() + adopt("LATER", "2024-04-01: to be agreed"))
    for year in ("2024-25", "2026-27", "2027-28"):
        made.write(f"rules/contract-forms/long-{year}.yaml", FORM.replace("2024-04-01", f"{year[:4]}-04-01"))
    path = made.folder / "contracts/acute/contract.yaml"
    text = path.read_text("utf-8").replace("title: A contract", "title: Care 2024/25 to 2026/27   # as signed")
    path.write_text(text.replace("{2024-04-01: a-form}", "{2024-04-01: long-2024-25}"), "utf-8")
    return made


def test_the_term_the_edition_and_the_title_move_on_and_nothing_else(space: Small) -> None:
    rolled = roll_forward(open_contract(space.folder, "ACUTE"), ENDS)
    before, after = rolled.contract.before.decode().splitlines(), rolled.contract.text.splitlines()
    assert [line for line in after if line not in before] == [
        "title: Care 2024/25 to 2027/28   # as signed",
        "general_conditions: {2024-04-01: long-2024-25, 2027-04-01: long-2027-28}",
        "term: {from: 2024-04-01, to: 2028-03-31}",
    ]
    assert len(after) == len(before)
    assert problems_after(space.folder, [rolled.contract.change]) == ()


def test_what_is_left_to_settle_is_listed(space: Small) -> None:
    settle = "\n".join(roll_forward(open_contract(space.folder, "ACUTE"), ENDS).to_settle)
    assert "thresholds of 2027/28 stay as they are" in settle and "GOOD at least 90%" in settle
    assert "still to be agreed: LATER" in settle and "no review meeting from 1 April 2027" in settle


def test_another_edition_can_be_named(space: Small) -> None:
    rolled = roll_forward(open_contract(space.folder, "ACUTE"), ENDS, "a-form")
    assert "2027-04-01: a-form}" in rolled.contract.text
    with pytest.raises(ProblemsFound, match="did you mean 'a-form'"):
        roll_forward(open_contract(space.folder, "ACUTE"), ENDS, "a-from")


def test_a_missing_edition_is_told_and_the_last_one_stays(space: Small) -> None:
    (space.folder / "rules/contract-forms/long-2027-28.yaml").unlink()
    path = space.folder / "rules/contract-forms/long-2026-27.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "in_force_from: 2026-04-01", "in_force_from: 2026-04-01\nin_force_to: 2027-03-31"
        )
    )
    rolled = roll_forward(open_contract(space.folder, "ACUTE"), ENDS)
    assert "the edition of the form for 2027/28 is not in rules/contract-forms" in "\n".join(rolled.to_settle)
    assert problems_after(space.folder, [rolled.contract.change]) == ()


def test_a_term_is_never_shortened(space: Small) -> None:
    with pytest.raises(ProblemsFound, match="not after it"):
        roll_forward(open_contract(space.folder, "ACUTE"), date(2026, 3, 31))
