"""A new level says what it reaches before it is written, at a terminal and from a script."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ACUTE = "contracts/example-acute/contract.yaml"
WHY = ("--document", "Variation 4", "--reason", "agreed", "--by", "Contract manager", "--as-at", "2025-11-20")


@pytest.fixture
def space(tmp_path: Path, root: Path) -> Path:
    shutil.copytree(root / "rules", tmp_path / "rules")
    (tmp_path / ACUTE).parent.mkdir(parents=True)
    shutil.copy(root / ACUTE, tmp_path / ACUTE)
    shutil.copy(root / "workspace.yaml", tmp_path)
    return tmp_path


def level(run: Run, space: Path, *arguments: str) -> Any:
    ran = run("contract", "set-threshold", "EXAMPLE-ACUTE", *arguments, *WHY, "--workspace", space)
    return type(ran)(ran.code, " ".join(ran.out.split()), " ".join(ran.err.split()))


def test_a_line_before_a_later_one_is_told_before_it_is_written(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-IP-POSITIVE", "at least 80%", "--from", "2024-07-01")
    assert "Careful: FFT-IP-POSITIVE has a later line already, from 1 April 2025 ('at least 95%')" in ran.out
    assert "Careful: it holds from 1 July 2024, so periods that ended since then are judged anew" in ran.out
    assert "Note: the first period judged by it is 2024/25 Q2" in ran.out


def test_a_line_hidden_by_a_variation_is_told(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-AE-POSITIVE", "at least 80%", "--from", "2025-10-01")
    assert "the first period judged by it is 2025/26 Q4: 1 January 2026 to 31 March 2026" in ran.out
    assert "Variation 3 ('at least 72%', 1 July 2025 to 31 December 2025) counts before it" in ran.out


def test_a_line_within_a_quarter_shows_the_note_of_the_rehearsal(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-AE-POSITIVE", "at least 80%", "--from", "2026-02-15")
    assert "note[PX168]" in ran.out and "2025/26 Q4, the whole of it" in ran.out


def test_a_document_signed_tomorrow_is_refused(run: Run, space: Path) -> None:
    before = (space / ACUTE).read_bytes()
    ran = level(
        run, space, "FFT-IP-POSITIVE", "at least 96%", "--from", "2026-04-01", "--signed", "2027-10-01", "--yes"
    )
    assert ran.code == 6 and "would be signed on 1 October 2027, after today, 20 November 2025" in ran.err
    assert (space / ACUTE).read_bytes() == before


def test_a_variation_signed_after_it_starts_is_told(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-IP-POSITIVE", "at least 90%", "--from", "2025-10-01", "--to", "2026-03-31",
                "--signed", "2025-11-10", "--format", "json")  # fmt: skip
    found = json.loads(ran.out)
    assert any("signed on 10 November 2025, after the day it counts from" in text for text in found["careful"])
    assert [one["code"] for one in found["warnings"]] == ["PX171"]


def test_adopting_with_a_day_in_the_past_is_told(run: Run, space: Path) -> None:
    ran = run("contract", "adopt", "EXAMPLE-ACUTE", "CLINIC-LETTER", "--clause", "SC11", "--from", "2025-04-01",
              "--by", "Contract manager", "--as-at", "2025-11-20", "--workspace", space)  # fmt: skip
    assert "periods that ended since then are judged anew: 2025/26 Q1" in " ".join(ran.out.split())


def test_a_day_may_be_written_as_people_write_it(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-IP-POSITIVE", "at least 96%", "--from", "1 April 2026")
    assert ran.code == 0 and "+ 2026-04-01: at least 96%" in ran.out
    ran = level(run, space, "FFT-IP-POSITIVE", "at least 96%", "--from", "01/04/2026")
    assert ran.code == 2 and "2026-04-01 if 1 April 2026 is meant" in ran.err


def test_a_sign_in_a_level_is_answered_with_its_sentence(run: Run, space: Path) -> None:
    ran = level(run, space, "FFT-IP-POSITIVE", ">= 95%", "--from", "2026-04-01")
    assert ran.code == 2 and "write `at least 95%`" in ran.err


def test_a_contract_is_carried_one_year_at_a_time(run: Run, space: Path) -> None:
    ran = run(
        "contract", "roll-forward", "EXAMPLE-ACUTE", "--to", "2035-03-31", "--yes", *WHY[4:], "--workspace", space
    )
    assert ran.code == 6 and "--to 2028-03-31" in ran.err
