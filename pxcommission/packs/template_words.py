"""The Jinja of a template: only plain fields, loops over lists of the letter, and ifs; every field known, every field printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from typing import Any, get_args, get_type_hints

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape
from msgspec import Struct

from pxcommission.problems import Problem, did_you_mean

Scope = Mapping[str, frozenset[str]]
_PARAGRAPH = re.compile(r"<w:p(?=[ >/])")
_HOW = "a template may hold {{ field }}, {{ item.field }}, {% for item in list %} and {% if field %} only"


class LetterFields(Struct, frozen=True):
    """The fields of a letter model: texts, and lists with the fields of their items (none for lists of text)."""

    texts: frozenset[str]
    lists: Mapping[str, frozenset[str]]

    @property
    def every(self) -> frozenset[str]:
        """Each field that must be printed: `name`, and `list.field` for the fields of items."""
        nested = {f"{name}.{field}" for name, inner in self.lists.items() for field in inner}
        return frozenset({*self.texts, *self.lists, *nested})


def fields_of(model: type[Any]) -> LetterFields:
    """What a template may print of a letter model."""
    texts, lists = set(), {}
    for name, kind in get_type_hints(model).items():
        if kind is str:
            texts.add(name)
            continue
        item = get_args(kind)[0]
        lists[name] = frozenset(item.__struct_fields__) if issubclass(item, Struct) else frozenset()
    return LetterFields(frozenset(texts), lists)


MOST_COMPILED = 256
_COMPILED: dict[str, Template] = {}


class _LetterEnvironment(ImmutableSandboxedEnvironment):
    """An environment that keeps what it compiled: every letter of a quarter is made from the same few templates."""

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[Template] | None = None,
    ) -> Template:
        """The compiled template of a source."""
        if not isinstance(source, str) or globals is not None or template_class is not None:
            return super().from_string(source, globals, template_class)
        if source not in _COMPILED:
            if len(_COMPILED) >= MOST_COMPILED:
                _COMPILED.clear()
            _COMPILED[source] = super().from_string(source)
        return _COMPILED[source]


@cache
def letter_environment() -> Environment:
    """The only environment letters are rendered in: sandboxed, strict, escaping; braces in data stay data."""
    environment = _LetterEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_as_text)
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    return environment


def by_paragraph(source: str) -> str:
    """A part's XML with one paragraph a line after the first, so that a line number of Jinja's tells the paragraph."""
    return _PARAGRAPH.sub(lambda found: f"\n{found[0]}", source.replace("\r", " ").replace("\n", " "))


def template_problems(sources: Mapping[str, str], name: str, model: type[Any]) -> list[Problem]:
    """What is wrong with the Jinja of a template's parts, and which fields of the letter it does not print."""
    known, environment = fields_of(model), letter_environment()
    problems: list[Problem] = []
    used: set[str] = set()
    for part, source in sorted(sources.items()):
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as wrong:
            where = f"the template's {part}{_place(wrong.lineno)}"
            problems.append(Problem(name, f"{where} is not allowed: {wrong.message}", _HOW))
            continue
        for found in _walk(tree.body, known, {}):
            if isinstance(found, str):
                used.add(found)
            else:
                where = f"template, {part}{_place(found.line)}"
                problems.append(Problem(name, f"{where}: {found.message}", found.fix or _HOW))
    missing = sorted(known.every - used)
    if missing and not problems:
        message = f"the template does not print: {', '.join(missing)}"
        problems.append(Problem(name, message, "a letter must say all of it; add the fields where they belong"))
    return problems


class _Complaint(Struct, frozen=True):
    message: str
    line: int = 0
    fix: str = ""


def _place(line: int) -> str:
    """`, paragraph 12`; empty where the line is before the first paragraph."""
    return f", paragraph {line - 1}" if line > 1 else ""


def _as_text(value: object) -> Markup:
    """Data as escaped text whose braces no later step can take for Jinja or for docxtpl's own marks."""
    return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 (escaped just before)


def _walk(body: list[nodes.Node], known: LetterFields, scope: Mapping[str, str]) -> Iterator[str | _Complaint]:
    for node in body:
        match node:
            case nodes.Output():
                for inner in node.nodes:
                    if not isinstance(inner, nodes.TemplateData):
                        yield from _printed(inner, known, scope)
            case nodes.For(target=nodes.Name(), iter=nodes.Name(), else_=[], test=None, recursive=False):
                yield from _loop(node, known, scope)
            case nodes.If():
                yield from _tested(node.test, known, scope)
                yield from _walk([*node.body, *node.elif_, *node.else_], known, scope)
            case _:
                yield _Complaint(f"'{type(node).__name__.lower()}' is not allowed", node.lineno)


def _loop(node: nodes.For, known: LetterFields, scope: Mapping[str, str]) -> Iterator[str | _Complaint]:
    target, source = node.target, node.iter
    if not isinstance(target, nodes.Name) or not isinstance(source, nodes.Name):
        return
    if source.name not in known.lists or source.name in scope:
        yield _Complaint(
            f"a loop over '{source.name}' is not allowed{did_you_mean(source.name, known.lists)}", node.lineno
        )
        return
    if target.name in known.lists or target.name in known.texts or target.name in scope:
        yield _Complaint(f"'{target.name}' is a field already; give the loop another name", node.lineno)
        return
    yield source.name
    yield from _walk(node.body, known, {**scope, target.name: source.name})


def _printed(node: nodes.Node, known: LetterFields, scope: Mapping[str, str]) -> Iterator[str | _Complaint]:
    match node:
        case nodes.Name(name=name) if name in scope and not known.lists[scope[name]]:
            yield scope[name]
        case nodes.Name(name=name) if name in known.texts and name not in scope:
            yield name
        case nodes.Name(name=name):
            near = did_you_mean(name, known.texts)
            yield _Complaint(f"'{name}' is not a field of this template's letter{near}", node.lineno)
        case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if name in scope:
            if attr in known.lists[scope[name]]:
                yield f"{scope[name]}.{attr}"
            else:
                near = did_you_mean(attr, known.lists[scope[name]])
                yield _Complaint(f"'{name}.{attr}' is not a field of '{scope[name]}'{near}", node.lineno)
        case nodes.Getattr(node=nodes.Name(name=name), attr=attr):
            yield _Complaint(f"'{name}.{attr}' is not allowed: '{name}' is no item of a loop", node.lineno)
        case _:
            yield _Complaint(f"'{type(node).__name__.lower()}' is not allowed", node.lineno)


def _tested(node: nodes.Node, known: LetterFields, scope: Mapping[str, str]) -> Iterator[str | _Complaint]:
    inner = node.node if isinstance(node, nodes.Not) else node
    if isinstance(inner, nodes.Name) and inner.name in known.lists and inner.name not in scope:
        return
    for found in _printed(inner, known, scope):
        if isinstance(found, _Complaint):
            yield found
