"""`pxcommission rules explain`: an id of the rulebook in plain English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.authoring.explanations import Explanation
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook


def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A requirement, ladder, measure or contract form.")],
    contract: Annotated[
        str | None, typer.Option(metavar="ID", help="As this contract has it, with its dated lines.")
    ] = None,
) -> None:
    """What a requirement, ladder, measure or contract form says, in plain English. Formats: text, json.

    \b
    Examples:
      pxcommission rules explain FFT-IP-POSITIVE
      pxcommission rules explain FFT-IP-POSITIVE --contract EXAMPLE-ACUTE
      pxcommission rules explain local-then-gc9
      pxcommission rules explain fft_positive
    """
    from pxcommission.authoring.explanations import Day, explain_id, ids_explained
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook = load_rulebook(options.workspace)
    contracts = [chosen_contract(rulebook, contract)] if contract else list(rulebook.contracts.values())
    known = ids_explained(rulebook)
    found = explain_id(rulebook, _meant(name, list(known)), contracts, Day(options.as_at, options.as_at))
    if options.format == "json":
        print(json.dumps(_json_of(found), ensure_ascii=False, indent=1))
    else:
        _print(found)


def chosen_contract(rulebook: Rulebook, name: str) -> ContractInForce:
    """The contract of that id; an unknown one is a usage error that names the nearest."""
    found = rulebook.contracts.get(_same_but_for_case(name, list(rulebook.contracts)))
    if found is None:
        near = did_you_mean(name.upper(), rulebook.contracts)
        known = "" if near else f"; known: {', '.join(rulebook.contracts)}"
        usage(f"there is no contract '{printable(name)}'{near}{known}")
    return found


def _meant(name: str, known: list[str]) -> str:
    found = _same_but_for_case(name, known)
    if found not in known:
        near = did_you_mean(name, known) or did_you_mean(name.upper(), known) or did_you_mean(name.lower(), known)
        kinds = "requirement, ladder, measure or contract form"
        usage(f"there is no {kinds} '{printable(name)}'{near}")
    return found


def _same_but_for_case(name: str, known: list[str]) -> str:
    """The known id that differs in nothing but capital letters, else the name as it is."""
    alike = [one for one in known if one.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 and name not in known else name


def _print(found: Explanation) -> None:
    print(printable(f"{found.id}  ({found.kind}, {found.place})"))
    print(paragraph(found.says, "  "))
    for section in found.sections:
        print(f"\n{section.heading}")
        for line in section.lines:
            print(paragraph(line, "  ", "    " if len(section.lines) > 1 else "  "))


def _json_of(found: Explanation) -> dict[str, object]:
    sections = [{"heading": section.heading, "lines": list(section.lines)} for section in found.sections]
    return {"kind": found.kind, "id": found.id, "place": found.place, "says": found.says, "sections": sections}
