"""The schemas in yaml-language-server, which is what VS Code's YAML extension runs: marks, suggestions, explanations."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from yaml_server import YamlServer, yaml_server

from pxcommission.authoring.schemas import FOLDER, schemas_of

RULES, LADDER, CONTRACT = (
    "rules/complaints.yaml",
    "rules/ladders/local-then-gc9.yaml",
    "contracts/example-acute/contract.yaml",
)
FILES = (RULES, LADDER, CONTRACT, "rules/contract-forms/full-length-2025-26.yaml", "rules/vocabulary/complaints.yaml",
         "rules/mappings/complaints-quarterly-report.yaml", "contracts/example-community/requirements.yaml",
         "rules/contract-patterns/acute.yaml", "workspace.yaml")  # fmt: skip
FIRST_LINES = "# yaml-language-server: $schema=schemas/rule-file.json\ntitle: Rules\nowner: Lead\nrequirements:\n"


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[YamlServer]:
    """A server on a copy of the shipped workspace with schemas made of it; the modelines' relative paths lead to them."""
    folder = tmp_path_factory.mktemp("editor") / "workspace"
    for path in [root / "workspace.yaml", *(root / "rules").rglob("*.yaml"), *(root / "contracts").rglob("*.yaml")]:
        to = folder / path.relative_to(root)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    (folder / FOLDER).mkdir(parents=True)
    for name, text in schemas_of(folder).items():
        (folder / FOLDER / name).write_text(text, encoding="utf-8")
    with yaml_server(folder) as running:
        yield running


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_marked_in_a_shipped_file(server: YamlServer, file: str) -> None:
    assert server.problems(file) == []


def _line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "right", "fault", "said"),
    [
        (RULES, "severity: major", "severity: grave", 'Value is not accepted. Valid values: "minor", "major", "critical".'),
        (RULES, "aspect: respect", "aspect: respekt", "This aspect is not known"),
        (RULES, "expect: met}", "expect: met, reason: suppressed}", "A reason belongs to expect: not assessed only"),
        (RULES, "    require: ", "    usual_threshold: none\n    require: ", "Write usual_threshold or require, not both"),
        (CONTRACT, "- use: FFT-IP-POSITIVE", "- use: FFT-IP-POSITIV", "This requirement is not known"),
        (CONTRACT, "2025-04-01: at least 95%", "2025-04-31: at least 95%", "Write a day of the calendar"),
        (CONTRACT, "2025-04-01: at least 95%", "2025-04-01: at leest 95%", "Write for example: at least 95%"),
        (CONTRACT, "  fft: {by", "  ftt: {by", "Property ftt is not allowed."),
        (LADDER, "when: in_breach\n", "when: in_breech\n", "A word here is not known"),
        (LADDER, "verified: false", "verified: no", "Write true or false"),
    ],
)  # fmt: skip
def test_a_fault_is_marked_on_its_line(server: YamlServer, file: str, right: str, fault: str, said: str) -> None:
    text = (server.folder / file).read_text(encoding="utf-8")
    assert right in text
    marked = server.problems(file, text.replace(right, fault, 1))
    below = right != fault and fault.endswith(right)
    assert [(line, message[: len(said)]) for line, message in marked] == [(_line_of(text, right) + below, said)]


def test_a_misspelt_key_is_marked_with_the_key_that_is_missing(server: YamlServer) -> None:
    text = (server.folder / RULES).read_text(encoding="utf-8")
    marked = server.problems(RULES, text.replace("    measure: ", "    measur: ", 1))
    first = _line_of(text, "  - id: ")
    assert marked == [
        (first, 'Missing property "measure".'),
        (_line_of(text, "    measure: "), "Property measur is not allowed."),
    ]


def test_a_number_for_a_clause_and_a_site_as_its_code_are_fine(server: YamlServer) -> None:
    text = (server.folder / CONTRACT).read_text(encoding="utf-8")
    text = text.replace("    clause: SC12\n", "    clause: 9.10\n", 1)
    before, _, rest = text.partition("  sites:\n")
    assert server.problems(CONTRACT, before + "  sites: [RZ101, RZ102]\n" + rest[rest.index("\nsigned_by:") :]) == []


def test_after_a_key_the_words_of_the_workspace_are_offered_with_their_meaning(server: YamlServer) -> None:
    offered = server.completions(RULES, FIRST_LINES + "  - id: NEW\n    measure: |\n")
    assert "complaints_received" in offered
    assert offered["complaints_acknowledged_in_time"]["documentation"].startswith("Complaints acknowledged within")
    assert {"all", "inpatient"} <= set(server.completions(RULES, FIRST_LINES + "  - id: NEW\n    service: |\n"))
    thresholds = server.completions(RULES, FIRST_LINES + "  - id: NEW\n    usual_threshold: |\n")
    assert {"at least 95%", "none", "to be agreed"} <= set(thresholds)
    assert thresholds["at least 95%"]["insertText"] == "at least ${1:95}%"
    tests = "  - id: NEW\n    tests:\n      - name: edge\n        given:\n          |\n"
    assert "acknowledged_in_time" in server.completions(RULES, FIRST_LINES + tests)


def test_after_use_the_requirements_are_offered_with_their_statement(server: YamlServer) -> None:
    text = (server.folder / CONTRACT).read_text(encoding="utf-8")
    offered = server.completions(CONTRACT, text.replace("  - use: FFT-IP-POSITIVE", "  - use: |", 1))
    assert offered["CMP-ACKNOWLEDGED"]["documentation"].startswith("Every complaint")
    assert "local-then-gc9" in server.completions(CONTRACT, text.replace("ladder: local-then-gc9", "ladder: |", 1))


def test_a_new_entry_is_offered_whole(server: YamlServer) -> None:
    whole = server.completions(RULES, FIRST_LINES + "  - |\n")["a new requirement"]["insertText"]
    assert whole.startswith("id: ${1:NEW-REQUIREMENT}\n  statement: ")
    assert "\n    verified: false\n" in whole
    text = (server.folder / CONTRACT).read_text(encoding="utf-8")
    assert "a variation" in server.completions(CONTRACT, text.replace("variations:\n", "variations:\n  - |\n", 1))
    assert "a waiver" in server.completions(CONTRACT, text.replace("waivers:\n", "waivers:\n  - |\n", 1))
    dated = text.replace("threshold: {2024-04-01: at least 85%}", "threshold:\n      |", 1)
    assert set(server.completions(CONTRACT, dated)) == {"a dated threshold"}


def test_over_a_key_stands_what_to_write(server: YamlServer) -> None:
    shown = server.hover(RULES, FIRST_LINES + "  - id: NEW\n    judged_o|ver: quarter\n")
    assert shown.startswith("How long a period is judged at once.")
    assert "* `month`: Each calendar month." in shown
    statement = server.hover(RULES, FIRST_LINES + "  - id: NEW\n    st|atement: Patients are heard.\n")
    assert statement.startswith("What a good experience asks, in a sentence patients and providers can both read.")
