"""Contract-compliance rules engine for NHS commissioners of patient experience."""

__version__ = "0.1.0"
