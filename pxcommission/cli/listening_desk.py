"""What the commands of `listening` share: everything a trail is derived from, as known on the day."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pxcommission.cli.case_desk import ADDRESS, register_of
from pxcommission.cli.options import Options

if TYPE_CHECKING:
    from pxcommission.casework.trail import TrailKnown
    from pxcommission.casework.trail_changed import Remarks
    from pxcommission.rulebook.rulebook import Rulebook


def trail_known(options: Options) -> TrailKnown:
    """The workspace, what was heard by the day, the events of the register, and the reasons beside the contracts' lines."""
    from pxcommission.casework.trail import TrailKnown
    from pxcommission.listening.register import registers_on
    from pxcommission.workspace import open_workspace

    workspace = open_workspace(options.workspace, os.environ.get(ADDRESS))
    events = register_of(options, writing=False).events()
    registers = registers_on(options.workspace, options.as_at)
    return TrailKnown(workspace, registers, events, options.as_at, _remarks(workspace.rulebook))


def _remarks(rulebook: Rulebook) -> Remarks:
    """The document and the reason of each dated line and variation, by contract, requirement and day."""
    from pxcommission.authoring.schedule_history import history_of

    return {
        (contract.id, line.requirement, line.since): (line.document, line.reason)
        for contract in rulebook.contracts.values()
        for line in history_of(rulebook, contract)
    }
