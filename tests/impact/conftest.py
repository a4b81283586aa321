"""The random worlds of the assessment's laws stand beside those laws."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "assessment"))
