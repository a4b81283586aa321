"""`pxcommission rules …`: problems in the rule files, the tests in them, and what they say."""

from __future__ import annotations

import typer

from pxcommission.cli import (
    reference,
    rules_compared,
    rules_exchanged,
    rules_explained,
    rules_lint,
    rules_made,
    rules_shown,
    rules_tested,
    thresholds_tried,
)

app = typer.Typer(help="Problems in the rule files, the tests in them, and what they say.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip
app.command("lint")(rules_lint.lint)
app.command("test")(rules_tested.test)
app.command("explain")(rules_explained.explain)
app.command("show")(rules_shown.show)
app.command("reference")(reference.reference)
app.command("diff")(rules_compared.diff)
app.command("what-if")(thresholds_tried.what_if)
app.command("backtest")(thresholds_tried.backtest)
app.command("new")(rules_made.new)
app.command("undo")(rules_made.undo)
app.command("export")(rules_exchanged.export_schedule)
app.command("import")(rules_exchanged.import_schedule)
