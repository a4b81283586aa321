"""What options settle of a proposed mapping: its table, its name, what columns mean, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pxcommission.cli.conversation import choose
from pxcommission.cli.options import usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean, printable
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_headings import BETWEEN
from pxcommission.returns.mapping_guess import OF_A_MEASURE, Guess, Meaning, Part, Role, read_meaning
from pxcommission.returns.mapping_guess_values import Content
from pxcommission.returns.mapping_proposal import Proposal, named_by, propose
from pxcommission.returns.mapping_proposal_table import Table, tables_in
from pxcommission.returns.mapping_proposal_units import without_repeats
from pxcommission.returns.mapping_proposal_written import lacking, measures_read
from pxcommission.strict_models import SLUG
from pxcommission.vocabulary.models import Vocabulary

if TYPE_CHECKING:
    from pxcommission.cli.options import Options
    from pxcommission.cli.returns_map import Asked
    from pxcommission.rulebook.rulebook import Rulebook
    from pxcommission.workspace import Workspace


def proposed(
    options: Options, asked: Asked, workspace: Workspace, conversing: bool
) -> tuple[Proposal, tuple[str, ...]]:
    """The proposal for the file's table, and the mappings that read the file already.

    Raises ProblemsFound (exit code 4) for a file that can't be opened or holds no table.
    """
    from pxcommission.loading import shown_path
    from pxcommission.returns import mapped
    from pxcommission.returns.mappings import load_mappings
    from pxcommission.returns.opening import open_file

    vocabulary = workspace.rulebook.vocabulary
    if asked.service and asked.service not in (*vocabulary.services, "all"):
        usage(f"--service {printable(asked.service)}: unknown{did_you_mean(asked.service, vocabulary.services)}")
    shown = shown_path(asked.file, options.workspace)
    if asked.file.is_dir():
        fix = "name one file in it: a mapping is proposed from one file"
        raise ProblemsFound([Problem(shown, "this is a folder", fix)], ExitCode.RETURNS_WRONG)
    if not asked.file.is_file():
        raise ProblemsFound([Problem(shown, "there is no such file", "check the name")], ExitCode.RETURNS_WRONG)
    found = Collected(shown)
    book = open_file(asked.file, shown, found)
    mappings = load_mappings(workspace.folder / "rules" / "mappings", "rules/mappings")
    already = tuple(one.id for one in mappings if mapped.recognises(book, one).fits)
    tables = tables_in(book)
    table = _table(tables if asked.sheet else without_repeats(tables), asked, shown, conversing)
    return propose(book, table, vocabulary, mappings, asked.service, not asked.sheet), already


def _table(tables: tuple[Table, ...], asked: Asked, shown: str, conversing: bool) -> Table:
    fitting = [one for one in tables if heading(asked.sheet) in heading(one.sheet.name)]
    if not fitting:
        message = "no table was found: a row of headings with figures below it"
        raise ProblemsFound([Problem(shown, message, "check the file and --sheet")], ExitCode.RETURNS_WRONG)
    if asked.table is not None:
        if not 1 <= asked.table <= len(fitting):
            usage(f"--table {asked.table}: there are {len(fitting)} tables")
        return fitting[asked.table - 1]
    if len(fitting) == 1:
        return fitting[0]
    listed = {str(number): one.where for number, one in enumerate(fitting, start=1)}
    if conversing:
        print(f"The file holds {len(fitting)} tables:")
        return fitting[int(choose("Which one", listed, "1")) - 1]
    if asked.yes:
        usage(
            f"the file holds {len(fitting)} tables; name one with --table: "
            + "; ".join(f"{n}: {w}" for n, w in listed.items())
        )
    return fitting[0]


def mapping_name(text: str) -> str:
    """The mapping's name from what was given or from the file's name, in small letters, digits and hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")
    if not SLUG.fullmatch(name):
        usage(f"--name {printable(text)}: use small letters, digits and hyphens, such as ward-report")
    return name


def settled_by_options(proposal: Proposal, asked: Asked, vocabulary: Vocabulary) -> tuple[Proposal, tuple[str, ...]]:
    """The proposal with what --column says, and the parts it settled."""
    chosen: list[str] = []
    for said in asked.columns:
        name, equals, meaning = said.rpartition("=")
        part = next((one for one in proposal.parts if heading(one.name) == heading(name)), None)
        if not equals or part is None:
            names = [one.name for one in proposal.parts]
            usage(
                f"--column {printable(said)}: write 'HEADING=MEANING' with a heading of the file{did_you_mean(name, names)}"
            )
        read = meaning_of(meaning, part, vocabulary, proposal.form)
        if isinstance(read, str):
            usage(f"--column {printable(said)}: {read}")
        proposal = proposal.with_guess(part.key, Guess(read, 100, "said with --column"))
        if part.kind == "column" and Meaning(Role.MEASURE) in read and proposal.form == "list":
            proposal = named_by(proposal, part.key, vocabulary, frozenset((*chosen, part.key)))
        chosen.append(part.key)
    return proposal, tuple(chosen)


def meaning_of(text: str, part: Part, vocabulary: Vocabulary, form: str) -> tuple[Meaning, ...] | str:
    """What a person wrote for a column or row; in a table of measures a measure's row is all of its figures."""
    read = read_meaning(text, vocabulary, part.content)
    if isinstance(read, str):
        return read
    of_texts = (Content.WORDS, Content.PROSE, Content.MIXED, Content.EMPTY)
    if Meaning(Role.MEASURE) in read and part.content not in of_texts:
        return f"the names of measures are texts, and these are {part.content}; choose the column that holds the names"
    if part.kind == "row" and form == "long":
        read = tuple(Meaning(Role.FIGURES, one.measure) if one.role in OF_A_MEASURE else one for one in read)
    if part.kind == "column" and form == "long":
        read = tuple(Meaning(one.role) for one in read)
    if part.kind == "row" and any(one.role not in (*OF_A_MEASURE, Role.NOT_READ) for one in read):
        return "a row is a part of a measure, or not read"
    bare = [one.role for one in read if one.role in OF_A_MEASURE and not one.measure]
    return f"{bare[0]} of which measure?" if bare and form != "long" else read


def lacks(proposal: Proposal, strictly: bool) -> tuple[str, ...]:
    """What is needed and not there, or with `strictly` not sure enough."""
    missing = list(lacking(proposal))
    if not strictly:
        return tuple(missing)
    for name, place in proposal.open_places.items():
        if place.confidence < 70:
            missing.append(f"the {name} ({place.reason}; guessed {place.text})")
    for part in proposal.unsure:
        if any(one.role is not Role.NOT_READ for one in part.guess.meanings):
            missing.append(f"{part.kind} '{part.name}' (guessed {part.guess.text}: {part.guess.reason})")
    return tuple(missing)


def requirements_of(proposal: Proposal, rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The requirements on each measure read, for a provider's words that name none."""
    if proposal.named(Role.REQUIREMENT) is not None or not (proposal.named(Role.REASON) or proposal.named(Role.ACTION)):
        return {}
    measures = measures_read(proposal)
    if proposal.form == "list" and len(measures) > 1:
        measures = _spoken_of(proposal)
    own = [one for contract in rulebook.contracts.values() for one in contract.own.values()]
    found: dict[str, tuple[str, ...]] = {}
    for measure in measures:
        ids = tuple(sorted({one.id for one in (*rulebook.requirements.values(), *own) if one.measure == measure}))
        if ids:
            found[measure] = ids
    return found


def _spoken_of(proposal: Proposal) -> tuple[str, ...]:
    """The one measure whose columns stand under the same upper heading as the provider's words; none where it can't be told."""
    words = [part for role in (Role.REASON, Role.ACTION) if (part := proposal.named(role)) is not None]
    over = {heading(part.name.partition(BETWEEN)[0]) for part in words if BETWEEN in part.name}
    found = {
        one.measure
        for part in proposal.parts
        for one in part.guess.meanings
        if one.measure and BETWEEN in part.name and heading(part.name.partition(BETWEEN)[0]) in over
    }
    return tuple(found) if len(found) == len(over) == 1 and all(BETWEEN in part.name for part in words) else ()


def words_left(proposal: Proposal, requirements: Mapping[str, Sequence[str]], file: str) -> tuple[Problem, ...]:
    """A warning for each column of the provider's words that the mapping does not read, as nothing says what they are about."""
    if requirements or proposal.named(Role.REQUIREMENT) is not None:
        return ()
    parts = [(role, proposal.named(role)) for role in (Role.POSITION, Role.REASON, Role.ACTION)]
    fix = "name it under `statement:` of the mapping, and what it is about under `requirements:`"
    return tuple(
        Problem(
            file,
            f"'{part.name}' ({role}) is not read: nothing says which requirement it is about",
            fix,
            weight=Weight.WARNING,
        )
        for role, part in parts
        if part is not None
    )
