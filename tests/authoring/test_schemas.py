"""The JSON Schemas of the files people edit: valid, complete, up to date, and of one mind with our own reader."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ConfigDict, TypeAdapter, ValidationError
from small_workspace import Small, adopt, rule, small

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.schema_sentences import threshold
from pxcommission.authoring.schemas import FOLDER, KINDS, kind_of, modeline_for, schemas_of
from pxcommission.problems import ProblemsFound, Weight
from pxcommission.rulebook.contracts import Published
from pxcommission.rulebook.ladders import LadderTest, ReplyWithin
from pxcommission.rulebook.thresholds import ThresholdSentence
from pxcommission.strict_models import Day, Identifier, LocalWord, OdsCode, Slug, Text, Title, Whole, YesNo
from pxcommission.yaml_text import Node, Nothing, Place, PlacedList, PlacedMapping, PlacedText, read_yaml

MAPPING = """\
title: A return
kind: a return
source: this test
verified: false
layout: list
recognised_by: [Trust, Period]
provider: {column: Trust}
period: {column: Period}
service: {fixed: inpatient}
figures:
  answers_positive: {numerator: Good, denominator: All}
marks: {"*": suppressed}
"""
TEST = """\
    tests:
      - {name: exactly at threshold, given: {positive: 9, responses: 10}, expect: met}
      - {name: suppressed, given: {positive: suppressed, responses: 4}, expect: not assessed, reason: suppressed}
"""
MORE = """\
reports_due:
  quality: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [late_letters], severity: minor}
published:
  answers: {by: Somebody, every: month, expected: 6 weeks after month end}
variations:
  - {requirement: GOOD, from: 2025-10-01, to: 2026-03-31, threshold: at least 80%, document: Variation 1, signed: 2025-09-12, reason: Wards moved.}
waivers:
  - {requirement: GOOD, service: inpatient, from: 2025-04-01, to: 2025-06-30, reason: Wards moved., source: Minute 7, approved_by: Head of contracting}
"""


def as_an_editor_reads(node: Node) -> Any:
    """A file's tree with its unquoted scalars typed by the core schema of YAML 1.2, as editors do."""
    match node:
        case PlacedMapping():
            return {str(key): as_an_editor_reads(value) for key, value in node.items()}
        case PlacedList():
            return [as_an_editor_reads(item) for item in node]
        case Nothing():
            return None
        case PlacedText():
            return typed(node) if node.plain else str(node)


def typed(plain: str) -> Any:
    if plain in ("", "~", "null", "Null", "NULL"):
        return None
    if plain in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return plain.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", plain, re.ASCII):
        return int(plain)
    if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", plain):
        return int(plain, 0)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", plain, re.ASCII):
        return float(plain)
    return plain


def refusals(schemas: dict[str, str], folder: Path, file: str) -> list[str]:
    """What the schema of a file says against it."""
    tree = as_an_editor_reads(read_yaml(folder / file, file))
    validator = Draft7Validator(json.loads(schemas[f"{kind_of(file)}.json"]))
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(tree)]


@pytest.fixture(scope="module")
def shipped(root: Path) -> dict[str, str]:
    return schemas_of(root)


def test_every_schema_is_draft_7_and_names_no_newer_word(shipped: dict[str, str]) -> None:
    assert set(shipped) == {f"{kind}.json" for kind in KINDS}
    for text in shipped.values():
        schema = json.loads(text)
        Draft7Validator.check_schema(schema)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        assert not {"$defs", "prefixItems", "names", "place"} & set(_keys(schema))
        assert text.endswith("}\n")


def test_every_key_says_what_to_write(shipped: dict[str, str]) -> None:
    silent = [
        f"{name}: {where}.{key}"
        for name, text in shipped.items()
        for where, properties in _objects(json.loads(text))
        for key, property in properties.items()
        if not property.get("description", "").strip()
    ]
    assert silent == []


def test_no_entry_takes_a_key_its_model_does_not_have(shipped: dict[str, str]) -> None:
    for text in shipped.values():
        schema = json.loads(text)
        assert schema["additionalProperties"] is False
        for name, part in schema.get("definitions", {}).items():
            if name[0].isupper() and "enum" not in part:
                assert part["additionalProperties"] is False, name


def test_the_committed_schemas_are_up_to_date(root: Path, shipped: dict[str, str]) -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.json")}
    stale = sorted(name for name in {*committed, *shipped} if committed.get(name) != shipped.get(name))
    assert stale == [], "run `pxcommission schema`"


def test_every_shipped_file_fits_its_schema_and_names_it_in_its_first_line(root: Path, shipped: dict[str, str]) -> None:
    files = [
        path.relative_to(root).as_posix() for top in ("rules", "contracts") for path in (root / top).rglob("*.yaml")
    ]
    wrong = [(file, said) for file in [*files, "workspace.yaml"] for said in refusals(shipped, root, file)]
    assert wrong == []
    for file in [*files, "workspace.yaml"]:
        first = (root / file).read_text(encoding="utf-8").partition("\n")[0]
        assert first == modeline_for(file), file
        schema = (root / file).parent / first.partition("=")[2]
        assert schema.resolve() == root / FOLDER / f"{kind_of(file)}.json"


def test_other_files_have_no_schema() -> None:
    for file in ("contracts/README.md", "contracts/published/published.csv", "rules/letters/challenge.docx", "x.yaml"):
        assert (kind_of(file), modeline_for(file)) == (None, "")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Small:
    made = small(tmp_path_factory.mktemp("good")).rules(rule() + TEST)
    made.write("rules/mappings/a-return.yaml", MAPPING)
    return made.contract(adopt(), MORE, "sites: [RZ101, {ods: RZ102, name: Cottage Hospital, services: inpatient}]")


def test_a_small_workspace_fits_the_schemas_made_of_it(good: Small) -> None:
    assert [p for p in every_problem(good.folder)[1] if p.weight is Weight.ERROR] == []
    schemas = schemas_of(good.folder)
    for file in good.folder.rglob("*.yaml"):
        assert refusals(schemas, good.folder, file.relative_to(good.folder).as_posix()) == []


RULES, CONTRACT, LADDER = "rules/rules.yaml", "contracts/acute/contract.yaml", "rules/ladders/a-ladder.yaml"
FORM, WORDS, RETURN = "rules/contract-forms/a-form.yaml", "rules/vocabulary/words.yaml", "rules/mappings/a-return.yaml"
FAULTS = [
    (RULES, "severity: major", "severty: major"),
    (RULES, "severity: major", "severity: grave"),
    (RULES, "measure: answers_positive", "measure: answers_postive"),
    (RULES, "service: inpatient", "service: [inpatient, outpatients]"),
    (RULES, "aspect: overall", "aspect: everything"),
    (RULES, "judged_over: quarter", "judged_over: 12 months"),
    (RULES, "at least 90%", "at leest 90%"),
    (RULES, "at least 90%", "at least 190%"),
    (RULES, "at least 90%", "0.9"),
    (RULES, "usual_threshold: at least 90%", "require: positive >= 9 and respnses > 3"),
    (RULES, "    usual_threshold: at least 90%\n", ""),
    (RULES, "usual_threshold: at least 90%", "usual_threshold: none\n    require: positive >= 9"),
    (RULES, "id: GOOD", "id: good"),
    (RULES, "verified: false", "verified: no"),
    (RULES, "    question_to_provider: What changed?\n", ""),
    (RULES, "question_to_provider: What changed?", "question_to_provider:"),
    (RULES, "positive: 9,", "positives: 9,"),
    (RULES, "positive: 9,", "positive: 9.5,"),
    (RULES, "positive: suppressed", "positive: hidden"),
    (RULES, ", reason: suppressed", ""),
    (RULES, "expect: met}", "expect: meet}"),
    (RULES, "owner: Lead", "owner: [Lead]"),
    (CONTRACT, "2024-04-01: at least 90%", "2024-04-31: at least 90%"),
    (CONTRACT, "from: 2024-04-01", "from: 1 April 2024"),
    (CONTRACT, "use: GOOD", "use: GOD"),
    (CONTRACT, "ladder: a-ladder", "ladder: the-ladder"),
    (CONTRACT, "2024-04-01: a-form", "2024-04-01: the-form"),
    (CONTRACT, "ods: RZ1\n", "ods: rz1\n"),
    (CONTRACT, "RZ101", "RZ 101"),
    (CONTRACT, "measures: [late_letters]", "measures: [late_leters]"),
    (CONTRACT, "measures: [late_letters]", "measures: []"),
    (CONTRACT, "15 operational days", "75 operational days"),
    (CONTRACT, "  answers: {by", "  answer: {by"),
    (CONTRACT, "services: [inpatient, emergency, maternity]", "services: [inpatient, emergencies]"),
    (CONTRACT, ", signed: 2025-09-12", ""),
    (LADDER, "when: in_breach,", "when: in_breech,"),
    (LADDER, "when: in_breach,", "when: in_breach ?,"),
    (LADDER, ", propose: query", ""),
    (LADDER, "days: 10", "days: ten"),
    (LADDER, "days: 10", "days: 400"),
    (LADDER, "document: meeting-paper", "documents: meeting-paper"),
    (LADDER, "step_down: true", "step_down: yes"),
    (FORM, "value: 10", "value: ten"),
    (FORM, "unit: operational days", "unit: working days"),
    (FORM, "from: [none]", "from: []"),
    (WORDS, "better: lower", "better: less"),
    (WORDS, "numerator: positive", "numerator: Positive Answers"),
    (RETURN, "column: Trust", "column: Trust, cell: B2"),
    (RETURN, "layout: list", "layout: long"),
    (RETURN, '"*": suppressed', '"*": hidden'),
    ("workspace.yaml", "format: 1", "formats: 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "right", "fault"), FAULTS, ids=[f"{f.split('/')[-1]}: {b or a}" for f, a, b in FAULTS]
)
def test_what_our_reader_refuses_the_schema_refuses(
    good: Small, tmp_path: Path, file: str, right: str, fault: str
) -> None:
    text = (good.folder / file).read_text(encoding="utf-8")
    assert right in text
    folder = tmp_path / "workspace"
    shutil.copytree(good.folder, folder)
    (folder / file).write_text(text.replace(right, fault, 1), encoding="utf-8")
    errors = [p for p in every_problem(folder)[1] if p.weight is Weight.ERROR and p.file == file]
    assert errors, "our reader lets it through"
    assert refusals(schemas_of(good.folder), folder, file), "the schema lets it through"


def test_a_mapping_of_a_measure_that_does_not_exist_is_marked(good: Small, tmp_path: Path) -> None:
    Small(tmp_path).write(RETURN, MAPPING.replace("answers_positive:", "answers_positiv:"))
    assert refusals(schemas_of(good.folder), tmp_path, RETURN) != []


def test_a_file_that_cannot_be_read_stops_the_schemas_and_an_unknown_name_does_not(good: Small, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(good.folder, folder)
    rules, words = folder / RULES, folder / WORDS
    rules.write_text(rules.read_text().replace("aspect: overall", "aspect: everything"))
    assert schemas_of(folder) == schemas_of(good.folder)
    words.write_text(words.read_text().replace("unit: count", "unit: number"))
    with pytest.raises(ProblemsFound) as found:
        schemas_of(folder)
    assert {problem.file for problem in found.value.problems} == {WORDS}


def test_a_new_word_is_offered_with_its_meaning(good: Small, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(good.folder, folder)
    Small(folder).write("rules/vocabulary/local.yaml", "title: Local\nservices:\n  111: {name: NHS 111}\n")
    Small(folder).write("contracts/acute/requirements.yaml", f"title: Own\nowner: Lead\nrequirements:\n{rule('OWN')}")
    schemas = schemas_of(folder)
    service = json.loads(schemas["rule-file.json"])["definitions"]["service-or-all"]
    assert service["enum"] == [111, "111", "all", "emergency", "inpatient", "maternity"]
    assert service["enumDescriptions"][0] == "NHS 111"
    requirement = json.loads(schemas["contract.json"])["definitions"]["requirement"]
    assert requirement["enum"] == ["GOOD", "OWN"]
    assert requirement["enumDescriptions"][1] == "Patients describe their care as good. (of ACUTE only)"


SIMPLE = {
    "Identifier": Identifier, "Slug": Slug, "OdsCode": OdsCode, "LocalWord": LocalWord, "Day": Day, "YesNo": YesNo,
    "Whole": Whole, "Text": Text, "Title": Title, "threshold": ThresholdSentence,
    "days": ReplyWithin.model_fields["days"].rebuild_annotation(),
    "due": Published.model_fields["expected"].rebuild_annotation(),
    "marks": LadderTest.model_fields["periods"].rebuild_annotation(),
}  # fmt: skip
READERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(kind, config=ConfigDict(arbitrary_types_allowed=True)) for name, kind in SIMPLE.items()
}
VALIDATORS = {
    name: Draft7Validator(threshold() if name == "threshold" else reader.json_schema())
    for name, reader in READERS.items()
}
NEAR = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=14),
    st.text(st.sampled_from("AZaz019-_. "), min_size=1, max_size=45),
    st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True),
    st.from_regex(r"(at least|at most|more  than|less than|at) [0-9]{1,10}(\.[0-9]{0,7})? ?%?", fullmatch=True),
    st.from_regex(r"[0-9]{1,4} (operational days?|day|weeks|months) after (the )?(period|month|year) end", fullmatch=True),
    st.from_regex(r"[mb -]{1,9}", fullmatch=True),
    st.from_regex(r"(con|PRN|nul|COM1|lpt9)(-[a-zA-Z])?", fullmatch=True),
    st.sampled_from(["none", "all", "to be agreed", "better than England", "true", "false", "True", "null", "x" * 201]),
    st.integers(0, 10**10).map(str),
)  # fmt: skip


def _reads(name: str, text: str) -> bool:
    place = Place("file.yaml", 1, 1)
    try:
        READERS[name].validate_python(PlacedText(text, place, plain=True))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", SIMPLE)
@example("2024-02-29")
@example("1900-02-29")
@example("at least 100.0%")
@example("at least 000100%")
@example("0")
@example("366")
@given(NEAR)
def test_editor_and_reader_agree_on_simple_values(name: str, text: str) -> None:
    seen = typed(text)
    accepted = VALIDATORS[name].is_valid(seen)
    if isinstance(seen, str) or (isinstance(seen, int) and str(seen) == text and name in ("Whole", "days")):
        assert accepted == _reads(name, text)
    elif seen is not None and not isinstance(seen, bool):
        assert accepted or not _reads(name, text)  # the editor no longer sees how a number was spelt


@given(st.dates())
def test_every_day_of_the_calendar_is_a_day(day: Any) -> None:
    assert VALIDATORS["Day"].is_valid(day.isoformat())


def _keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, inner in part.items():
            yield key
            yield from _keys(list(inner.values()) if key in ("properties", "definitions") else inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _keys(inner)


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, part in [("", schema), *schema.get("definitions", {}).items()]:
        yield where, part.get("properties", {})
        for key, inner in part.get("properties", {}).items():
            yield f"{where}.{key}", inner.get("properties", {})
