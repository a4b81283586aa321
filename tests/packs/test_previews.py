"""Drafts for factual accuracy."""

import io

import pytest
from examples import checked
from msgspec.structs import replace
from openpyxl import load_workbook

from pxcommission.packs.preview import preview_rows, write_previews
from pxcommission.problems import ProblemsFound


def test_findings_with_figures_are_put_to_the_provider():
    rows = preview_rows(checked())
    assert [row.requirement for row in rows].count("FFT-MAT-POSITIVE") == 2
    assert "RETURN-COMPLAINTS" not in [row.requirement for row in rows]
    first = rows[0]
    assert (first.measure, first.numerator_word, first.denominator_word) == ("fft_positive", "positive", "responses")
    assert (first.numerator, first.denominator, first.threshold) == (1132, 1218, "at least 93% (Variation 3, signed 12 September 2025)")  # fmt: skip
    count = next(row for row in rows if row.requirement == "MSA-NONE")
    assert (count.numerator_word, count.denominator_word, count.denominator) == ("mixed_sex_breaches", "", None)


def test_a_preview_is_the_same_bytes_twice(tmp_path):
    (first,) = write_previews([checked()], tmp_path / "a")
    (again,) = write_previews([checked()], tmp_path / "b")
    assert first.name == "preview-EXAMPLE-ACUTE.xlsx"
    assert first.read_bytes() == again.read_bytes()
    assert load_workbook(io.BytesIO(first.read_bytes())).sheetnames
    assert [p.name for p in first.parent.iterdir()] == [first.name]


def test_a_contract_without_figures_has_no_preview(tmp_path):
    assert write_previews([replace(checked(), findings=())], tmp_path) == []


def test_a_preview_replaces_a_planted_link_and_leaves_its_target_alone(tmp_path):
    victim = tmp_path / "victim.xlsx"
    victim.write_bytes(b"mine")
    folder = tmp_path / "out" / "2025-26-Q2"
    folder.mkdir(parents=True)
    (folder / "preview-EXAMPLE-ACUTE.xlsx").symlink_to(victim)
    write_previews([checked()], tmp_path / "out")
    assert victim.read_bytes() == b"mine"
    assert not (folder / "preview-EXAMPLE-ACUTE.xlsx").is_symlink()
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    with pytest.raises(ProblemsFound, match="symbolic link"):
        write_previews([checked()], tmp_path / "out")
