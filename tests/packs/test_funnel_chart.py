"""The funnel's picture: what it says in words, that it is the same each time, and that shapes carry what colour does."""

from __future__ import annotations

from pathlib import Path

from pxcommission.assessment.statistics.funnels import Funnel, FunnelKind, funnel
from pxcommission.packs.funnel_chart import description_of, draw_funnel

SHARES = [(180 + i, 200 + 5 * i) for i in range(24)]


def _funnel(*more: tuple[int, int]) -> Funnel:
    shares = [*SHARES, *more]
    names = [f"RZ{i}" for i in range(len(shares))]
    return funnel(FunnelKind.PROPORTION, names, [x for x, _ in shares], [n for _, n in shares])


def test_the_description_names_every_unit_to_ask_about_with_its_counts() -> None:
    said = description_of(_funnel((40, 300)), whole="patients asked")
    assert said.startswith("25 units; all together ")
    assert "RZ24 lies below the 99.8% limits (worse than the others): 40 of 300 patients asked, 13.3%." in said
    assert "why it differs, the picture can't say" in said


def test_below_is_better_where_lower_is() -> None:
    assert "(better than the others)" in description_of(_funnel((40, 300)), better="lower")


def test_it_is_said_when_no_unit_stands_out() -> None:
    said = description_of(_funnel())
    assert "No unit lies beyond the 99.8% limits." in said


def test_the_picture_is_the_same_each_time_and_has_its_words_inside(tmp_path: Path) -> None:
    first, again = tmp_path / "a.svg", tmp_path / "b.svg"
    said = draw_funnel(_funnel((40, 300)), "Told of the plan", first)
    draw_funnel(_funnel((40, 300)), "Told of the plan", again)
    drawn = first.read_text("utf-8")
    assert drawn == again.read_text("utf-8")
    assert f'<desc id="d">{said}</desc>' in drawn
    assert 'role="img"' in drawn


def test_a_png_holds_its_description(tmp_path: Path) -> None:
    path = tmp_path / "funnel.png"
    said = draw_funnel(_funnel((40, 300)), "Told of the plan", path)
    written = path.read_bytes()
    assert written.startswith(b"\x89PNG")
    assert said.encode("latin-1") in written
    assert [file.name for file in tmp_path.iterdir()] == ["funnel.png"]
