"""`pxcommission diagnostic …`: how far patient experience is embedded, as an organisation and others see it, round after round."""

from __future__ import annotations

import typer

from pxcommission.cli import (
    diagnostic_actions,
    diagnostic_answers,
    diagnostic_assurance,
    diagnostic_board,
    diagnostic_compared,
    diagnostic_forms,
    diagnostic_frameworks,
    diagnostic_paper,
    diagnostic_shown,
)

app = typer.Typer(help="How far patient experience is embedded, as an organisation and others see it, round after round.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip
app.command("new")(diagnostic_forms.new)
app.command("import")(diagnostic_forms.take_in)
app.command("answer")(diagnostic_answers.answer)
app.command("list")(diagnostic_shown.list_rounds)
app.command("show")(diagnostic_shown.show)
app.command("compare")(diagnostic_compared.compare)
app.command("assurance")(diagnostic_assurance.assurance)
app.command("paper")(diagnostic_paper.paper)
app.command("presented")(diagnostic_board.presented)
app.command("action")(diagnostic_actions.action)
app.command("actions")(diagnostic_actions.actions)
app.command("complete")(diagnostic_board.complete)
app.command("withdraw")(diagnostic_board.withdraw)
app.add_typer(diagnostic_frameworks.app, name="framework")
