"""The part of a document that differs from kind to kind, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from pxcommission.packs.process_model import Action, DocumentWanted, Particular, Subject, SumLine

DISPUTE = (
    "If you disagree with this document, tell us why, with the evidence, at the address above. Either Party may use Dispute "
    "Resolution (GC14); obligations under the contract go on meanwhile."
)


class Body(Struct, frozen=True):
    """What a kind says. `numbers` names the form's numbers it uses; `to` and `copies` replace the usual ones."""

    ask: str
    ask_note: str
    opening: str
    asks: tuple[str, ...] = ()
    particulars: tuple[Particular, ...] = ()
    actions: tuple[Action, ...] = ()
    sums: tuple[SumLine, ...] = ()
    follows: tuple[str, ...] = ()
    disagree: str = DISPUTE
    numbers: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    both_sign: bool = False
    dated: bool = True


Writer = Callable[[Subject, DocumentWanted], Body]
