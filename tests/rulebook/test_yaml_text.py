"""YAML is read as text with places; what could mean two things is refused with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.problems import ProblemsFound
from pxcommission.yaml_text import PlacedMapping, PlacedText, read_yaml, read_yaml_text


def scalar(text: str) -> str:
    node = read_yaml_text(f"key: {text}\n", "a.yaml")
    assert isinstance(node, PlacedMapping)
    found = next(iter(node.values()))
    assert isinstance(found, PlacedText)
    return found


@pytest.mark.parametrize(
    "text", ["NO", "on", "010", "12:30", "1e-05", "9.10", "2025-04-01", "0123", "null", "~", "5E2"]
)
def test_a_value_stays_the_text_that_was_written(text: str) -> None:
    assert scalar(text) == text


def test_every_value_knows_its_line_and_column() -> None:
    node = read_yaml_text("a: 1\nb:\n  - {c: two}\n", "a.yaml")
    place = node["b"][0]["c"].place  # type: ignore[index,union-attr]
    assert (place.line, place.column) == (3, 9)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: 1\na: 2\n", 2, 1, "duplicate key 'a': it stands already on line 1"),
        ("a: &x 1\n", 1, 4, "anchors"),
        ("a: &x [1]\nb: *x\n", 1, 4, "anchors"),
        ("a: {<<: {b: 1}}\n", 1, 5, "merge keys"),
        ("a: !!python/object/apply:os.system ['x']\n", 1, 4, "tag"),
        ("a: {document: Regulations 2009, regulation 13}\n", 1, 33, "a comma ends a value here"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ('a: "x\\u0000y"\n', 1, 4, "U+0000"),
        ("a:\n\tb: 1\n", 2, 1, "a tab indents this line"),
        ("a: [1\nb: 2\n", 1, 4, "the '[' opened here is not closed"),
    ],
)
def test_what_misleads_is_refused_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        read_yaml_text(text, "a.yaml")
    problem = found.value.problems[0]
    assert (problem.line, said in problem.message) == (line, True), problem.text
    assert problem.column == column


def test_every_problem_of_a_file_comes_in_one_pass() -> None:
    with pytest.raises(ProblemsFound) as found:
        read_yaml_text("a: 1\na: 2\nb: &x 3\nc: !t 4\n", "a.yaml")
    assert [p.line for p in found.value.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"\xff\xfea\x00", "UTF-8"), (b"a: \x00\n", "U+0000"), (b"a: 1\n" * 300000, "too large")],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    with pytest.raises(ProblemsFound) as found:
        read_yaml(path, "a.yaml")
    assert said in found.value.problems[0].message


def test_deep_nesting_ends_in_a_problem_not_a_crash() -> None:
    with pytest.raises(ProblemsFound):
        read_yaml_text("[" * 5000, "a.yaml")


@given(st.text(max_size=80))
def test_no_text_escapes_with_another_error(text: str) -> None:
    try:
        read_yaml_text(text, "a.yaml")
    except ProblemsFound as found:
        assert found.problems
