"""`pxcommission feedback …`: what people say, recorded by hand or from a form, counted, and quoted only as they agreed."""

from __future__ import annotations

import typer

from pxcommission.cli import (
    feedback_adding,
    feedback_forms,
    feedback_quoted,
    feedback_shown,
    feedback_themes,
    feedback_withdrawn,
)

app = typer.Typer(help="Record what people say, see what it adds up to, quote it only as they agreed.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip
app.command("add")(feedback_adding.add)
app.command("correct")(feedback_adding.correct)
app.command("withdraw")(feedback_withdrawn.withdraw)
app.command("template")(feedback_forms.template)
app.command("load")(feedback_forms.load)
app.command("complete")(feedback_forms.complete)
app.command("list")(feedback_shown.list_entries)
app.command("show")(feedback_shown.show)
app.command("themes")(feedback_themes.themes)
app.command("quote")(feedback_quoted.quote)
app.command("quotations")(feedback_quoted.quotations)
app.command("forget")(feedback_quoted.forget)
