"""The list of commands: complete, a line each, and none of them loaded to be listed."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from pxcommission.cli.commands import COMMANDS, Place

LOADED = """
import sys
from pxcommission.cli.main import main
sys.argv = ["pxcommission", "--help"]
try:
    main()
except SystemExit:
    print(*(name for name in sys.modules if name.startswith("pxcommission.cli.")))
"""


@pytest.mark.parametrize(("name", "place"), COMMANDS.items())
def test_every_command_is_where_the_list_says(name: str, place: Place) -> None:
    assert hasattr(import_module(f"pxcommission.cli.{place.module}"), place.attribute), name


@pytest.mark.parametrize(("name", "place"), COMMANDS.items())
def test_every_line_of_the_list_fits_a_terminal(name: str, place: Place) -> None:
    assert len(place.line) <= 63, name


def test_the_help_loads_no_command() -> None:
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert set(said.stdout.splitlines()[-1].split()) == {
        "pxcommission.cli.commands", "pxcommission.cli.main", "pxcommission.cli.options",
    }  # fmt: skip
