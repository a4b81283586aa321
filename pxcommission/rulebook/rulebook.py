"""Load a workspace's whole rulebook: vocabulary, requirements, ladders, contract forms, contracts; all problems in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, in_file_order
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Adopted, Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.lint import lint
from pxcommission.rulebook.requirements import Requirement, RuleFile
from pxcommission.strict_models import SLUG, Strict, read_model
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile
from pxcommission.yaml_text import Place

Model = TypeVar("Model", bound=BaseModel)


class WorkspaceFile(Strict):
    """`workspace.yaml`: the format the folder is written in."""

    format: str
    note: str | None = None


@dataclass(frozen=True)
class ContractInForce:
    """A contract with where it stands and its own requirements beside the library's."""

    contract: Contract
    file: str
    folder: Path
    own: Mapping[str, Requirement] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The contract's id."""
        return self.contract.contract


@dataclass(frozen=True)
class Rulebook:
    """Everything commissioners wrote, checked for shape; `hashes` has the SHA-256 of every file read."""

    folder: Path
    vocabulary: Vocabulary
    requirements: Mapping[str, Requirement]
    ladders: Mapping[str, Ladder]
    forms: Mapping[str, ContractForm]
    contracts: Mapping[str, ContractInForce]
    hashes: Mapping[str, str]

    def requirement(self, contract: ContractInForce, requirement: str) -> Requirement | None:
        """A requirement by id, the contract's own first."""
        return contract.own.get(requirement) or self.requirements.get(requirement)

    def in_contract(self, contract: ContractInForce) -> Iterator[tuple[Requirement, Adopted | None]]:
        """The contract's requirements in file order: adopted ones with their line, then monitored ones with None."""
        for adopted in contract.contract.requirements:
            found = self.requirement(contract, adopted.use)
            if found is not None:
                yield found, adopted
        for name in contract.contract.monitored:
            found = self.requirement(contract, name)
            if found is not None:
                yield found, None


@dataclass
class _Loading:
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)

    def shown(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def read(self, path: Path, model: type[Model]) -> Model | None:
        """The model of a file, or None after noting its problems."""
        shown = self.shown(path)
        try:
            self.hashes[shown] = hashlib.sha256(path.read_bytes()).hexdigest()
            return read_model(path, shown, model)
        except ProblemsFound as found:
            self.problems.extend(found.problems)
        except OSError as wrong:
            self.problems.append(Problem(shown, f"the file can't be read: {wrong.strerror}"))
        return None

    def add(self, place: Place, message: str, fix: str = "") -> None:
        self.problems.append(place.problem(message, fix))


def load_rulebook(folder: Path) -> Rulebook:
    """The rulebook of a workspace; raises ProblemsFound (exit code 3) with every error of every file."""
    rulebook, problems = read_rulebook(folder)
    errors = [problem for problem in problems if problem.weight is Weight.ERROR]
    if errors:
        raise ProblemsFound(errors, ExitCode.RULES_WRONG)
    return rulebook


def read_rulebook(folder: Path) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rulebook as far as it can be read, with every problem found in it (errors, warnings and notes)."""
    loading = _Loading(folder)
    _check_workspace(loading)
    _check_names(loading)
    vocabulary = _vocabulary(loading)
    requirements = _requirements(loading, sorted((folder / "rules").glob("*.yaml")))
    if not requirements and not loading.problems:
        loading.problems.append(
            Problem("rules", "there are no rules: the rule set is empty", "run `pxcommission init`")
        )
    rulebook = Rulebook(
        folder=folder,
        vocabulary=vocabulary,
        requirements=requirements,
        ladders=_by_file_name(loading, "ladders", Ladder),
        forms=_by_file_name(loading, "contract-forms", ContractForm),
        contracts=_contracts(loading),
        hashes=loading.hashes,
    )
    between = [problem for problem in lint(rulebook) if not _is_an_echo(problem, loading.problems)]
    return rulebook, in_file_order([*loading.problems, *between])


_FROM = {
    "unknown requirement": ("rules/", "contracts/"),
    "unknown ladder": ("rules/ladders/",),
    "unknown contract form": ("rules/contract-forms/",),
    "unknown adopted": ("rules/", "contracts/"),
}


def _is_an_echo(problem: Problem, problems: Sequence[Problem]) -> bool:
    """Whether a name may only be unknown because the file that would define it could not be read."""
    if not problem.message.startswith("unknown "):
        return False
    kind = next((kind for kind in _FROM if problem.message.startswith(kind)), "")
    folders = _FROM.get(kind, ("rules/vocabulary/",))
    return any(other.file.startswith(folders) for other in problems)


def _check_workspace(loading: _Loading) -> None:
    path = loading.folder / "workspace.yaml"
    if not path.is_file():
        message = "this folder is not a workspace: it has no workspace.yaml"
        fix = "go to the workspace's folder, give --workspace DIR, or make one with `pxcommission init DIR`"
        raise ProblemsFound([Problem("workspace.yaml", message, fix)], ExitCode.RULES_WRONG)
    workspace = loading.read(path, WorkspaceFile)
    if workspace is not None and workspace.format != "1":
        message = f"format {workspace.format} is not known to this version, which reads format 1"
        loading.add(workspace.place, message, "use a newer pxcommission, or write `format: 1`")


def _check_names(loading: _Loading) -> None:
    """Files and folders whose name would make them be passed over in silence."""
    for top in ("rules", "contracts"):
        for path in sorted((loading.folder / top).rglob("*")):
            if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
                message = f"files of rules end in .yaml; this one ends in {path.suffix} and would not be read"
                loading.problems.append(Problem(loading.shown(path), message, "rename it"))
    for folder in sorted(p for p in (loading.folder / "contracts").glob("*") if p.is_dir()):
        if folder.name != "published" and not folder.name.startswith(".") and not (folder / "contract.yaml").is_file():
            message = "this folder of a contract has no contract.yaml"
            loading.problems.append(Problem(loading.shown(folder), message, "add it, or move the folder elsewhere"))


def _vocabulary(loading: _Loading) -> Vocabulary:
    merged: dict[str, dict[str, BaseModel]] = {}
    for path in sorted((loading.folder / "rules" / "vocabulary").glob("*.yaml")):
        words = loading.read(path, VocabularyFile)
        for kind in ("measures", "services", "aspects", "key_questions", "feedback") if words else ():
            found = merged.setdefault(kind, {})
            for name, word in getattr(words, kind).items():
                if name in found:
                    loading.add(word.place, f"duplicate word '{name}' among the {kind}", "keep one of the two")
                found.setdefault(str(name), word)
    return Vocabulary(**merged)  # type: ignore[arg-type]


def _requirements(loading: _Loading, paths: Iterable[Path]) -> dict[str, Requirement]:
    found: dict[str, Requirement] = {}
    for path in paths:
        rules = loading.read(path, RuleFile)
        for requirement in rules.requirements if rules else ():
            first = found.setdefault(requirement.id, requirement)
            if first is not requirement:
                place = f"{first.place.file}:{first.place.line}"
                loading.add(requirement.place, f"duplicate id {requirement.id}: it stands already at {place}")
    return found


def _by_file_name(loading: _Loading, kind: str, model: type[Model]) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for path in sorted((loading.folder / "rules" / kind).glob("*.yaml")):
        if not SLUG.fullmatch(path.stem):
            loading.problems.append(
                Problem(loading.shown(path), "the file's name must be small letters, digits and hyphens")
            )
        read = loading.read(path, model)
        if read is not None:
            found[path.stem] = read
    return found


def _contracts(loading: _Loading) -> dict[str, ContractInForce]:
    found: dict[str, ContractInForce] = {}
    for path in sorted((loading.folder / "contracts").glob("*/contract.yaml")):
        contract = loading.read(path, Contract)
        own_file = path.parent / "requirements.yaml"
        own = _requirements(loading, [own_file] if own_file.is_file() else [])
        if contract is None:
            continue
        if contract.contract in found:
            loading.add(
                contract.place, f"duplicate contract id {contract.contract}: see {found[contract.contract].file}"
            )
            continue
        found[contract.contract] = ContractInForce(contract, loading.shown(path), path.parent, own)
    return found
