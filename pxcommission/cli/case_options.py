"""The options that case commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Case = Annotated[
    str, typer.Argument(metavar="CASE", help="CONTRACT/REQUIREMENT/service, or a part that fits one case alone.")
]
Dated = Annotated[str | None, typer.Option("--dated", metavar="DATE", help="The date it bears (default: today).")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day it happened (default: today).")]
Served = Annotated[
    str | None, typer.Option("--served", metavar="DATE", help="The day it was served (default: its date).")
]
Method = Annotated[str, typer.Option("--method", metavar="email|post|by-hand", help="How it was served.")]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The document; it is kept with its hash.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be recorded, and record nothing.")]
Trace = Annotated[bool, typer.Option("--trace", help="Count every deadline day by day.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Differs = Annotated[
    str, typer.Option("--differs", metavar="REASON", help="Why the document as sent rightly differs from its draft.")
]
METHODS = ("email", "post", "by-hand")
