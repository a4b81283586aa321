"""`pxcommission listening`: what became of what people said, decision by decision, and the page that tells them."""

from __future__ import annotations

import typer

from pxcommission.cli.listening_linking import link, unlink
from pxcommission.cli.listening_page import page
from pxcommission.cli.listening_trail import trail

app = typer.Typer(
    help="Follow what people said to what was decided, what that changed and what came of it; tell them so.",
    epilog="listening link --feedback ID --requirement CONTRACT/REQUIREMENT --why … --by NAME; listening trail; "
    "listening page 2025/26-Q2.",
    no_args_is_help=True,
)
app.command("link")(link)
app.command("unlink")(unlink)
app.command("trail")(trail)
app.command("page")(page)
