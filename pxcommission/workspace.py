"""A workspace: a folder with its rules, its evidence and its case register, and the contracts asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from pxcommission.diagnostics.joined import RecordedEvidence
from pxcommission.evidence.receipts import Receipt, read_receipts
from pxcommission.evidence.store import EvidenceStore
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook, load_rulebook


class Workspace(Struct, frozen=True):
    """A folder with its rulebook, its evidence, what was received for each contract, and where its case register lies.

    `register`: the address of a database for a team; None for the workspace's own file.
    """

    folder: Path
    rulebook: Rulebook
    store: EvidenceStore
    receipts: Mapping[str, Sequence[Receipt]]
    register: str | None = None


def open_workspace(folder: Path, register: str | None = None) -> Workspace:
    """The workspace of a folder; raises ProblemsFound with every problem of every file."""
    rulebook = load_rulebook(folder)
    receipts = {
        contract.id: read_receipts(path, path.relative_to(folder).as_posix())
        for contract in rulebook.contracts.values()
        for path in [contract.folder / "returns" / "received.csv"]
    }
    return Workspace(folder, rulebook, RecordedEvidence(folder, rulebook), receipts, register)


def chosen_contracts(rulebook: Rulebook, wanted: Sequence[str]) -> tuple[ContractInForce, ...]:
    """The contracts asked for, or all of them; raises ProblemsFound (exit code 2) for names that don't exist."""
    if not rulebook.contracts:
        problem = Problem(
            "contracts", "there is no contract in this workspace", "copy contracts/example-acute and change it"
        )
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    unknown = [name for name in wanted if name not in rulebook.contracts]
    if unknown:
        known = ", ".join(rulebook.contracts)
        problems = [
            Problem("--contract", f"there is no contract '{n}'{did_you_mean(n, rulebook.contracts)}", f"known: {known}")
            for n in unknown
        ]
        raise ProblemsFound(problems, ExitCode.USAGE)
    return tuple(c for c in rulebook.contracts.values() if not wanted or c.id in wanted)
