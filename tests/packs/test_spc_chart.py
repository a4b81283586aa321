"""Charts of XmR results: the same bytes, words that state the finding, shapes beside colours."""

from __future__ import annotations

import itertools
import struct
import zlib
from datetime import date

import pytest
from lxml import etree

from pxcommission.assessment.statistics.xmr import analyse, analyse_series
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, Rebase, Series, SeriesResult
from pxcommission.packs.spc_chart import alt_text, chart_bytes, spc_figure
from pxcommission.packs.spc_chart_lines import SHAPES

DAYS = [date(2023 + at // 12, at % 12 + 1, 1) for at in range(26)]
VALUES = [94.1, 95.2, 93.8, 94.9, 95.6, 94.4, 93.9, 95.1, 94.6, 95.3, 94.2, 94.8] * 2 + [93.2, 90.6]


def chart(**asked: object) -> SeriesResult:
    return analyse(DAYS, VALUES, Asked(**asked), name="Inpatients, positive & less")  # type: ignore[arg-type]


def png_words(data: bytes) -> dict[str, str]:
    """The text a png carries."""
    words, at = {}, 8
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"tEXt":
            key, _, text = body.partition(b"\0")
            words[key.decode()] = text.decode("latin-1")
        elif kind in (b"iTXt", b"zTXt"):
            key, _, text = body.partition(b"\0")
            words[key.decode()] = (zlib.decompress(text[1:]) if kind == b"zTXt" else text.lstrip(b"\0")).decode()
        at += 12 + size
    return words


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_result_gives_the_same_bytes_without_a_date_or_program(kind: str) -> None:
    first = chart_bytes(chart(target=95.0), kind)
    assert first == chart_bytes(chart(target=95.0), kind)
    assert b"Matplotlib" not in first and b"dc:date" not in first


def test_an_svg_has_a_title_and_description_that_state_the_finding() -> None:
    root = etree.fromstring(chart_bytes(chart(target=95.0), "svg"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img" and root.get("aria-labelledby") == "t d"
    assert root.findtext(f"{space}title") == (
        "Special cause, concern: February 2025 (90.6) is below the lower limit of 91.78. "
        "The target of 95 lies between the limits: meeting or missing it is chance."
    )
    assert "Inpatients, positive & less" in (root.findtext(f"{space}desc") or "")


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("title", [" ", "a\n\nb", "$\\frac{", "$5 and $6", "“é” – £", "漢字", "العربية", "e\u0301"])
def test_a_chart_takes_any_title(title: str) -> None:
    assert chart_bytes(chart(target=95.0), "png", title).startswith(b"\x89PNG")


def test_a_png_carries_its_text_alternative() -> None:
    words = png_words(chart_bytes(chart()))
    assert words["Title"].startswith("Special cause, concern")
    assert words["Description"] == alt_text(chart())


def test_the_text_alternative_says_all_that_the_picture_does() -> None:
    result = chart(target=95.0, rebases=(Rebase(DAYS[2], "a new ward"),), fix_after=12)
    assert alt_text(result, "Positive answers", "%") == (
        "Special cause, concern: February 2025 (90.6) is below the lower limit of 92.39. The target of 95 lies between the "
        "limits: meeting or missing it is chance. XmR chart of Positive answers (%): 26 points, January 2023 to February 2025. "
        "Last mean 94.66, limits 92.39 to 96.93. Target 95. Points beyond common cause: February 2025 (90.6): Below LCL, "
        "concern. Profile ptd; higher is better; limits fixed on the first 12 points, March 2023 to February 2024; rebased on "
        "2023-03-01: a new ward."
    )


def test_each_kind_of_point_has_a_shape_of_its_own() -> None:
    kinds = {kind: shape.marker for kind, shape in SHAPES.items()}
    assert kinds["special_cause_concern"] == "v" and kinds["special_cause_improvement"] == "^"
    assert len(set(kinds.values())) == 4
    (axes,) = spc_figure(chart()).axes
    assert {line.get_marker() for line in axes.lines} >= {"v", "o"}


def test_a_chart_that_can_not_be_assessed_shows_no_special_points() -> None:
    result = analyse(DAYS, [*VALUES[:-1], None], name="short")
    (axes,) = spc_figure(result).axes
    markers = {line.get_marker() for line in axes.lines}
    assert "x" in markers and not markers & {"v", "^", "D"}
    assert alt_text(result).startswith("Can't be assessed: the last point (1 February 2025) is missing")
    assert "beyond common cause" not in alt_text(result)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_shortest_series_can_be_drawn(number: int) -> None:
    assert chart_bytes(analyse(DAYS[:number], VALUES[:number], name="one"), "svg")


def test_what_is_drawn_is_named_at_the_right_and_labels_do_not_cover_one_another() -> None:
    series = Series("one", DAYS, VALUES, Asked(Improvement.DECREASE, 94.6), [94.6] * 26)
    (axes,) = spc_figure(analyse_series((series,))[0]).axes
    labels = sorted((text.get_position()[1], text.get_text()) for text in axes.texts)
    assert [text.rpartition(" ")[0] for _, text in labels if "limit" in text] == ["Lower limit", "Upper limit"]
    assert {"Target 94.6", "Trajectory 94.6", "Feb 2025: 90.6"} <= {text for _, text in labels}
    assert all(later - earlier > 0.045 for (earlier, _), (later, _) in itertools.pairwise(labels))
