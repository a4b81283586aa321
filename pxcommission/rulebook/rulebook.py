"""Load a workspace's whole rulebook: vocabulary, requirements, ladders, contract forms, contracts; all problems in one pass."""

from __future__ import annotations

import contextlib
import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from msgspec import Struct, field
from pydantic import BaseModel, Field, WithJsonSchema

from pxcommission.periods import FIRST_KNOWN, LAST_KNOWN, NO_EXTRA, in_words, is_operational_day
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, in_file_order
from pxcommission.rulebook.chart_settings import ChartSettings
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Adopted, Contract
from pxcommission.rulebook.kept_rulebook import keep_rulebook, kept_folder, rulebook_kept, rulebook_key
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.lint_names import note
from pxcommission.rulebook.requirements import Requirement, RuleFile
from pxcommission.strict_models import SLUG, Day, Strict, model_of, read_model
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile
from pxcommission.vocabulary.organisations import OrganisationFile
from pxcommission.yaml_text import Place, PlacedMapping, read_yaml

Model = TypeVar("Model", bound=BaseModel)


class WorkspaceFile(Strict):
    """`workspace.yaml`: the format the folder is written in."""

    format: Annotated[str, WithJsonSchema({"enum": [1, "1"]})] = Field(
        description="The format this folder is written in: 1.", json_schema_extra={"errorMessage": "Write 1"}
    )
    note: str | None = Field(default=None, description="What this workspace is for.")
    extra_bank_holidays: tuple[Day, ...] = Field(
        default=(),
        description="One-off bank holidays in England that were proclaimed after this version of the program was made, for "
        "example [2027-05-10]. They are no Operational Days.",
    )
    charts: ChartSettings | None = Field(default=None, description="How charts are read: {profile: ptd}.")


class ContractInForce(Struct, frozen=True):
    """A contract with where it stands and its own requirements beside the library's."""

    contract: Contract
    file: str
    folder: Path
    own: Mapping[str, Requirement] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The contract's id."""
        return self.contract.contract


class Rulebook(Struct, frozen=True):
    """Everything commissioners wrote, checked for shape; `hashes` has the SHA-256 of every file read.

    `unread` has the files that could not be read: what they define is missing here, though nobody misspelt its name.
    """

    folder: Path
    vocabulary: Vocabulary
    requirements: Mapping[str, Requirement]
    ladders: Mapping[str, Ladder]
    forms: Mapping[str, ContractForm]
    contracts: Mapping[str, ContractInForce]
    hashes: Mapping[str, str]
    extra_bank_holidays: frozenset[date] = NO_EXTRA
    charts: ChartSettings | None = None
    unread: tuple[str, ...] = ()
    organisations: Mapping[str, OrganisationFile] = field(default_factory=dict)

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


class _Loading(Struct):
    folder: Path
    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

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
            fix = "close it in other programs, and see that you may read it"
            self.add_file(path, f"the file can't be read: {wrong.strerror}", fix, "PX059")
        self.unread.append(shown)
        return None

    def add(self, place: Place, message: str, fix: str, code: str) -> None:
        self.problems.append(place.problem(message, fix, code))

    def add_file(self, path: Path, message: str, fix: str, code: str) -> None:
        self.problems.append(Problem(self.shown(path), message, fix, code=code))


def load_rulebook(folder: Path) -> Rulebook:
    """The rulebook of a workspace; raises ProblemsFound (exit code 3) with every error of every file.

    Where no rule has changed since it was last read without an error, it is the one that was kept.
    """
    kept = kept_folder()
    if kept is None:
        return _without_errors(folder)
    with _nothing_collected():
        key = rulebook_key(folder)
        found = rulebook_kept(kept, key)
        if found is None:
            found = _without_errors(folder)
            if rulebook_key(folder) == key:  # no file was changed while they were read
                keep_rulebook(kept, key, found)
        return found


def _without_errors(folder: Path) -> Rulebook:
    rulebook, problems = read_rulebook(folder, advice=False)
    errors = [problem for problem in problems if problem.weight is Weight.ERROR]
    if errors:
        raise ProblemsFound(errors, ExitCode.RULES_WRONG)
    return rulebook


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without Python's search for garbage: a rulebook is hundreds of thousands of objects, all of which stay."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_nothing_collected()
def read_rulebook(folder: Path, *, advice: bool = True) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rulebook as far as it can be read, with every problem found in it (errors, warnings and notes).

    Without `advice` every error, and not all that only warns or notes: what loading a rulebook asks for.
    """
    from pxcommission.rulebook.lint import lint  # which a kept rulebook does without

    loading = _Loading(folder)
    workspace = _check_workspace(loading)
    extra = _extra_bank_holidays(workspace, loading)
    _check_names(loading)
    vocabulary = _vocabulary(loading)
    requirements = _requirements(loading, sorted((folder / "rules").glob("*.yaml")))
    if not requirements and not loading.problems:
        fix = "run `pxcommission init`"
        loading.problems.append(Problem("rules", "there are no rules: the rule set is empty", fix, code="PX057"))
    rulebook = Rulebook(
        folder=folder,
        vocabulary=vocabulary,
        requirements=requirements,
        ladders=_by_file_name(loading, "ladders", Ladder),
        forms=_by_file_name(loading, "contract-forms", ContractForm),
        contracts=_contracts(loading),
        hashes=loading.hashes,
        extra_bank_holidays=extra,
        charts=workspace.charts if workspace else None,
        unread=tuple(loading.unread),
        organisations=_by_file_name(loading, "organisations", OrganisationFile),
    )
    between = [problem for problem in lint(rulebook, advice=advice) if not _is_an_echo(problem, loading.problems)]
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


def _check_workspace(loading: _Loading) -> WorkspaceFile | None:
    path = loading.folder / "workspace.yaml"
    if not path.is_file():
        message = "this folder is not a workspace: it has no workspace.yaml"
        fix = "go to the workspace's folder, give --workspace DIR, or make one with `pxcommission init DIR`"
        raise ProblemsFound([Problem("workspace.yaml", message, fix, code="PX050")], ExitCode.RULES_WRONG)
    workspace = loading.read(path, WorkspaceFile)
    if workspace is not None and workspace.format != "1":
        message = f"format {workspace.format} is not known to this version, which reads format 1"
        loading.add(workspace.place, message, "use a newer pxcommission, or write `format: 1`", "PX051")
    return workspace


def _extra_bank_holidays(workspace: WorkspaceFile | None, loading: _Loading) -> frozenset[date]:
    """The one-off bank holidays of the workspace; a note for each that is no Operational Day anyway."""
    if workspace is None:
        return NO_EXTRA
    for day in workspace.extra_bank_holidays:
        if not FIRST_KNOWN <= day.year <= LAST_KNOWN:
            message = f"the bank holidays of England in {day.year} are not known"
            loading.add(workspace.place, message, "check the day", "PX061")
        elif not is_operational_day(day):
            kind = f"a {day:%A}" if day.weekday() >= 5 else "a bank holiday in England already"
            message = f"{in_words(day)} is {kind}: as an extra one it changes nothing"
            found = workspace.place.problem(message, "remove it, or check the day", "PX061")
            loading.problems.append(note(found))
    return frozenset(workspace.extra_bank_holidays)


def _check_names(loading: _Loading) -> None:
    """Files and folders whose name would make them be passed over in silence."""
    for top in ("rules", "contracts"):
        for path in sorted((loading.folder / top).rglob("*")):
            if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
                message = f"files of rules end in .yaml; this one ends in {path.suffix} and would not be read"
                loading.add_file(path, message, f"rename it to {path.stem}.yaml", "PX052")
    for folder in sorted(p for p in (loading.folder / "contracts").glob("*") if p.is_dir()):
        if folder.name != "published" and not folder.name.startswith(".") and not (folder / "contract.yaml").is_file():
            message = "this folder of a contract has no contract.yaml"
            loading.add_file(folder, message, "add it, or move the folder elsewhere", "PX053")


KINDS_OF_WORDS = (
    "measures", "services", "aspects", "themes", "key_questions", "feedback", "wording", "triangulation",
)  # fmt: skip


def _vocabulary(loading: _Loading) -> Vocabulary:
    merged: dict[str, dict[str, Any]] = {}
    for path in sorted((loading.folder / "rules" / "vocabulary").glob("*.yaml")):
        words = loading.read(path, VocabularyFile)
        for kind in KINDS_OF_WORDS if words else ():
            found = merged.setdefault(kind, {})
            for name, word in getattr(words, kind).items():
                if name in found:
                    file = found[name].place.file
                    message = f"duplicate word '{name}' among the {kind}: it stands already in {file}"
                    loading.add(word.place, message, "keep one of the two", "PX056")
                found.setdefault(str(name), word)
    return Vocabulary(**merged)


def _requirements(loading: _Loading, paths: Iterable[Path]) -> dict[str, Requirement]:
    found: dict[str, Requirement] = {}
    for path in paths:
        rules = loading.read(path, RuleFile)
        for requirement in rules.requirements if rules else _read_alone(path, loading.shown(path)):
            first = found.setdefault(requirement.id, requirement)
            if first is not requirement:
                place = f"{first.place.file}:{first.place.line}"
                message = f"duplicate id {requirement.id}: it stands already at {place}"
                loading.add(requirement.place, message, "choose another id for one of the two", "PX054")
    return found


def _read_alone(path: Path, name: str) -> Iterator[Requirement]:
    """The requirements that read by themselves, of a file something else of which is wrong: lint speaks of them at once."""
    from pxcommission.yaml_edits import list_under

    try:
        tree = read_yaml(path, name)
    except (ProblemsFound, OSError):
        return
    for entry in list_under(tree, "requirements") if isinstance(tree, PlacedMapping) else ():
        with contextlib.suppress(ProblemsFound):
            yield model_of(entry, Requirement)


def _by_file_name(loading: _Loading, kind: str, model: type[Model]) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for path in sorted((loading.folder / "rules" / kind).glob("*.yaml")):
        if not SLUG.fullmatch(path.stem):
            message = "the file's name is its id, and must be small letters, digits and hyphens"
            loading.add_file(path, message, "rename it, such as local-then-gc9.yaml", "PX058")
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
            message = f"duplicate contract id {contract.contract}: see {found[contract.contract].file}"
            loading.add(contract.place, message, "give each contract an id of its own", "PX055")
            continue
        found[contract.contract] = ContractInForce(contract, loading.shown(path), path.parent, own)
    return found
