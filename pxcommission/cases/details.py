"""What every kind of event keeps: details that never change once they are read."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Details(BaseModel):
    """Details of one kind of event; unknown keys are errors, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def recorded(self) -> dict[str, Any]:
        """As the register keeps them: dates and sums as text, absent values left out."""
        return self.model_dump(mode="json", exclude_defaults=True)
