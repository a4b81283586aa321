"""A funnel in words: how many providers lie outside, how wide they spread, and where those asked about lie."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.assessment.peers import Peers
    from pxcommission.assessment.statistics.funnels import Funnel
    from pxcommission.periods import Period
    from pxcommission.vocabulary.models import Measure

COLUMNS = ("measure", "service", "period", "as_at", "provider", "name", "numerator", "denominator", "value", "lower_998",
           "lower_95", "upper_95", "upper_998", "lies", "marked", "left_out")  # fmt: skip
CAUTION = (
    "A provider outside the limits is one to ask about: who its patients are, how it counts, and what it does otherwise. The limits "
    "say nothing of why, and nothing of whether a contract's level was met."
)


class FunnelShown(Struct, frozen=True):
    """A funnel with what is said around it; `marked` are the codes somebody asked about."""

    word: str
    measure: Measure
    service: str
    period: Period
    as_at: date
    funnel: Funnel
    peers: Peers
    marked: tuple[str, ...]
    caution: str

    @property
    def whole(self) -> str:
        """The word for the denominator."""
        return (self.measure.denominator or "counted").replace("_", " ")

    @property
    def title(self) -> str:
        """`Seen within four hours; Emergency care, 2025/26 Q2`."""
        return f"{self.measure.name}; {self.service}, {self.period.label}"


def show_funnel(shown: FunnelShown) -> None:
    """Print it."""
    funnel, peers = shown.funnel, shown.peers
    print(f"{printable(shown.title)}: providers beside each other, as known on {in_words(shown.as_at)}")
    print(
        paragraph(f"{len(peers.found)} providers with a whole published figure; all together {funnel.target:.1%}", "  ")
    )
    print(paragraph(_spread(funnel), "  ", "    "))
    beyond = Counter(_lies(funnel, i) for i, unit in enumerate(funnel.units) if unit in set(funnel.outliers))
    told = "; ".join(f"{number} {lies}" for lies, number in sorted(beyond.items())) or "none"
    number = len(funnel.outliers)
    print(paragraph(f"{number} of them outside the adjusted 99.8% limits{f': {told}' if number else ''}", "  ", "    "))
    for row in _rows(shown):
        if row["provider"] in shown.marked or row["provider"] in funnel.outliers:
            print(paragraph(_line(shown, row), "    ", "      "))
    if peers.left_out:
        reasons = Counter(peers.left_out.values()).most_common()
        print(paragraph(f"left out: {'; '.join(f'{number} ({why})' for why, number in reasons)}", "  ", "    "))
    for text in (CAUTION, shown.caution):
        if text:
            print(paragraph(text, "  ", "  "))


def funnel_json(shown: FunnelShown) -> dict[str, Any]:
    """The same for programs."""
    funnel = shown.funnel
    return {
        "measure": shown.word, "name": shown.measure.name, "service": shown.service, "period": shown.period.key,
        "as_at": shown.as_at.isoformat(), "better": shown.measure.better, "target": funnel.target, "phi": funnel.phi,
        "tau_squared": funnel.tau_squared, "outside": list(funnel.outliers), "units": _rows(shown),
        "left_out": shown.peers.left_out, "cautions": [text for text in (CAUTION, shown.caution) if text],
    }  # fmt: skip


def funnel_csv(shown: FunnelShown) -> str:
    """One row a provider, those left out last."""
    from pxcommission.cli.tables import rows_csv

    same = {
        "measure": shown.word,
        "service": shown.service,
        "period": shown.period.key,
        "as_at": shown.as_at.isoformat(),
    }
    rows = [*_rows(shown), *({"provider": code, "left_out": why} for code, why in shown.peers.left_out.items())]
    cells = [[_cell({**same, **row}.get(name, "")) for name in COLUMNS] for row in rows]
    return rows_csv(COLUMNS, cells)


def _rows(shown: FunnelShown) -> list[dict[str, Any]]:
    funnel, limits = shown.funnel, shown.funnel.adjusted
    return [
        {
            "provider": one.provider, "name": one.name, "numerator": one.numerator, "denominator": one.denominator,
            "value": float(funnel.values[i]), "lower_998": float(limits.lower_998[i]), "lower_95": float(limits.lower_95[i]),
            "upper_95": float(limits.upper_95[i]), "upper_998": float(limits.upper_998[i]), "lies": _lies(funnel, i),
            "marked": one.provider in shown.marked,
        }
        for i, one in enumerate(shown.peers.found)
    ]  # fmt: skip


def _lies(funnel: Funnel, i: int) -> str:
    """`within the limits`, `below the 95% limits`, `above the 99.8% limits`: adjusted ones, always."""
    value, limits = funnel.values[i], funnel.adjusted
    for lower, upper, name in (
        (limits.lower_998, limits.upper_998, "99.8%"),
        (limits.lower_95, limits.upper_95, "95%"),
    ):
        if value < lower[i]:
            return f"below the {name} limits"
        if value > upper[i]:
            return f"above the {name} limits"
    return "within the limits"


def _line(shown: FunnelShown, row: dict[str, Any]) -> str:
    """`RZ1 Example Provider: 180 of 200, 90.0%, within the limits (95%: 84.1% to 95.2%; 99.8%: 80.2% to 97.1%) [marked]`."""
    counts = f"{row['numerator']:,} of {row['denominator']:,} {shown.whole}, {row['value']:.1%}"
    limits = "; ".join(f"{name}: {row[f'lower_{key}']:.1%} to {row[f'upper_{key}']:.1%}" for name, key in (("95%", "95"), ("99.8%", "998")))  # fmt: skip
    mark = " [asked about]" if row["marked"] else ""
    return printable(f"{row['provider']} {row['name']}: {counts}, {row['lies']} ({limits}){mark}")


def _spread(funnel: Funnel) -> str:
    allowed = (
        "the limits allow for that"
        if funnel.tau_squared
        else "chance explains that, and the limits are those of chance"
    )
    return f"they spread {funnel.phi**0.5:.1f} times as widely as chance alone would have them (phi {funnel.phi:.2f}); {allowed}"


def _cell(value: object) -> object:
    return (
        ("yes" if value else "no") if isinstance(value, bool) else f"{value:.6f}" if isinstance(value, float) else value
    )
