"""From the JSON Schema a model gives to the one an editor wants: no empty values, no titles, names in place, draft 7."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pxcommission.authoring.schema_between_keys import BETWEEN_KEYS, DATED_LINE, SNIPPETS
from pxcommission.schema_types import SAID_OF, Fragment

_NESTED = ("items", "additionalProperties")
_NOT_SAID: tuple[object, ...] = (None, [], {}, False)


def definition_key(kind: str) -> str:
    """The name of a definition for a kind of name: `service-or-all`."""
    return kind.replace(" ", "-")


def model_for_editors(made: Fragment, model: str, lists: Mapping[str, Fragment]) -> Fragment:
    """A model's schema with what holds between its keys, and what is offered for a new entry of it."""
    shaped = _shaped(made, lists) | BETWEEN_KEYS.get(model, {})
    if model in SNIPPETS:
        label, said, body = SNIPPETS[model]
        shaped["defaultSnippets"] = [{"label": label, "description": said, "body": body}]
    if model == "Adopted":
        shaped["properties"]["threshold"]["defaultSnippets"] = [DATED_LINE]
    return shaped


def used_definitions(body: Fragment, definitions: Mapping[str, Fragment]) -> list[str]:
    """The definitions a schema needs, directly or through others, by name."""
    needed: set[str] = set()
    waiting = list(_references(body))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _references(definitions[name])
    return sorted(needed)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _shaped(part: Fragment, lists: Mapping[str, Fragment]) -> Fragment:
    shaped = _without_null(part)
    shaped.pop("title", None)
    if "names" in shaped:
        shaped.pop("type", None)
        shaped = {"$ref": f"#/definitions/{definition_key(shaped.pop('names'))}", **shaped}
    if "description" in shaped:
        shaped["description"] = _plain(shaped["description"])
    if "properties" in shaped:
        shaped["properties"] = {key: _shaped(value, lists) for key, value in shaped["properties"].items()}
    if "anyOf" in shaped:
        shaped["anyOf"] = [_shaped(one, lists) for one in shaped["anyOf"]]
    for key in _NESTED:
        if isinstance(shaped.get(key), dict):
            shaped[key] = _shaped(shaped[key], lists)
    return _with_keys_named(shaped, lists)


def _without_null(part: Fragment) -> Fragment:
    """Without `null`, which no key of ours takes, and without defaults that say nothing."""
    shaped = dict(part)
    if "default" in shaped and shaped["default"] in _NOT_SAID:
        del shaped["default"]
    alternatives = [one for one in shaped.get("anyOf", ()) if one != {"type": "null"}]
    if len(alternatives) == 1:
        del shaped["anyOf"]
        return {**alternatives[0], **shaped}
    return shaped


def _with_keys_named(shaped: Fragment, lists: Mapping[str, Fragment]) -> Fragment:
    """Keys of one pattern as `propertyNames`, which editors also use to offer values; keys from a list as properties."""
    if "patternProperties" in shaped:
        ((pattern, value),) = shaped.pop("patternProperties").items()
        shaped["propertyNames"] = {"pattern": pattern, "errorMessage": SAID_OF.get(pattern, ""), "doNotSuggest": True}
        shaped["additionalProperties"] = _shaped(value, lists)
    kind = shaped.get("propertyNames", {}).get("names")
    if kind is None:
        return shaped
    known = lists[kind]
    value = shaped.pop("additionalProperties")
    del shaped["propertyNames"]
    if "enum" not in known:
        return {**shaped, "propertyNames": known, "additionalProperties": value}
    meanings = zip(known["enum"], known["enumDescriptions"], strict=True)
    properties = {str(name): {**value, "description": said} for name, said in meanings}
    return {**shaped, "properties": properties, "additionalProperties": False}


def _plain(description: str) -> str:
    """The first paragraph on one line; an editor shows it as it is."""
    return re.sub(r"\s+", " ", description.split("\n\n")[0]).replace("`", "").strip()
