"""The README's commands run as written, and print what the README shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import copy_workspace

BLOCK = re.compile(r"```console\n(.*?)```", re.S)


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command of the README's console blocks, with the lines it is shown to print."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def test_the_commands_of_the_readme_print_what_it_shows(root: Path, tmp_path: Path) -> None:
    copy_workspace(root, tmp_path)
    listed = commands((root / "README.md").read_text("utf-8"))
    assert len(listed) >= 7
    for command, shown in listed:
        name, *arguments = shlex.split(command)
        assert name == "pxcommission"
        asked = [sys.executable, "-m", "pxcommission.cli.main", *arguments]
        done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        for line in shown:
            assert line in done.stdout, (command, line)


@pytest.mark.parametrize("name", ["README.md", "GLOSSARY.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(root: Path, name: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", (root / name).read_text("utf-8")):
        assert (root / link).exists(), f"{name}: {link}"
