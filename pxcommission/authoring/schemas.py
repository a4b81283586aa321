"""JSON Schemas (draft 7) of the files people edit, for editors: every key explained, every name of the workspace offered.

They are made from the same models our reader uses, with the workspace's own words in place of each kind of name, and
lie in `rules/schemas/`; the first line of a file says which is its own. Our reader decides what is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydantic import BaseModel

from pxcommission.authoring.schema_sentences import figure, word_value
from pxcommission.authoring.schema_shapes import definition_key, model_for_editors, used_definitions
from pxcommission.authoring.schema_words import name_lists
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.returns.mappings import MappingFile
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contract_patterns import ContractPattern
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import RuleFile
from pxcommission.rulebook.rulebook import Rulebook, WorkspaceFile, read_rulebook
from pxcommission.schema_types import Fragment
from pxcommission.vocabulary.models import VocabularyFile
from pxcommission.vocabulary.organisations import OrganisationFile

FOLDER = "rules/schemas"
KINDS: Mapping[str, type[BaseModel]] = {
    "rule-file": RuleFile,
    "vocabulary": VocabularyFile,
    "ladder": Ladder,
    "contract-form": ContractForm,
    "mapping": MappingFile,
    "contract-pattern": ContractPattern,
    "organisations": OrganisationFile,
    "framework": Framework,
    "contract": Contract,
    "workspace": WorkspaceFile,
}
"""Each kind of file with its model; the schema is called after the kind."""

_OF_FOLDERS = {"vocabulary": "vocabulary", "ladders": "ladder", "contract-forms": "contract-form", "mappings": "mapping",
               "contract-patterns": "contract-pattern", "organisations": "organisations",
               "frameworks": "framework"}  # fmt: skip
_WRITTEN = "Written by `pxcommission schema` from the workspace's own words; run it again after adding words."


def kind_of(file: str) -> str | None:
    """The kind of a file by its path in the workspace: `rule-file` for `rules/complaints.yaml`; None for no kind."""
    match PurePosixPath(file).parts:
        case ("workspace.yaml",):
            return "workspace"
        case ("rules", name) if name.endswith(".yaml"):
            return "rule-file"
        case ("rules", folder, name) if name.endswith(".yaml"):
            return _OF_FOLDERS.get(folder)
        case ("contracts", _, "contract.yaml"):
            return "contract"
        case ("contracts", _, "requirements.yaml"):
            return "rule-file"
        case _:
            return None


def modeline_for(file: str) -> str:
    """The first line of a file at this path of the workspace, which tells an editor its schema; empty for other files."""
    kind = kind_of(file)
    if kind is None:
        return ""
    parents = PurePosixPath(file).parts[:-1]
    above = parents[1:] if parents[:1] == ("rules",) else parents
    to_rules = "../" * len(above) + ("" if parents[:1] == ("rules",) else "rules/")
    return f"# yaml-language-server: $schema={to_rules}schemas/{kind}.json"


def schemas_of(workspace: Path) -> dict[str, str]:
    """The text of every schema by its file's name; raises ProblemsFound (exit code 3) where a file can't be read.

    Names that do not exist are no hindrance: only a file that can't be read would leave its words out.
    """
    rulebook, problems = read_rulebook(workspace)
    read = set(_files_read(rulebook))
    unread = [problem for problem in problems if problem.file in rulebook.hashes and problem.file not in read]
    if unread:
        raise ProblemsFound(unread, ExitCode.RULES_WRONG)
    return {f"{kind}.json": schema_text(kind, rulebook) for kind in KINDS}


def _files_read(rulebook: Rulebook) -> Iterator[str]:
    for kind in VocabularyFile.model_fields.keys() - {"title", "place"}:
        yield from (word.place.file for word in getattr(rulebook.vocabulary, kind).values())
    yield from (requirement.place.file for requirement in rulebook.requirements.values())
    for contract in rulebook.contracts.values():
        yield contract.file
        yield from (requirement.place.file for requirement in contract.own.values())
    yield from (f"rules/ladders/{name}.yaml" for name in rulebook.ladders)
    yield from (f"rules/contract-forms/{name}.yaml" for name in rulebook.forms)
    yield from (f"rules/organisations/{name}.yaml" for name in rulebook.organisations)
    yield "workspace.yaml"


def schema_text(kind: str, rulebook: Rulebook) -> str:
    """The schema of one kind of file as it is written: the same for the same words."""
    return json.dumps(schema(kind, rulebook), ensure_ascii=False, indent=1) + "\n"


def schema(kind: str, rulebook: Rulebook) -> Fragment:
    """The schema of one kind of file with the names of the workspace in it."""
    model = KINDS[kind]
    made = model.model_json_schema(ref_template="#/definitions/{model}")
    lists = name_lists(rulebook)
    definitions = {
        **{name: model_for_editors(part, name, lists) for name, part in made.pop("$defs", {}).items()},
        **{definition_key(name): part for name, part in lists.items()},
        "given-figure": figure(),
        "given-word": word_value(),
    }
    body = model_for_editors(made, model.__name__, lists)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "$comment": _WRITTEN}
    return {**head, **body, "definitions": {name: definitions[name] for name in used_definitions(body, definitions)}}
