"""`pxcommission schema`, and what a new workspace brings for editors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_workspace import adopt, rule, small

SCHEMAS = (
    "rule-file",
    "vocabulary",
    "ladder",
    "contract-form",
    "mapping",
    "contract-pattern",
    "organisations",
    "contract",
    "workspace",
)


def pxcommission(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pxcommission.cli.main", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return small(tmp_path).rules(rule()).contract(adopt()).folder


def test_schemas_are_written_once_and_told_when_out_of_date(workspace: Path) -> None:
    first = pxcommission(workspace, "schema")
    assert (first.returncode, first.stderr) == (0, "")
    written = [f"rules/schemas/{name}.json: written" for name in SCHEMAS]
    assert first.stdout.splitlines() == [*written, "9 schemas: 9 written, 0 unchanged"]
    assert pxcommission(workspace, "schema").stdout == "9 schemas: 0 written, 9 unchanged\n"
    assert pxcommission(workspace, "schema", "--check").returncode == 0

    small_words = workspace / "rules" / "vocabulary" / "local.yaml"
    small_words.write_text(
        "title: Local\naspects:\n  welcome: {name: Welcome, covers: the first minute, source: local}\n"
    )
    before = (workspace / "rules/schemas/rule-file.json").read_bytes()
    stale = pxcommission(workspace, "schema", "--check")
    assert stale.returncode == 3
    names = ("rule-file", "vocabulary")  # both list the aspects
    assert (
        stale.stderr
        == "".join(f"rules/schemas/{name}.json: out of date\n" for name in names) + "  fix: run `pxcommission schema`\n"
    )
    assert (workspace / "rules/schemas/rule-file.json").read_bytes() == before
    assert pxcommission(workspace, "schema").stdout.splitlines()[0] == "rules/schemas/rule-file.json: written"


def test_schemas_go_elsewhere_and_are_listed_as_json(workspace: Path) -> None:
    listed = pxcommission(workspace, "schema", "--out", "elsewhere", "--format", "json")
    assert json.loads(listed.stdout) == [{"file": f"elsewhere/{n}.json", "state": "written"} for n in SCHEMAS]
    assert not (workspace / "rules" / "schemas").exists()


def test_a_file_that_cannot_be_read_leaves_the_schemas_as_they_are(workspace: Path) -> None:
    pxcommission(workspace, "schema")
    rules = workspace / "rules" / "rules.yaml"
    rules.write_text(rules.read_text().replace("severity: major", "severity: grave"))
    stopped = pxcommission(workspace, "schema")
    assert stopped.returncode == 3
    assert "rules/rules.yaml:11:15" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_new_workspace_has_its_schemas_and_an_editor_that_fetches_nothing(tmp_path: Path) -> None:
    assert pxcommission(tmp_path, "init", "mine").returncode == 0
    mine = tmp_path / "mine"
    assert pxcommission(mine, "schema", "--check").returncode == 0
    settings = json.loads((mine / ".vscode" / "settings.json").read_text())
    assert settings["yaml.schemaStore.enable"] is False
    assert json.loads((mine / ".vscode" / "extensions.json").read_text()) == {"recommendations": ["redhat.vscode-yaml"]}
    modeline = (mine / "contracts/example-acute/contract.yaml").read_text().partition("\n")[0]
    assert (mine / "contracts/example-acute" / modeline.partition("=")[2]).is_file()
