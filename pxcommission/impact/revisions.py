"""The rulebook of another time or place: a git revision of the workspace, or another folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from pxcommission.evidence.receipts import Receipt, read_receipts
from pxcommission.problems import ExitCode, Problem, ProblemsFound, shortened
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

_PLAIN_FILES = ("100644", "100755")
_OF_ANOTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def rulebook_named(workspace: Path, name: str) -> Rulebook:
    """The rulebook of a folder with a workspace.yaml, or of a git revision of the workspace.

    Raises ProblemsFound: exit code 2 for a name that is neither, 3 with every problem of its files, 5 without git.
    """
    folder = Path(name)
    if name.strip() and (folder / "workspace.yaml").is_file():
        return _loaded(folder, name)
    commit = commit_of(workspace, name)
    with tempfile.TemporaryDirectory(prefix="pxcommission-") as made:
        _materialise(workspace, commit, name, Path(made))
        return replace(_loaded(Path(made), name), folder=workspace)


def receipts_of(workspace: Path, rulebooks: Sequence[Rulebook]) -> dict[str, Sequence[Receipt]]:
    """What was received for every contract of these rulebooks, as this workspace records it."""
    found: dict[str, Sequence[Receipt]] = {}
    for contract in (c for rulebook in rulebooks for c in rulebook.contracts.values()):
        shown = PurePosixPath(contract.file).parent / "returns" / "received.csv"
        found.setdefault(contract.id, read_receipts(workspace / shown, shown.as_posix()))
    return found


def _loaded(folder: Path, name: str) -> Rulebook:
    """The rulebook; problems name the revision or folder as `git show` does: `HEAD~1:rules/complaints.yaml`."""
    try:
        return load_rulebook(folder)
    except ProblemsFound as found:
        problems = [replace(p, file=f"{name}:{p.file}", mend=None) for p in found.problems]
        raise ProblemsFound(problems, found.exit_code) from None


def commit_of(workspace: Path, name: str) -> str:
    """The commit a revision names, in full; raises ProblemsFound (exit code 2) when it names none."""
    how = "give a git revision (HEAD~1, a branch, a tag), a folder with a workspace.yaml, or a date such as 2025-10-01"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    ran = _git(workspace, *asked) if name.strip() and "\0" not in name else None
    if ran is None or ran.returncode:
        inside = _git(workspace, "rev-parse", "--is-inside-work-tree")
        if inside.returncode:
            said = f"'{shortened(name)}' is no folder with a workspace.yaml, and this workspace is not kept in git"
            how = "give a folder with a workspace.yaml, or a date such as 2025-10-01"
        else:
            said = f"'{shortened(name)}' is neither a git revision of this workspace nor a folder with a workspace.yaml"
        raise ProblemsFound([Problem(shortened(name) or "rules diff", said, how)], ExitCode.USAGE)
    return ran.stdout.decode().strip()


def _git(workspace: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What git answers in the workspace, whatever repository a hook has set."""
    found = shutil.which("git")
    if found is None:
        problem = Problem("git", "git is not installed, so no revision can be read", "compare two folders instead")
        raise ProblemsFound([problem], ExitCode.ENVIRONMENT)
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER_REPOSITORY}
    command = [found, "-C", str(workspace.resolve()), *arguments]
    environment = {**inherited, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)  # noqa: S603


def _materialise(workspace: Path, commit: str, name: str, folder: Path) -> None:
    """Write the rule and contract files of a commit into a folder, byte for byte as they were committed.

    Blobs are read one by one (not by `git archive`, which changes files by their attributes).
    """
    wanted = list(_rule_files(workspace, commit, name))
    if not any(shown == "workspace.yaml" for _, shown in wanted):
        said = f"at the revision {name} this folder was no workspace: it had no workspace.yaml"
        raise ProblemsFound(
            [Problem(f"{name}:workspace.yaml", said, "choose a later revision, or a folder")], ExitCode.USAGE
        )
    for (_, shown), content in zip(wanted, _blobs(workspace, [blob for blob, _ in wanted]), strict=True):
        path = folder / shown
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _rule_files(workspace: Path, commit: str, name: str) -> Iterator[tuple[str, str]]:
    """Blob and path of each file that a rulebook is read from, relative to the workspace."""
    ran = _git(workspace, "ls-tree", "-r", "-z", commit)
    if ran.returncode:
        raise _failed(name, ran)
    for line in ran.stdout.split(b"\0"):
        about, _, path = line.partition(b"\t")
        mode, _, blob = about.decode().partition(" ")
        shown = path.decode(errors="surrogateescape")
        if mode in _PLAIN_FILES and _is_rule_file(PurePosixPath(shown)):
            yield blob.split(" ")[1], shown


def _is_rule_file(path: PurePosixPath) -> bool:
    if ".." in path.parts or path.is_absolute():
        return False
    in_folder = len(path.parts) > 1 and path.parts[0] in ("rules", "contracts")
    return str(path) == "workspace.yaml" or (in_folder and path.suffix.lower() in (".yaml", ".yml"))


def _blobs(workspace: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    ran = _git(workspace, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    rest = ran.stdout
    for blob in blobs:
        head, _, rest = rest.partition(b"\n")
        kind = head.split(b" ")
        if len(kind) != 3 or kind[1] != b"blob":
            raise _failed(blob, ran)
        size = int(kind[2])
        yield rest[:size]
        rest = rest[size + 1 :]


def _failed(name: str, ran: subprocess.CompletedProcess[bytes]) -> ProblemsFound:
    said = ran.stderr.decode(errors="replace").strip().split("\n")[0] or "git gave no answer"
    return ProblemsFound([Problem(name, f"git can't read it: {said}", "run `git fsck`")], ExitCode.ENVIRONMENT)
