"""A proposed mapping tried on its file before it is kept, and kept with what to run next."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.cli.options import Options
from pxcommission.cli.returns_map_settled import requirements_of, words_left
from pxcommission.problems import Problem, ProblemsFound
from pxcommission.returns.mapping_proposal import Proposal
from pxcommission.returns.mapping_proposal_written import Settled, mapping_text

if TYPE_CHECKING:
    from pxcommission.cli.returns_map import Asked
    from pxcommission.evidence.observations import Reading
    from pxcommission.workspace import Workspace


class Written(Struct, frozen=True):
    """A proposal to be written under a name, by whom and when, with the parts they settled themselves."""

    proposal: Proposal
    name: str
    file: Path
    by: str
    on: date
    chosen: tuple[str, ...]

    def text(self, requirements: Dictionary[str, Sequence[str]], compared: bool = False) -> str:
        """The mapping as YAML; `compared` where a person said that its figures agree with the file."""
        title = " ".join(self.file.stem.replace("_", " ").replace("-", " ").split()).capitalize()[:120]
        settled = Settled(title or "A return", self.file.name, self.by, self.on, self.chosen, compared)
        return mapping_text(self.proposal, settled, requirements)


class Rehearsal(Struct, frozen=True):
    """The mapping's text and what reading the file through it gave: a reading, or the problems that stopped it."""

    written: Written
    requirements: Dictionary[str, Sequence[str]]
    text: str
    reading: Reading | None
    problems: tuple[Problem, ...]


def rehearsed(written: Written, asked: Asked, workspace: Workspace) -> Rehearsal:
    """The file read through the proposed mapping; nothing is kept."""
    from pxcommission.loading import shown_path
    from pxcommission.returns.mappings import mapping_of
    from pxcommission.returns.recognise import read_file

    requirements = requirements_of(written.proposal, workspace.rulebook)
    text = written.text(requirements)
    left = words_left(written.proposal, requirements, shown_path(asked.file, workspace.folder))
    provider = asked.provider if "provider" in written.proposal.open_places else None
    try:
        mapping = mapping_of(text, written.name)
        reading = read_file(
            asked.file, shown_path(asked.file, workspace.folder), workspace.rulebook.vocabulary, [mapping],
            mapping=written.name, provider=provider, period=asked.period,
        )  # fmt: skip
    except ProblemsFound as found:
        return Rehearsal(written, requirements, text, None, (*found.problems, *left))
    return Rehearsal(written, requirements, text, reading, (*left, *reading.notes))


def keep(
    rehearsal: Rehearsal, asked: Asked, workspace: Workspace, options: Options, *, compared: bool, conversing: bool
) -> bool:
    """Whether the mapping was kept as a file; it is shown first, and `rules undo` takes it back."""
    from pxcommission.authoring.changes import file_change, write_changes
    from pxcommission.cli.writing import Asking, write_or_show
    from pxcommission.cli.writing import Proposal as Change

    written = rehearsal.written
    text = written.text(rehearsal.requirements, compared)
    change = file_change(workspace.folder, f"rules/mappings/{written.name}.yaml", text.encode("utf-8"))
    what = f"mapping {written.name}, from {asked.file.name}"
    if options.format == "json":
        write_changes(workspace.folder, [change], what, options.by, options.as_at)
        return True
    steps = [
        f"pxcommission returns load {_quoted(asked.file)} --mapping {written.name}{_by_hand(written, asked)} --received DATE"
    ]
    to_settle = (
        () if compared else ("nobody has compared its figures with the file; whoever does writes verified: true in it",)
    )
    proposal = Change(what, [change], steps, (*to_settle, "its source: the schedule that agrees this return"))
    return write_or_show(options, proposal, Asking(asked.yes, False, conversing))


def _quoted(path: Path) -> str:
    return f"'{path}'" if " " in str(path) else str(path)


def _by_hand(written: Written, asked: Asked) -> str:
    """The options `returns load` needs for this file."""
    places = written.proposal.open_places
    given = ""
    for name, keys, value in (
        ("provider", ("provider",), asked.provider),
        ("period", ("period", "year"), asked.period.key if asked.period else None),
    ):
        if any(key in places and places[key].key == "given" for key in keys) or (name == "period" and value):
            given += f" --{name} {value or name.upper()}"
    return given
