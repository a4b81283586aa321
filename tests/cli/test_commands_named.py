"""A command that a message, an example or a guide names is one that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from pxcommission.cli.main import app

NAMED = re.compile(
    r"(?<![\w./-])(?<!install )pxcommission(?: --[a-z-]+(?: [A-Z\"][^ `]*)?)* +([a-z][a-z-]*)(?: +([a-z][a-z-]*)\b(?![./_]))?"
)
IN_MARKS = re.compile(r"`([a-z][a-z-]*) ([a-z][a-z-]*)\b[^`:=]*`")


MARK_OF_A_FILE = re.compile(r"pxcommission (?:[a-z ]+ [0-9]+|return form)")
"""What a file made by the program is known by again, such as a return's form."""


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every text of the program and every guide, with its file."""
    for path in sorted((root / "pxcommission").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.relative_to(root).as_posix(), node.value
            elif isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
                yield path.relative_to(root).as_posix(), "".join(parts)
    for path in (
        root / "README.md",
        *sorted((root / "docs").glob("*.md")),
        *sorted((root / "docs" / "how-to").glob("*.md")),
    ):
        yield path.relative_to(root).as_posix(), path.read_text("utf-8")


def commands() -> dict[str, frozenset[str]]:
    """Every command, with its own commands where it is a group of them."""
    found = typer.main.get_command(app)
    assert isinstance(found, TyperGroup)
    return {
        name: frozenset(one.commands) if isinstance(one, TyperGroup) else frozenset()
        for name, one in found.commands.items()
    }


def wrong(text: str, known: dict[str, frozenset[str]]) -> Iterator[str]:
    """The commands a text names that do not exist."""
    if MARK_OF_A_FILE.fullmatch(text):
        return
    for first, second in NAMED.findall(text):
        if first not in known or (known[first] and second and second not in known[first]):
            yield f"{first} {second}".strip()
    for first, second in IN_MARKS.findall(text):
        if known.get(first) and second not in known[first]:
            yield f"{first} {second}"


def test_every_command_that_a_message_or_a_guide_names_exists(root: Path) -> None:
    known = commands()
    found = {(file, one) for file, text in texts(root) for one in wrong(text, known)}
    assert found == set()


def test_a_command_that_does_not_exist_is_noticed() -> None:
    known = {"rules": frozenset({"show", "new"}), "check": frozenset()}
    text = "run `pxcommission rules list`, `rules lst` or `pxcommission --by X chek ACUTE`; `rules new` and pxcommission check acute"
    assert list(wrong(text, known)) == ["rules list", "chek", "rules lst"]
