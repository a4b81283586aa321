"""Packs by ranges of contracts: each process checks its contracts and builds their packs; one puts them in their places."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from pxcommission.packs.beside import beside_of
from pxcommission.packs.packs import folder_name, stage_pack
from pxcommission.packs.rendering import Templates, read_templates
from pxcommission.packs.staged import PackWritten, StagedPack, places_for, put_packs
from pxcommission.ranges.asked import Asked, Differ, checked_of, range_size, refuse_other_runs
from pxcommission.ranges.endings import Group, whole
from pxcommission.workers import Pool
from pxcommission.workspace import Workspace

LARGEST_RANGE = 10


class PacksAsked(Struct, frozen=True):
    """What every process that makes packs is told: the check, the folder of packs, and that of the letters' templates."""

    asked: Asked
    out: Path
    letters: Path


def packs_in_ranges(
    workspace: Workspace,
    asked: Asked,
    pool: Pool,
    out: Path,
    *,
    together: bool,
    said: Callable[[str], None] | None = None,
) -> list[PackWritten]:
    """Every contract checked and its pack written, as `write_packs` would: all are made before any is put in its place.

    A process holds the packs of no more than one range, and this one none. `said` hears the name of each pack that is made.
    Raises ProblemsFound and ReadingsDifferError as the check and `write_packs` do.
    """
    letters = workspace.folder / "rules" / "letters"
    read_templates(letters)
    groups = _groups(workspace, asked, together)
    told = PacksAsked(asked, out.resolve(), letters.resolve())
    size = range_size(len(groups), pool.workers, LARGEST_RANGE)
    with places_for(out, [(asked.period.key, name) for name, _ in groups]):
        answers = pool.each(staged_range, told, groups, together=size, said=lambda group: said and said(group[0]))
        found = list(whole(workspace, asked, pool, answers))
        refuse_other_runs(workspace, asked, [(pack.place[1], pack.run, head) for pack, head in found])
        return put_packs(out, [pack for pack, _ in found])


def staged_range(told: PacksAsked, groups: Sequence[Group]) -> Iterator[tuple[StagedPack, str] | Differ]:
    """The packs of a range, built beside their places, each with the register's head (in a worker)."""
    asked = told.asked
    found = checked_of(asked, [name for _, contracts in groups for name in contracts])
    if isinstance(found, Differ):
        yield from [found] * len(groups)
        return
    beside = beside_of(asked.folder, asked.register, found)
    by_name = {one.contract.contract: one for one in found}
    for name, contracts in groups:
        group = [by_name[contract] for contract in contracts]
        pack = stage_pack(group, told.out, (asked.period.key, name), _templates(told), beside)
        yield pack, group[0].register


@functools.lru_cache(maxsize=1)
def _templates(told: PacksAsked) -> Templates:
    """The letters' templates, read once by each process for a run."""
    return read_templates(told.letters)


def _groups(workspace: Workspace, asked: Asked, together: bool) -> list[Group]:
    """The contracts by the name of their pack's folder."""
    groups: dict[str, list[str]] = {}
    for name in asked.contracts:
        contract = workspace.rulebook.contracts[name]
        groups.setdefault(folder_name(contract.contract, contract.file, together), []).append(name)
    return [(name, tuple(contracts)) for name, contracts in groups.items()]
