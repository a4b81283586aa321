"""Write a new requirement at the end of a rule file, with the tests that stand at its threshold's edge."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pxcommission.authoring.boundary_tests import BoundaryTest, boundary_tests
from pxcommission.authoring.changes import FileChange
from pxcommission.authoring.still_to_fill import TO_FILL_IN
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import SENTENCES, read_threshold
from pxcommission.strict_models import IDENTIFIER, model_of
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_edits import decoded, insert_under, mended, tree_of
from pxcommission.yaml_text import PlacedMapping, read_yaml_text
from pxcommission.yaml_writing import OneLine, Value, as_lines, entry_in_lines

LEAST_ANSWERS = 30


class NewRequirement(Struct, frozen=True):
    """What a new requirement asks; what is left empty is filled with what the vocabulary and the library's habit suggest."""

    id: str
    measure: str
    services: tuple[str, ...]
    threshold: str
    statement: str = ""
    aspect: str = "overall"
    key_question: str = "caring"
    level: str = "provider"
    judged_over: str = "quarter"
    needs: str = ""
    severity: str = "minor"
    document: str = TO_FILL_IN
    clause: str = ""
    question: str = ""


class RequirementWritten(Struct, frozen=True):
    """The change of the rule file, the requirement as it will be read, and the tests written for it."""

    change: FileChange
    requirement: Requirement
    tests: tuple[BoundaryTest, ...]


def new_requirement(
    new: NewRequirement, file: str, rulebook: Rulebook, title: str = "", owner: str = ""
) -> RequirementWritten:
    """The requirement at the end of a file of the workspace, which is made with this title and owner where it is new.

    Raises ProblemsFound (exit code 2) with every word that does not exist.
    """
    problems = list(_problems(new, file, rulebook))
    if problems:
        raise ProblemsFound(problems, ExitCode.USAGE)
    entry = _entry(new, rulebook.vocabulary)
    requirement = model_of(read_yaml_text("\n".join(as_lines(entry)), file), Requirement)
    tests = boundary_tests(requirement, rulebook.vocabulary)
    if tests:
        entry["tests"] = [test.line for test in tests]
    path = rulebook.folder / file
    before = path.read_bytes() if path.is_file() else None
    text = _new_file(entry, file, title, owner) if before is None else _at_the_end(decoded(before), file, entry)
    return RequirementWritten(FileChange(file, before, text.encode("utf-8")), requirement, tests)


def is_rule_file(file: str) -> bool:
    """Whether requirements are read from a file of this name: `rules/x.yaml` or a contract's own `requirements.yaml`."""
    parts = Path(file).parts
    own = len(parts) == 3 and parts[0] == "contracts" and parts[2] == "requirements.yaml"
    return own or (len(parts) == 2 and parts[0] == "rules" and parts[1].endswith(".yaml"))


def _problems(new: NewRequirement, file: str, rulebook: Rulebook) -> Iterator[Problem]:
    vocabulary = rulebook.vocabulary
    if not is_rule_file(file):
        yield Problem("--file", f"no requirement is read from {file}", "write rules/a-subject.yaml, or use --contract")
    if not IDENTIFIER.fullmatch(new.id):
        yield Problem(
            "ID", f"'{new.id}' can't be an id", "use capital letters, digits and hyphens, such as CMP-ANSWERED"
        )
    own = [name for contract in rulebook.contracts.values() for name in contract.own]
    if new.id in rulebook.requirements or new.id in own:
        yield Problem("ID", f"there is a requirement {new.id} already", "choose another id")
    if read_threshold(new.threshold) is None:
        near = did_you_mean(new.threshold, SENTENCES)
        yield Problem("--threshold", f"'{new.threshold}' is not a threshold{near}", "known: " + ", ".join(SENTENCES))
    named = [
        ("--measure", "measure", (new.measure,), vocabulary.measures),
        ("--service", "service", new.services, [*vocabulary.services, "all"]),
        ("--aspect", "aspect", (new.aspect,), vocabulary.aspects),
        ("--key-question", "key question", (new.key_question,), vocabulary.key_questions),
    ]
    for option, kind, words, known in named:
        for word in words:
            if word not in known:
                near = did_you_mean(word, known)
                fix = "" if near else "known: " + ", ".join(sorted(known))
                yield Problem(option, f"there is no {kind} '{word}'{near}", fix)


def _entry(new: NewRequirement, vocabulary: Vocabulary) -> dict[str, Value]:
    measure = vocabulary.measures[new.measure]
    services: Value = new.services[0] if len(new.services) == 1 else OneLine(list(new.services))
    touchpoints = any(vocabulary.services[name].touchpoints for name in new.services if name != "all")
    few = f"{measure.denominator} >= {LEAST_ANSWERS}" if measure.kind == "view" and measure.denominator else ""
    source: dict[str, Value] = {"document": new.document}
    source |= {"clause": new.clause} if new.clause else {}
    entry: dict[str, Value] = {
        "id": new.id,
        "statement": new.statement or f"{measure.name}.",
        "aspect": new.aspect,
        "key_question": new.key_question,
        "service": services,
        "touchpoint": "each" if touchpoints else "",
        "level": "" if new.level == "provider" else new.level,
        "measure": new.measure,
        "judged_over": new.judged_over,
        "usual_threshold": " ".join(new.threshold.split()),
        "needs": new.needs or few,
        "severity": new.severity,
        "source": OneLine(source | {"verified": False}),
        "question_to_provider": new.question or "What lies behind this figure, and what will be done about it?",
    }
    return {key: value for key, value in entry.items() if value != ""}


def _new_file(entry: Value, file: str, title: str, owner: str) -> str:
    up = "../../rules/" if file.startswith("contracts/") else ""
    subject = Path(file).stem.replace("-", " ").capitalize()
    head = {"title": title or subject, "owner": owner or TO_FILL_IN}
    lines = [f"# yaml-language-server: $schema={up}schemas/rule-file.json", *as_lines(head), ""]
    first, *rest = entry_in_lines("requirements", [entry])
    return "\n".join([*lines, first, "", *rest]) + "\n"


def _at_the_end(text: str, file: str, entry: Value) -> str:
    tree = tree_of(text, file)
    if not isinstance(tree, PlacedMapping):
        problem = tree.place.problem("keys with values are expected here, such as `title: …`")
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    return mended(text, insert_under(text, tree, "requirements", entry))
