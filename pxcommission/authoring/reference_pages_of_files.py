"""Reference pages of the files people edit, from the models that read them, and of the codes of problems."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from pxcommission.authoring.markdown import code, fenced, inert, table
from pxcommission.authoring.rule_in_english import capital
from pxcommission.authoring.schemas import KINDS
from pxcommission.problem_codes import CODES, ProblemCode

_STANDS = {
    "rule-file": "`rules/*.yaml`, and `contracts/<contract>/requirements.yaml`",
    "vocabulary": "`rules/vocabulary/*.yaml`",
    "ladder": "`rules/ladders/*.yaml`; the file's name is the ladder's id",
    "contract-form": "`rules/contract-forms/*.yaml`; the file's name is the form's id",
    "mapping": "`rules/mappings/*.yaml`",
    "contract-pattern": "`rules/contract-patterns/*.yaml`",
    "organisations": "`rules/organisations/*.yaml`",
    "framework": "`rules/frameworks/*.yaml`; the file's name is the framework's id",
    "contract": "`contracts/<contract>/contract.yaml`",
    "workspace": "`workspace.yaml`",
}


def files_page() -> str:
    """Every key of every kind of file: whether it is needed, what it holds, and its description."""
    parts = [
        "# Files people edit",
        "Every key of every file. An unknown key is an error; a key without a value is an error. Text is read as it is "
        "written: `NO` is NO and `012` is 012.",
        "\n".join(f"- [{_named(kind)}](#{kind}): {stands}" for kind, stands in _STANDS.items() if kind in KINDS),
    ]
    for kind, model in KINDS.items():
        parts += [f'<a id="{kind}"></a>', f"## {_named(kind)}", f"{_STANDS.get(kind, '')}."]
        parts += _tables(model)
    return "\n\n".join(parts) + "\n"


def _named(kind: str) -> str:
    return capital(kind.replace("-", " "))


def _tables(model: type[BaseModel]) -> Iterator[str]:
    """The keys of a model, then those of the models within it, each once."""
    waiting: list[tuple[str, type[BaseModel]]] = [("", model)]
    told: set[type[BaseModel]] = set()
    while waiting:
        key, current = waiting.pop(0)
        if current in told:
            continue
        told.add(current)
        if key:
            yield f"### {code(key)}"
            yield inert(" ".join((current.__doc__ or "").split()))
        fields = {f.alias or n: f for n, f in current.model_fields.items() if n != "place"}
        rows = (
            (code(name), "yes" if f.is_required() else "", _values(f), inert(f.description or ""))
            for name, f in fields.items()
        )
        yield table(("Key", "Needed", "Values", "What it is"), rows)
        waiting += [
            (f"{key}.{name}" if key else name, inner) for name, f in fields.items() for inner in _models(f.annotation)
        ]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that stand anywhere in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _values(field: FieldInfo) -> str:
    """The closed list of values, where there is one, or the shape."""
    choices = list(_choices(field.annotation))
    if choices:
        return ", ".join(code(choice) for choice in choices)
    if field.annotation == tuple[str, ...] and any(isinstance(part, PlainValidator) for part in field.metadata):
        return "a word, or a list"
    return _shape(field.annotation)


def _choices(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(choice) for choice in get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is not dict:
        for part in get_args(annotation):
            yield from _choices(part)


def _shape(annotation: Any) -> str:
    origins = {get_origin(annotation), *(get_origin(part) for part in get_args(annotation))}
    if annotation is bool:
        return "`true`, `false`"
    return "keys with values" if dict in origins else "a list" if tuple in origins else ""


def error_codes_page() -> str:
    """Every code: why it matters, and the file before and after mending."""
    parts = [
        "# Error codes",
        "Every problem that the program finds in a file carries one of these. `pxcommission help PX104` says the same.",
        table(("Code", "Problem"), ((f"[{c.code}](#{c.code.lower()})", inert(c.title)) for c in CODES.values())),
    ]
    for entry in CODES.values():
        parts += _code(entry)
    return "\n\n".join(parts) + "\n"


def _code(entry: ProblemCode) -> Iterator[str]:
    yield f'<a id="{entry.code.lower()}"></a>'
    yield f"## {entry.code}: {inert(entry.title)}"
    yield inert(entry.why)
    of = f" ({entry.file})" if entry.file else ""
    if entry.wrong:
        yield f"Before{of}:"
        yield fenced(entry.wrong)
    if entry.mended:
        yield "After:"
        yield fenced(entry.mended)
