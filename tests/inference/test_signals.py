"""From findings to signals: what may agree, and what a case takes from its units."""

from __future__ import annotations

from pathlib import Path

from small_workspace import LADDER, Small, adopt, figure, month, quarter_figures, rule, small

AGREED = LADDER.replace("breaches_in_a_row >= 2", "sources_agreeing >= 2")
MORE = "published:\n  answers: {by: NHS England, every: month, expected: 6 weeks after month end}\n"


def space_of(folder: Path, second: str, more: str = "") -> Small:
    letters = rule("LETTERS", "usual_threshold: at most 3", measure="late_letters")
    made = small(folder).rules(rule(), letters).write("rules/ladders/a-ladder.yaml", AGREED)
    made.contract(adopt("LETTERS", "2024-04-01: at most 3") + second, more)
    return made.load(
        *(figure(9, None, month(f"2025-0{n}"), measure="late_letters") for n in (7, 8, 9)), name="letters.csv"
    )


def stages(space: Small) -> dict[str, str]:
    return {p.requirement: p.stage for p in space.check().proposals}


def test_two_final_breaches_of_two_sources_agree(tmp_path: Path) -> None:
    space = space_of(tmp_path, adopt()).load(*quarter_figures(10, 100), name="answers.csv")
    assert stages(space) == {"LETTERS": "challenge", "GOOD": "challenge"}


def test_a_provisional_breach_supports_no_letter(tmp_path: Path) -> None:
    space = space_of(tmp_path, adopt(), MORE).load(*quarter_figures(10, 100), name="answers.csv", received="2025-10-10")
    assert stages(space)["LETTERS"] == "query"


def test_a_relative_or_monitored_breach_supports_no_letter(tmp_path: Path) -> None:
    relative = space_of(tmp_path / "a", adopt(threshold="2024-04-01: better than England"))
    relative.load(*quarter_figures(10, 100), name="answers.csv")
    relative.load(*quarter_figures(90, 100, provider="ENG"), name="england.csv", published="2025-11-13")
    watched = space_of(tmp_path / "b", "", "monitored: [GOOD]\n").load(*quarter_figures(10, 100), name="answers.csv")
    assert stages(relative)["LETTERS"] == stages(watched)["LETTERS"] == "query"


def test_what_is_held_back_is_told_for_the_period_of_the_proposal(tmp_path: Path) -> None:
    rules = rule(judged_over="month")
    space = small(tmp_path).rules(rules).contract(adopt())
    space.load(*(figure(10, 100, month(f"2025-0{n}")) for n in (7, 8, 9)))
    checked = space.check()
    assert {p.period.label for p in checked.proposals} == {"September 2025"}
    assert {h.period.label for h in checked.held_back} == {"September 2025"}
