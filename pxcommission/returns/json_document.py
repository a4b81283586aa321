"""A JSON document, read strictly: no key twice, no NaN, decimals exact, nothing deeper or larger than the limits.

`Book.document` is its value. A reader gives as a figure's `cell` the path to it, such as `/currentRatings/overall/rating`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NoReturn, TypeAlias

from pxcommission.problems import shortened
from pxcommission.returns.collected import refused
from pxcommission.returns.limits import JSON, with_limits
from pxcommission.returns.preflight import Checked
from pxcommission.returns.sheets import Book, Sheet

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"
_STARTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*(?:[{\[\"\]]|-?[0-9]+\s*[,\]]|true|false|null))")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_AGAIN = "ask for it again, or download it again"
_MEND = "ask whoever made the file to mend it there, and for it again"


class _NotRead(ValueError):
    """Why a document is refused, in the words of the problem."""


class _OverTheLimits(_NotRead):
    """It is nested deeper, or holds a longer text, than the limits allow."""


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as a JSON object or list does."""
    return _STARTS.match(head) is not None


def open_json(path: Path, shown: str, checked: Checked) -> Book:
    """The document as a book without cells; raises ProblemsFound (exit code 4)."""
    data = path.read_bytes()
    values = sum(data.count(mark) for mark in (b",", b"[", b"{"))
    if values > JSON.values:
        raise refused(shown, f"the document is too large: over {JSON.values:,} values", with_limits("", JSON))
    try:
        document = parsed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise refused(shown, "the encoding of a JSON document is UTF-8; this is another", _AGAIN, line=line) from None
    except json.JSONDecodeError as wrong:
        message = f"this is not whole JSON: {wrong.msg}"
        raise refused(shown, message, _AGAIN, line=wrong.lineno, column=wrong.colno) from None
    except RecursionError:
        raise refused(shown, "the document is nested too deeply", with_limits("", JSON)) from None
    except _OverTheLimits as wrong:
        raise refused(shown, str(wrong), with_limits("", JSON)) from None
    except _NotRead as wrong:
        raise refused(shown, str(wrong), _MEND) from None
    return Book(path, shown, checked, (Sheet("", True, []),), document=document)


def parsed(text: str) -> Json:
    """The value of a JSON text; raises ValueError, or RecursionError when it is nested beyond reason."""
    document: Json = json.loads(
        text,
        parse_float=_number,
        parse_int=_whole,
        parse_constant=_constant,
        object_pairs_hook=_object,
    )
    _refuse_deep_or_long(document)
    return document


def _object(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotRead(f"the key '{shortened(twice, 40)}' stands twice (a duplicate) in one object: which is meant?")
    return found


def _number(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise _NotRead(f"'{shortened(text, 30)}' is not a number of at most 18 digits, with at most 18 decimals")
    return Decimal(text)


def _whole(text: str) -> int:
    return int(_number(text))


def _constant(text: str) -> NoReturn:
    raise _NotRead(f"'{text}' is not a number")


def _refuse_deep_or_long(document: Json) -> None:
    level: list[Json] = [document]
    depth = 0
    while level:
        depth += 1
        if depth > JSON.depth:
            raise _OverTheLimits(f"the document is nested too deeply: over {JSON.depth} levels")
        inner: list[Json] = []
        for one in level:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
            elif isinstance(one, str) and len(one) > JSON.text:
                raise _OverTheLimits(f"a text is too long: {len(one):,} characters")
        level = inner
