"""Names and ids that durable_rules can tell apart: it knows properties, ids and join keys by a 32-bit hash only."""

from __future__ import annotations

import functools
import itertools
import string
from collections.abc import Iterable

RESERVED = ("id", "sid", "$s", "$m", "sid-0", "$pulse", "exception", "t", "s")


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash as durable_rules computes it, each UTF-8 byte taken as signed."""
    found = 2166136261
    for byte in text.encode():
        signed = byte - 256 if byte > 127 else byte
        found = ((found ^ (signed & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return found


def clash_free(names: Iterable[str]) -> bool:
    """Whether the names are distinct under the hash."""
    hashes = [fnv1a(name) for name in names]
    return len(set(hashes)) == len(hashes)


def numbered_names(prefix: str, count: int, taken: Iterable[str]) -> tuple[str, ...]:
    """`w0`, `w1`, …: that many names, none of which clashes with another or with one taken."""
    hashes = {fnv1a(name) for name in taken}
    found: list[str] = []
    numbers = itertools.count()
    while len(found) < count:
        name = f"{prefix}{next(numbers)}"
        if fnv1a(name) not in hashes:
            hashes.add(fnv1a(name))
            found.append(name)
    return tuple(found)


@functools.cache
def id_pool(count: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of a shard's events and stage facts, proven distinct under the hash, with the printed keys 0 … count-1."""
    salts = ("", *("".join(pair) for pair in itertools.product(string.ascii_lowercase, repeat=2)))
    for salt in salts:
        events = tuple(f"e{salt}{number}" for number in range(count))
        facts = tuple(f"f{salt}{number}" for number in range(count))
        if clash_free((*events, *facts, *RESERVED)) and clash_free(str(number) for number in range(count)):
            return events, facts
    raise ValueError(f"no ids without a clash for a shard of {count:,} cases; choose a smaller shard")
