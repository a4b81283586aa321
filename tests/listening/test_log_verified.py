"""The log of the listening registers is checked line by line: its chain, what it refers to, and the texts kept apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from listening.registers_written import add, complaint, complete, listening, story, when

from pxcommission.listening.log import FIRST, LOG
from pxcommission.listening.quotations import pick_quotation
from pxcommission.listening.recording import forget, withdraw, withdraw_complete
from pxcommission.listening.texts import TEXTS
from pxcommission.listening.verified import verify_log

Lines = list[dict[str, Any]]


def written(folder: Path) -> None:
    """A register in which everything was done once."""
    made = listening(folder)
    texts = {"said": "They listened to me", "consent": "anonymously"}
    add(made, "complaint", complaint("2025-07-01"), complaint("2025-07-02"))
    add(made, "patient-story", story("2025-07-03", **texts), story("2025-07-04", **texts))
    pick_quotation(folder, "patient-story-0001", "They listened", when())
    complete(made, "complaint", "2025/26 Q2")
    withdraw(folder, "complaint-0002", "recorded twice", when("2026-01-20"))
    withdraw_complete(folder, "complete-0001", "one was missing", when("2026-01-20"))
    forget(folder, "patient-story-0002", "asked", when("2026-01-20"))


def chained_anew(folder: Path, change: Callable[[Lines], Any]) -> None:
    """The log with its lines changed and every hash made to fit again."""
    lines: Lines = [json.loads(text) for text in (folder / LOG).read_bytes().splitlines()]
    change(lines)
    before, out = FIRST, b""
    for line in lines:
        text = json.dumps({**line, "before": before}, ensure_ascii=False, sort_keys=True).encode()
        before, out = hashlib.sha256(text).hexdigest(), out + text + b"\n"
    (folder / LOG).write_bytes(out)


def said(folder: Path) -> list[tuple[int | None, str]]:
    return [(one.line, one.message) for one in verify_log(folder).problems]


def test_a_log_as_it_was_written_is_whole_and_tells_its_head(tmp_path: Path) -> None:
    assert verify_log(tmp_path).lines == 0
    written(tmp_path)
    found = verify_log(tmp_path)
    assert (found.lines, found.problems) == (9, ())
    assert found.head == hashlib.sha256((tmp_path / LOG).read_bytes().splitlines()[-1]).hexdigest()


def test_every_line_after_one_that_was_changed_or_removed_is_named(tmp_path: Path) -> None:
    written(tmp_path)
    lines = (tmp_path / LOG).read_bytes().split(b"\n")
    changed = [lines[0].replace(b"inpatient", b"emergency"), *lines[1:3], *lines[4:6], b"{", *lines[7:]]
    (tmp_path / LOG).write_bytes(b"\n".join(changed))
    assert [line for line, _ in said(tmp_path)] == [2, 4, 6, 7, 8]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (lambda lines: lines.pop(0), 1, "complaint-0002 comes where complaint-0001 was never recorded: a line is gone"),
        (lambda lines: lines.pop(1), 6, "complaint-0002, which was never recorded"),
        (lambda lines: lines[6].update(id="complaint-0009"), 7, "complaint-0009, which was never recorded"),
        (lambda lines: lines.append(lines[6]), 10, "was withdrawn before"),
        (lambda lines: lines.append(lines[5]), 10, "complete-0001 was recorded before"),
        (lambda lines: lines[3]["entries"][0].update(id="complaint-0001"), 4, "was a complaint and comes again as a"),
        (lambda lines: lines[4].pop("entry"), 5, "lacks what its act has to say"),
        (lambda lines: lines[4].update(act="lost"), 5, "'lost' is no act"),
        (lambda lines: lines[0].update(known_from="soon"), 1, "in another form"),
        (lambda lines: lines.append(lines[1]), 10, "comes again though it was withdrawn"),
    ],
)
def test_a_log_written_anew_with_its_hashes_is_seen_by_what_it_refers_to(
    tmp_path: Path, change: Callable[[Lines], Any], line: int, words: str
) -> None:
    written(tmp_path)
    chained_anew(tmp_path, change)
    assert any(number == line and words in message for number, message in said(tmp_path)), said(tmp_path)


@pytest.mark.parametrize("gone", [True, False])
def test_a_text_that_is_gone_or_changed_is_named_by_its_file(tmp_path: Path, gone: bool) -> None:
    written(tmp_path)
    path = tmp_path / TEXTS / "patient-story-0001.txt"
    if gone:
        path.unlink()
    else:
        path.write_text(path.read_text().replace("listened", "laughed"))
    (problem,) = verify_log(tmp_path).problems
    assert problem.file == f"{TEXTS.as_posix()}/patient-story-0001.txt"
