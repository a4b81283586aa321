"""`rules diff`, `what-if` and `backtest` as a person runs them: what is printed, and that nothing is saved."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from absent_parts import skip_or_fail

Run = Callable[..., Any]
DAY = ("--as-at", "2026-06-30")
CONTRACT = "contracts/example-acute/contract.yaml"


def tree(folder: Path) -> str:
    """A hash over every file of a folder but the repository's own."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and ".git" not in p.parts):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def committed(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A loaded workspace kept in git; then the threshold for outpatients is lowered to 93%. Nothing here changes it."""
    if shutil.which("git") is None:
        skip_or_fail("git is not installed")
    own = tmp_path_factory.mktemp("committed") / "workspace"
    shutil.copytree(loaded, own)
    who = ["-c", "user.name=Analyst", "-c", "user.email=analyst@commissioner.example", "-c", "commit.gpgsign=false"]
    (own / ".gitignore").write_text(".pxcommission\n", encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "signed"], ["tag", "signed"]):
        subprocess.run(["git", "-C", str(own), *who, *arguments], check=True, capture_output=True)
    text = (own / CONTRACT).read_text("utf-8")
    assert text.count("{2025-04-01: at least 94%}") == 1
    (own / CONTRACT).write_text(
        text.replace("{2025-04-01: at least 94%}", "{2025-04-01: at least 93%}"), encoding="utf-8"
    )
    before = tree(own)
    yield own
    assert tree(own) == before


def test_a_change_is_told_with_what_it_would_have_changed_and_nothing_is_saved(run: Run, committed: Path) -> None:
    before = tree(committed)
    ran = run("rules", "diff", "signed", "--impact", "--workspace", committed, *DAY)
    assert ran.code == 0, ran.err
    assert "1 difference in meaning (1 looser)" in ran.out
    assert (
        "FFT-OP-POSITIVE: the threshold is lowered from at least 94% to at least 93% from 1 April 2025  [looser]"
        in ran.out
    )
    assert (
        "FFT-OP-POSITIVE, outpatient, 2025/26 Q2: 93.97% (3,007 of 3,200) against at least 94%: not met → met (against at "
        "least 93%)"
    ) in ran.out
    assert "EXAMPLE-ACUTE/FFT-OP-POSITIVE/outpatient, 2025/26 Q1 to 2025/26 Q2: query proposed → nothing" in ran.out
    assert " findings 2 change; of " in ran.out and "Nothing was saved." in ran.out
    assert tree(committed) == before


def test_one_quarter_and_one_contract_only(run: Run, committed: Path) -> None:
    ask = (
        "rules",
        "diff",
        "signed",
        committed,
        "--impact",
        "--contract",
        "EXAMPLE-ACUTE",
        "--from",
        "2025/26-Q2",
        "--to",
        "2025/26-Q2",
    )
    found = json.loads(run(*ask, "--workspace", committed, "--format", "json", *DAY).out)
    (difference,) = found["differences"]
    assert difference["effect"] == "looser" and difference["before"] == difference["after"]
    impact = found["impact"]
    assert [one["id"] for one in impact["outcomes_changed"]] == ["2025-26-Q2/EXAMPLE-ACUTE/FFT-OP-POSITIVE/outpatient"]
    assert impact["outcomes_changed"][0]["before"]["outcome"] == "breach"
    assert (impact["first"], impact["last"], impact["saved"]) == ("2025-07-01", "2025-09-30", False)


def test_two_dates_compare_what_is_asked_on_them(run: Run, loaded: Path) -> None:
    ran = run("rules", "diff", "2025-03-31", "2025-04-01", "--workspace", loaded, *DAY)
    assert ran.code == 0
    assert (
        "FFT-IP-POSITIVE, inpatient: the threshold is raised from at least 94% to at least 95%  [stricter]" in ran.out
    )
    until_now = run("rules", "diff", "2025-03-31", "--workspace", loaded, "--as-at", "2025-04-01")
    assert until_now.out == ran.out


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (("diff", "2025-03-31", "--impact"), "rules what-if"),
        (("diff", "2025-03-31", "HEAD"), "a date is compared with a date"),
        (("diff", "2025-02-30"), "not a day of the calendar"),
        (("diff", "nowhere"), "neither a git revision"),
        (("diff", "signed", "--periods", "4"), "add --impact"),
        (("diff", "signed", "--impact", "--periods", "0"), "--periods 0"),
        (("diff", "signed", "--impact", "--contract", "EXAMPLE-ACUT"), "did you mean 'EXAMPLE-ACUTE'?"),
        (("diff", "signed", "--impact", "--from", "2035/36-Q1"), "lies after the last evidence"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE"), "say what to try"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITVE", "--threshold", "at least 93%"), "did you mean 'FFT-OP-POSITIVE'?"),
        (("what-if", "EXAMPLE-ACUT", "FFT-OP-POSITIVE", "--threshold", "at least 93%"), "did you mean 'EXAMPLE-ACUTE'?"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--threshold", "at lest 93%"), "is no threshold"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--threshold", "at least 93"), "share in per cent"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--needs", "responses >="), "--needs, at character"),
        (("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--threshold", "none", "--engine", "fast"), "unknown engine"),
        (("backtest", "EXAMPLE-ACUTE", "CAND-LETTER", "--from", "1%", "--to", "5%", "--step", "1%"), "a condition of its own"),
        (("backtest", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "1", "--to", "5", "--step", "1"), "no per cent sign"),
        (("backtest", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "90%", "--to", "95%", "--step", "1%", "--chart", "a.gif"),
         ".png or .svg"),
        (("backtest", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "90%", "--to", "95%", "--step", "1%", "--chart", "no/a.svg"),
         "there is no folder"),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_a_sentence(run: Run, committed: Path, ask: tuple[str, ...], said: str) -> None:
    ran = run("rules", *ask, "--workspace", committed, *DAY)
    assert ran.code == 2 and said in " ".join(ran.err.split()), ran.err


@pytest.mark.parametrize(
    "ask",
    [
        ("what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--threshold", "at least 93%"),
        ("backtest", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "90%", "--to", "95%", "--step", "1%"),
    ],
)
def test_without_evidence_it_says_what_to_run(run: Run, own: Path, ask: tuple[str, ...]) -> None:
    shutil.rmtree(own / ".pxcommission")
    ran = run("rules", *ask, "--workspace", own, *DAY)
    assert ran.code == 4 and "pxcommission returns load" in ran.err


def test_what_if_shows_both_sides_and_the_totals(run: Run, own: Path) -> None:
    before = tree(own)
    ran = run(
        "rules", "what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--threshold", "at least 93%", "--workspace", own, *DAY
    )
    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert "Results not met: 2 now, 0 then; 2 no longer, 0 newly." in said
    assert "* 2025/26 Q2 outpatient 93.97% (3,007 of not met, short by 1 met" in said
    assert tree(own) == before


def test_what_if_as_json_works_for_a_requirement_that_is_only_monitored(run: Run, loaded: Path) -> None:
    ask = ("rules", "what-if", "EXAMPLE-ACUTE", "PALS-SETTLED", "--threshold", "at least 93%", "--from", "2025/26-Q1")
    found = json.loads(run(*ask, "--workspace", loaded, "--format", "json", *DAY).out)
    assert found["standing"] == "monitored" and found["saved"] is False
    assert found["periods"][0] == "2025/26 Q1"
    q2 = next(row for row in found["rows"] if row["period"] == "2025/26 Q2")
    assert (q2["now"]["outcome"], q2["then"]["outcome"], q2["then"]["short_by"]) == ("met", "breach", 7)


def test_a_back_test_has_a_line_for_each_threshold_and_a_chart(run: Run, loaded: Path, tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    ask = ("rules", "backtest", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--from", "92%", "--to", "96%", "--step", "1%")
    ran = run(*ask, "--chart", chart, "--workspace", loaded, *DAY)
    assert ran.code == 0 and chart.is_file()
    lines = [" ".join(line.split()) for line in ran.out.split("\n")]
    assert (
        lines[0]
        == "FFT-OP-POSITIVE: 2 of 4 results miss at least 94%, in force now; 0 would miss 92%, 4 would miss 96%"
    )
    assert any(line.startswith("> at least 94% 4 2 1 1 2 0 0 #/") for line in lines), ran.out
    assert "alternative text: FFT-OP-POSITIVE: 2 of 4" in ran.out


def test_a_back_test_as_json_and_csv(run: Run, loaded: Path) -> None:
    ask = (
        "rules",
        "backtest",
        "EXAMPLE-ACUTE",
        "ED-OVER-TWELVE-HOURS",
        "--from",
        "20",
        "--to",
        "60",
        "--step",
        "10",
        "--periods",
        "4",
    )
    found = json.loads(run(*ask, "--workspace", loaded, "--format", "json", *DAY).out)
    assert [one["threshold"] for one in found["thresholds"]] == [f"at most {n}" for n in (20, 30, 40, 50, 60)]
    assert [one["in_force_now"] for one in found["thresholds"]].count(True) == 1 and len(found["periods"]) == 4
    table = run(*ask, "--workspace", loaded, "--format", "csv", *DAY).out.split("\n")
    assert table[0].startswith("threshold,in force now,assessed") and len(table) == 7


def test_a_threshold_to_try_is_said_as_an_argument_or_by_its_option(run: Run, loaded: Path) -> None:
    tried = ("rules", "what-if", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE")
    at = ("--periods", "2", "--workspace", loaded, *DAY)
    by_argument, by_option = run(*tried, "at least 93%", *at), run(*tried, "--threshold", "at least 93%", *at)
    assert by_argument.code == 0 and by_argument.out == by_option.out
    ran = run(*tried, "at least 93%", "--threshold", "at least 93%", *at)
    assert ran.code == 2 and "say the threshold once" in ran.err
