"""An edit changes only its own lines; every other byte of the file stays, comments and line ends included."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pxcommission.problems import Mend
from pxcommission.yaml_edits import (
    Mends,
    OneLine,
    Remarked,
    as_yaml,
    decoded,
    insert_entry,
    insert_under,
    list_under,
    mended,
    opened,
    remove_entry,
    replace_value,
    tree_of,
    under,
)
from pxcommission.yaml_text import Node, PlacedList, PlacedMapping, PlacedText
from pxcommission.yaml_writing import as_lines, as_one_line, plain_value

SAMPLE = settings(max_examples=300, deadline=None, derandomize=True)
FULL = settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
CONTRACT = """\
# yaml-language-server: $schema=x
contract: A
term: {from: 2024-04-01, to: 2027-03-31}   # three years

requirements:                              # adopted
  - use: ONE
    clause: "Schedule 4, one"
    threshold: {2024-04-01: at least 90%}  # first agreed
  - use: TWO
    clause: SC16
    threshold:
      2024-04-01: at least 80%
      2025-04-01: at least 85%             # raised
                                           # in the negotiation
    # about TWO as a whole
monitored: [FOUR, FIVE]
variations: []                             # none yet
waivers: []
confirmed:
last: end"""


def tree(text: str) -> PlacedMapping:
    found = tree_of(text, "file.yaml")
    assert isinstance(found, PlacedMapping)
    return found


def item(text: str, number: int) -> PlacedMapping:
    found = list_under(tree(text), "requirements")[number]
    assert isinstance(found, PlacedMapping)
    return found


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines taken away and those added."""
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [one[2:] for one in lines if one[0] == "-"], [one[2:] for one in lines if one[0] == "+"]


def test_a_dated_line_goes_below_the_last_one_and_its_comments() -> None:
    threshold = under(item(CONTRACT, 1), "threshold")
    assert isinstance(threshold, PlacedMapping)
    mends = insert_entry(CONTRACT, threshold, Remarked("at least 88%", "Variation 4"), key="2026-04-01")
    after = mended(CONTRACT, mends)
    assert changed_lines(CONTRACT, after) == (
        [],
        ["      2026-04-01: at least 88%                # Variation 4\n"],
    )
    assert after.index("in the negotiation") < after.index("2026-04-01: at least 88%") < after.index("# about TWO")


def test_a_threshold_on_one_line_is_opened_and_keeps_its_comment() -> None:
    mends = opened(CONTRACT, item(CONTRACT, 0), "threshold", Remarked("at least 91%", "why"), name="2025-04-01")
    after = mended(CONTRACT, mends)
    assert changed_lines(CONTRACT, after) == (
        ["    threshold: {2024-04-01: at least 90%}  # first agreed\n"],
        [
            "    threshold:\n",
            "      2024-04-01: at least 90%                # first agreed\n",
            "      2025-04-01: at least 91%                # why\n",
        ],
    )


def test_an_empty_list_becomes_entries_and_its_comment_keeps_its_column() -> None:
    after = mended(CONTRACT, insert_under(CONTRACT, tree(CONTRACT), "variations", {"from": "2025-04-01", "to": "x"}))
    assert changed_lines(CONTRACT, after) == (
        ["variations: []                             # none yet\n"],
        ["variations:                                # none yet\n", "  - from: 2025-04-01\n", "    to: x\n"],
    )


@pytest.mark.parametrize("key", ["waivers", "confirmed", "missing"])
def test_a_key_that_is_empty_without_value_or_absent_can_be_filled(key: str) -> None:
    after = mended(CONTRACT, insert_under(CONTRACT, tree(CONTRACT), key, {"a": "b"}))
    expected = plain_value(tree(CONTRACT))
    assert isinstance(expected, dict)
    assert plain_value(tree(after)) == {**expected, key: [{"a": "b"}]}
    assert all(line in after for line in CONTRACT.splitlines() if not line.startswith(key))


def test_a_file_without_a_last_line_end_still_has_none_after_an_entry_at_its_end() -> None:
    text = "list:\n  - a   # first"
    assert mended(text, insert_under(text, tree(text), "list", "b")) == "list:\n  - a   # first\n  - b"


def test_windows_line_ends_and_a_byte_order_mark_are_kept() -> None:
    text = "\ufeffa: {x: 1}\r\nlist:\r\n  - one  # 1\r\n  - two\r\n"
    after = mended(text, insert_under(text, tree(text), "list", {"k": "v", "w": "z"}))
    assert after == "\ufeffa: {x: 1}\r\nlist:\r\n  - one  # 1\r\n  - two\r\n  - k: v\r\n    w: z\r\n"
    first = under(tree(text), "a")
    assert isinstance(first, PlacedMapping)
    assert mended(text, replace_value(text, first, "x", 2)).startswith("\ufeffa: {x: 2}\r\n")


def test_a_new_entry_stands_apart_where_the_others_do() -> None:
    text = "list:\n\n  # about a\n  - id: a\n    x: y\n\n  # about b\n  - id: b\n"
    after = mended(text, insert_under(text, tree(text), "list", {"id": "c"}))
    assert after == text + "\n  - id: c\n"


def test_an_entry_after_a_folded_text_does_not_become_part_of_it() -> None:
    text = "list:\n  - note: >-\n      one\n      two\n\n# next\nother: x\n"
    after = mended(text, insert_under(text, tree(text), "list", "b"))
    assert after == "list:\n  - note: >-\n      one\n      two\n  - b\n\n# next\nother: x\n"


def test_an_entry_before_the_first_takes_its_place() -> None:
    after = mended(CONTRACT, opened(CONTRACT, item(CONTRACT, 1), "threshold", "none", name="2023-04-01", at=0))
    assert changed_lines(CONTRACT, after) == ([], ["      2023-04-01: none\n"])


def test_two_edits_that_overlap_or_do_not_find_their_text_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap on line 1"):
        mended("abc: d\n", [Mend(1, 1, "abc", "x"), Mend(1, 2, "b", "y")])
    with pytest.raises(ValueError, match="line 1, column 2"):
        mended("abc: d\n", [Mend(1, 2, "c", "y")])
    with pytest.raises(ValueError, match="line 9"):
        mended("abc: d\n", [Mend(9, 1, "", "y")])


def test_several_edits_of_one_text_are_made_at_once() -> None:
    text = "a: 1\nb: 2\n"
    assert (
        mended(text, [Mend(1, 4, "1", "one"), Mend(2, 4, "2", "two"), Mend(2, 5, "", " # x")]) == "a: one\nb: two # x\n"
    )


@pytest.mark.parametrize(
    ("text", "in_flow", "in_lines"),
    [
        ("at least 95%", "at least 95%", "at least 95%"),
        ("2025-04-01", "2025-04-01", "2025-04-01"),
        ("NO", "NO", "NO"),
        ("Schedule 4, one", '"Schedule 4, one"', "Schedule 4, one"),
        ("a: b", '"a: b"', '"a: b"'),
        ("012", '"012"', '"012"'),
        ("1E5", '"1E5"', '"1E5"'),
        ("true", '"true"', '"true"'),
        ("", '""', '""'),
        ('say "yes" \\', 'say "yes" \\', 'say "yes" \\'),
        ("# not a comment", '"# not a comment"', '"# not a comment"'),
        ("two\nlines", '"two\\nlines"', '"two\\nlines"'),
    ],
)
def test_a_text_is_plain_where_it_reads_back_as_itself(text: str, in_flow: str, in_lines: str) -> None:
    assert (as_yaml(text), as_yaml(text, in_flow=False)) == (in_flow, in_lines)


def test_a_text_with_characters_nobody_sees_is_refused() -> None:
    with pytest.raises(ValueError, match="can't be used"):
        as_yaml("a\u200bb")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40))
@SAMPLE
def test_every_text_that_can_be_written_reads_back_as_itself(text: str) -> None:
    try:
        written = as_yaml(text), as_yaml(text, in_flow=False)
    except ValueError:
        return
    assert plain_value(tree_of(f"a: {{b: {written[0]}}}\nc: [{written[0]}]\nd: {written[1]}\n", "f")) == {
        "a": {"b": text}, "c": [text], "d": text,
    }  # fmt: skip


def test_every_shipped_file_is_the_same_after_being_read_and_written(root: Path) -> None:
    files = [path for top in ("rules", "contracts") for path in (root / top).rglob("*.yaml")]
    assert files
    for path in files:
        data = path.read_bytes()
        tree_of(decoded(data), path.name)
        assert mended(decoded(data), ()).encode() == data


# Files in the style of the house, and one edit of each.

words = st.sampled_from(
    ["alpha", "Beta", "at least 95%", "2025-04-01", "SC16", "to be agreed", "it's", "ward 7", "NO", "é"]
)
scalars = st.one_of(
    words,
    words.map(lambda w: f'"{w}, quoted: yes"'),
    words.map(lambda w: "'" + w.replace("'", "''") + " # no comment'"),
)
comments = st.sampled_from(
    ["", "", "  # why", "   # with: colon, [x] {y}", "\t# after a tab", "              # - far: right"]
)
keys = st.lists(
    st.sampled_from(["use", "clause", "note", "threshold", "2024-04-01", "from", "k1", "k2"]),
    min_size=1,
    max_size=4,
    unique=True,
)


@st.composite
def flows(draw: st.DrawFn) -> str:
    parts = draw(st.lists(scalars, max_size=3))
    if draw(st.booleans()):
        return "[" + ", ".join(parts) + "]"
    names = draw(keys)
    return "{" + ", ".join(f"{k}: {v}" for k, v in zip(names, parts, strict=False)) + "}"


@st.composite
def block_mappings(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    for key in draw(keys):
        lines += draw(_entries(" " * indent + f"{key}:", indent, depth))
    return lines


@st.composite
def block_lists(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    spaced = draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        if spaced:
            lines.append("")
        if draw(st.booleans()) and depth:
            first, *rest = draw(block_mappings(indent + 2, depth - 1))
            lines += [" " * indent + "- " + first.lstrip(), *rest]
        else:
            lines.append(" " * indent + "- " + draw(st.one_of(scalars, flows())) + draw(comments))
    return lines


@st.composite
def _entries(draw: st.DrawFn, head: str, indent: int, depth: int) -> list[str]:
    kind = draw(st.sampled_from(["scalar", "scalar", "flow", "folded", "nothing", "mapping", "list"]))
    above = (
        [" " * draw(st.sampled_from([indent, indent + 2])) + "# a line of comment"]
        if draw(st.integers(0, 4)) == 0
        else []
    )
    comment = draw(comments)
    if kind == "scalar":
        return [*above, f"{head} {draw(scalars)}{comment}"]
    if kind == "flow":
        return [*above, f"{head} {draw(flows())}{comment}"]
    if kind == "folded":
        return [
            *above,
            f"{head} {draw(st.sampled_from(['>-', '|', '>']))}",
            " " * (indent + 2) + "one",
            " " * (indent + 2) + "two # text",
        ]
    if kind == "nothing" or not depth:
        return [*above, f"{head}{comment}"]
    inner = draw(block_mappings(indent + 2, depth - 1) if kind == "mapping" else block_lists(indent + 2, depth - 1))
    return [*above, f"{head}{comment}", *inner]


@st.composite
def files(draw: st.DrawFn) -> str:
    lines = draw(block_mappings(0, 3))
    head = draw(st.sampled_from(["", "# head\n", "# head\n\n"]))
    text = head + "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# the end\n"]))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if draw(st.booleans()) else "") + text


def containers(node: Node, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], PlacedMapping | PlacedList]]:
    """Every mapping and list with the way to it."""
    if isinstance(node, PlacedMapping):
        yield path, node
        for key, inner in node.items():
            yield from containers(inner, (*path, str(key)))
    elif isinstance(node, PlacedList):
        yield path, node
        for number, inner in enumerate(node):
            yield from containers(inner, (*path, number))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


NEW = {"use": "NEW", "clause": "Schedule 4, new: one", "threshold": OneLine({"2026-04-01": "none"})}
NEW_READ = {"use": "NEW", "clause": "Schedule 4, new: one", "threshold": {"2026-04-01": "none"}}


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, Mends, Any]:
    """A file, the mends of one edit, and what the file should say afterwards."""
    text = draw(files())
    node = tree(text)
    expected = plain_value(node)
    path, container = draw(st.sampled_from(list(containers(node))))
    there = at(expected, path)
    is_list = isinstance(container, PlacedList)
    kind = draw(st.sampled_from(["insert", "insert", "remove", "replace", "under", "opened"]))
    index = draw(st.integers(0, len(container)))
    if kind in ("under", "opened") and not is_list:
        names = [str(k) for k, v in container.items() if not isinstance(v, PlacedText)] + ["brand-new"]
        key = draw(st.sampled_from(names))
        inner = under(container, key)
        name = "zz" if isinstance(inner, PlacedMapping) else ""
        make = insert_under if kind == "under" else opened
        mends = make(text, container, key, "NEW, text", name=name)
        if name:
            there[key] = {**there[key], "zz": "NEW, text"}
        else:
            there[key] = [*(there.get(key) or []), "NEW, text"]
        return text, mends, expected
    if kind == "remove" and len(container):
        index = draw(st.integers(0, len(container) - 1))
        if is_list:
            del there[index]
            return text, remove_entry(text, container, index), expected
        key = list(there)[index]
        del there[key]
        return text, remove_entry(text, container, key), expected
    plain = [
        n
        for n, v in enumerate(container if is_list else container.values())
        if not isinstance(v, PlacedMapping | PlacedList) or v.flow
    ]
    if kind == "replace" and plain:
        number = draw(st.sampled_from(plain))
        key = number if is_list else list(there)[number]
        there[key] = "NEW: text"
        return text, replace_value(text, container, key, "NEW: text"), expected
    if is_list:
        there.insert(index, NEW_READ)
        return text, insert_entry(text, container, NEW, at=index), expected
    items = list(there.items())
    items.insert(index, ("zz", NEW_READ))
    there.clear()
    there.update(items)
    return text, insert_entry(text, container, NEW, key="zz", at=index), expected


@given(edits())
@SAMPLE
def test_after_an_edit_the_file_says_the_same_but_for_the_edited_entry(edit: tuple[str, Mends, Any]) -> None:
    _assert_only_the_entry_changed(edit)


@pytest.mark.stress
@given(edits())
@FULL
def test_stress_after_an_edit_the_file_says_the_same_but_for_the_edited_entry(edit: tuple[str, Mends, Any]) -> None:
    _assert_only_the_entry_changed(edit)


def _assert_only_the_entry_changed(edit: tuple[str, Mends, Any]) -> None:
    text, mends, expected = edit
    after = mended(text, mends)
    read, expected = _without_last_line_ends(plain_value(tree(after))), _without_last_line_ends(expected)
    assert read == expected
    assert str(read) == str(expected), "the entries are in another order"
    _assert_only_those_lines_changed(text, after, mends)


def _without_last_line_ends(value: Any) -> Any:
    """A text of several lines at the end of a file has a last line end only if the file has one."""
    if isinstance(value, dict):
        return {key: _without_last_line_ends(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_last_line_ends(inner) for inner in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def _assert_only_those_lines_changed(text: str, after: str, mends: Mends) -> None:
    """Every line that no mend touches is there, byte for byte and in order; new lines end as their neighbours do."""
    touched = {line for mend in mends for line in range(mend.line, mend.line + mend.old.count("\n") + 1)}
    kept = [line for number, line in enumerate(text.split("\n"), start=1) if number not in touched]
    rest = iter(after.split("\n"))
    assert all(line in rest for line in kept)
    if "\r\n" in text:
        assert after.count("\n") == after.count("\r\n")
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    assert text.endswith("\n") == after.endswith("\n")


@given(files())
@SAMPLE
def test_reading_a_file_and_changing_nothing_keeps_every_byte(text: str) -> None:
    data = text.encode()
    tree_of(decoded(data), "f")
    assert mended(decoded(data), ()).encode() == data


def test_what_is_written_in_lines_and_in_one_line_reads_the_same() -> None:
    value = {"a": ["x", {"b": "c, d", "e": [1, 2]}], "f": {}, "g": [], "h": True}
    in_lines = plain_value(tree_of("\n".join(as_lines(value)), "f"))
    assert in_lines == plain_value(tree_of(as_one_line(value), "f"))
    assert in_lines == {"a": ["x", {"b": "c, d", "e": ["1", "2"]}], "f": {}, "g": [], "h": "true"}
