"""`pxcommission schema`, and what a new workspace brings for editors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Ran
from small_workspace import adopt, rule, small

In = Callable[..., Ran]

SCHEMAS = (
    "rule-file",
    "vocabulary",
    "ladder",
    "contract-form",
    "mapping",
    "contract-pattern",
    "organisations",
    "framework",
    "contract",
    "workspace",
)


@pytest.fixture
def pxcommission(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> In:
    """Run a command in a folder."""

    def run_in(folder: Path, *arguments: str) -> Ran:
        monkeypatch.chdir(folder)
        return run(*arguments)

    return run_in


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return small(tmp_path).rules(rule()).contract(adopt()).folder


def test_schemas_are_written_once_and_told_when_out_of_date(pxcommission: In, workspace: Path) -> None:
    first = pxcommission(workspace, "schema")
    assert (first.code, first.err) == (0, "")
    written = [f"rules/schemas/{name}.json: written" for name in SCHEMAS]
    assert first.out.splitlines() == [*written, "10 schemas: 10 written, 0 unchanged"]
    assert pxcommission(workspace, "schema").out == "10 schemas: 0 written, 10 unchanged\n"
    assert pxcommission(workspace, "schema", "--check").code == 0

    small_words = workspace / "rules" / "vocabulary" / "local.yaml"
    small_words.write_text(
        "title: Local\naspects:\n  welcome: {name: Welcome, covers: the first minute, source: local}\n"
    )
    before = (workspace / "rules/schemas/rule-file.json").read_bytes()
    stale = pxcommission(workspace, "schema", "--check")
    assert stale.code == 3
    names = ("rule-file", "vocabulary")  # both list the aspects
    assert (
        stale.err
        == "".join(f"rules/schemas/{name}.json: out of date\n" for name in names) + "  fix: run `pxcommission schema`\n"
    )
    assert (workspace / "rules/schemas/rule-file.json").read_bytes() == before
    assert pxcommission(workspace, "schema").out.splitlines()[0] == "rules/schemas/rule-file.json: written"


def test_schemas_go_elsewhere_and_are_listed_as_json(pxcommission: In, workspace: Path) -> None:
    listed = pxcommission(workspace, "schema", "--out", "elsewhere", "--format", "json")
    assert json.loads(listed.out) == [{"file": f"elsewhere/{n}.json", "state": "written"} for n in SCHEMAS]
    assert not (workspace / "rules" / "schemas").exists()


def test_a_file_that_cannot_be_read_leaves_the_schemas_as_they_are(pxcommission: In, workspace: Path) -> None:
    pxcommission(workspace, "schema")
    rules = workspace / "rules" / "rules.yaml"
    rules.write_text(rules.read_text().replace("severity: major", "severity: grave"))
    stopped = pxcommission(workspace, "schema")
    assert stopped.code == 3
    assert "rules/rules.yaml:11:15" in stopped.err
    assert "Traceback" not in stopped.err


def test_a_new_workspace_has_its_schemas_and_an_editor_that_fetches_nothing(pxcommission: In, tmp_path: Path) -> None:
    assert pxcommission(tmp_path, "init", "mine").code == 0
    mine = tmp_path / "mine"
    assert pxcommission(mine, "schema", "--check").code == 0
    settings = json.loads((mine / ".vscode" / "settings.json").read_text())
    assert settings["yaml.schemaStore.enable"] is False
    assert json.loads((mine / ".vscode" / "extensions.json").read_text()) == {"recommendations": ["redhat.vscode-yaml"]}
    modeline = (mine / "contracts/example-acute/contract.yaml").read_text().partition("\n")[0]
    assert (mine / "contracts/example-acute" / modeline.partition("=")[2]).is_file()
