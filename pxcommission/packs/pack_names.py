"""The names of the files that every pack holds."""

MANIFEST, FINDINGS, WORKBOOK = "manifest.json", "findings.json", "escalation-workbook.xlsx"
