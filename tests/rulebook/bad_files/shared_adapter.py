"""The sample broken rules and contracts, with their own fault, in this project's schema.

The samples are written in a schema of their own: one file of rules with measure, operator, threshold and unit, one
file for a contract. Each is turned line by line: names of keys change, what was written after them stays as it was,
character by character. Where the project says a thing in another file (days to reply stand in a ladder), the value
goes there.
"""

from __future__ import annotations

import re

from msgspec import Struct
from small_workspace import CONTRACT, FORM, LADDER, VOCABULARY

RULES, ACUTE, LADDER_FILE = "rules/rules.yaml", "contracts/acute/contract.yaml", "rules/ladders/a-ladder.yaml"
WORDS_FILE, WORKSPACE = "rules/vocabulary/words.yaml", "workspace.yaml"

# The samples' keys that a message names, and what stands in their place here.
KEYS = {
    "schema_version": "format",
    "rules": "requirements",
    "title": "statement",
    "operator": "threshold",
    "when": "require",
    "response_working_days": "days",
    "applies_to": "ods",
    "template": "document",
    "id": "id",
    "start": "from",
    "end": "to",
    "code": "ods",
    "due_working_day": "due",
}


class Adapted(Struct):
    """A sample in the project's schema: the files of a whole workspace, and the words its message must have."""

    files: dict[str, bytes]
    words: tuple[str, ...]


def adapted(kind: str, name: str, data: bytes, words: tuple[str, ...]) -> Adapted:
    """The workspace that holds the sample's fault, and the words its message must have."""
    files = {
        WORKSPACE: b"format: 1\n",
        WORDS_FILE: VOCABULARY.encode(),
        LADDER_FILE: LADDER.encode(),
        "rules/contract-forms/a-form.yaml": FORM.encode(),
        RULES: rules_text(GOOD_RULES).encode(),
        ACUTE: contract_text(GOOD_CONTRACT).encode(),
    }
    told = tuple(KEYS.get(word, word) for word in words)
    if kind == "contract_yaml":
        files[ACUTE] = contract_text(data.decode()).encode()
        return Adapted(files, told)
    if name in BYTES_AS_THEY_ARE:
        files[RULES] = data
        return Adapted(files, told)
    text = data.decode()
    files[RULES] = rules_text(text).encode()
    files[ACUTE] = contract_text(GOOD_CONTRACT, ids_of(text)).encode()
    if codes := re.search(r"applies_to: (.*)", text):
        files[ACUTE] = files[ACUTE].replace(b"formerly: []", f"formerly: [], sites: {codes[1]}".encode())
    files[LADDER_FILE] = ladder_text(text).encode()
    if name in MEASURES_ADDED:
        files[WORDS_FILE] = with_measures(text).encode()
    if not text.startswith("schema_version"):
        files[WORKSPACE] = b"note: the format is missing\n" if "rules:" in text else files[WORKSPACE]
    elif (version := text.split("\n")[0].split(": ")[1]) != "1":
        files[WORKSPACE] = f"format: {version}\n".encode()
    return Adapted(files, told)


# No key of these can be reached before their bytes are refused.
BYTES_AS_THEY_ARE = {"merge_bomb", "recursive_alias", "python_tag", "empty", "utf16"}
# The measures they name exist here: the two are judged apart, the six hundred are read.
MEASURES_ADDED = {"measure_hash_collision", "rules_600"}

GOOD_RULES = """\
schema_version: 1
rules:
  - id: FFT-IP-RR
    title: Inpatient FFT response rate
    measure: fft_ip_response_rate
    operator: ">="
    threshold: 15.0
    unit: percent
    min_denominator: 30
"""
GOOD_CONTRACT = """\
schema_version: 1
contract:
  id: C-2025-RX1
  provider: {code: RX1, name: Example University Hospitals NHS Trust}
  commissioner: {code: QXX, name: Example ICB}
  start: 2025-04-01
  end: 2026-03-31
  rules: [FFT-IP-RR]
  returns: {frequency: quarterly, due_working_day: 20}
"""
_REST = """\
    aspect: overall
    service: inpatient
    judged_over: quarter
    severity: major
    source: {document: this test, clause: %s, verified: false}
    question_to_provider: What changed?
"""


def rules_text(text: str) -> str:
    """A sample's rules as a rule file."""
    out: list[str] = []
    for document in re.split(r"(?m)^(---)\n", text):
        if document == "---":
            out.append("---\n")
            continue
        head, *items = re.split(r"(?m)^  - ", document)
        head = head.replace("schema_version: 1\n", "title: Rules\nowner: Lead\n").replace("rules:", "requirements:")
        head = re.sub(r"(?m)^schema_version: .*\n", "title: Rules\nowner: Lead\n", head)
        out.append(head if "title:" in head or not items else "title: Rules\nowner: Lead\n" + head)
        out += [_requirement(item) for item in items]
    return "".join(out)


def _requirement(item: str) -> str:
    lines = [line.strip().split(":", 1) for line in item.rstrip("\n").split("\n")]
    given = {}
    for key, value in lines:
        given.setdefault(key, value[1:])
    out = []
    for key, value in lines:
        raw = value[1:]
        match key:
            case _ if key.startswith("thres"):
                out.append(f"usual_{key}: {_sentence(given, raw)}")
            case "title":
                out.append(f"statement: {raw}")
            case "min_denominator":
                out.append(f"needs: responses >= {raw}")
            case "when":
                out.append(f"require: {raw}")
            case (
                "applies_to"
                | "operator"
                | "unit"
                | "consecutive_periods"
                | "clause"
                | "response_working_days"
                | "template"
            ):
                continue
            case "measure":
                out.append(f"measure: {raw.replace('fft_ip_response_rate', 'answers_positive')}")
            case _:
                out.append(f"{key}: {raw}")
    if "when" in given:
        out = [line for line in out if not line.startswith("usual_threshold")]
    text = "".join(f"    {line}\n" for line in out)
    return "  - " + text[4:] + _REST % given.get("clause", "none")


def _sentence(given: dict[str, str], raw: str) -> str:
    """`at least 15.0%`; an operator that is missing or wrong stands (or is missing) in the sentence as it was."""
    if raw.startswith('"') or not raw.strip():
        return raw
    operator = given.get("operator", "").strip('"')
    return f"{'at least' if operator == '>=' else operator} {raw}%".strip()


def ladder_text(text: str) -> str:
    """The ladder with the days to reply and the document of the letter that a sample's rule gives."""
    days = re.search(r"response_working_days: (.*)", text)
    template = re.search(r"template: (.*)", text)
    made = LADDER
    if days:
        made = made.replace("days: 10", f"days: {days[1]}")
    if template and template[1] != "challenge_letter.docx":
        made = made.replace("document: challenge", f"document: {template[1]}")
    return made


def ids_of(text: str) -> list[str]:
    """The ids of a sample's rules that a contract can adopt."""
    found = dict.fromkeys(re.findall(r"(?m)^  - id: ([A-Z0-9-]+)$", text))
    return list(found) or ["FFT-IP-RR"]


def with_measures(text: str) -> str:
    """The vocabulary with the measures a sample names."""
    named = dict.fromkeys(re.findall(r"(?m)^    measure: (\w+)$", text))
    added = "".join(
        f"  {name}: {{name: Answers of {name}, numerator: good_{name}, denominator: responses, unit: proportion,"
        " better: higher, feedback: answers, kind: view}\n"
        for name in named
    )
    return VOCABULARY.replace("services:\n", added + "services:\n", 1)


def contract_text(text: str, ids: list[str] | None = None) -> str:
    """A sample's contract as a contract file."""
    lines = dict(line.strip().split(": ", 1) for line in text.split("\n") if ": " in line)
    provider = [line.strip().split(": ", 1)[1] for line in text.split("\n") if line.startswith("  provider: ")]
    formerly = lines.get("provider_predecessors", "[]").replace("code:", "ods:")
    adopts = ids if ids is not None else re.findall(r"[A-Z0-9-]+", lines["rules"])
    adopted = "".join(
        f"  - use: {name}\n    clause: Schedule 4\n    threshold: {{2025-04-01: at least 95%}}\n" for name in adopts
    )
    made = CONTRACT.format(id=lines["id"], ods="RX1", adopted=adopted or "  []", more="", provider="")
    made = made.replace(
        "term: {from: 2024-04-01, to: 2027-03-31}", f"term: {{from: {lines['start']}, to: {lines['end']}}}"
    )
    head, _, rest = made.partition("provider:\n")
    rest = rest[rest.index("signed_by:") :]
    parties = "".join(f"provider: {_party(one, formerly)}\n" for one in provider)
    due = re.search(r"due_working_day: (\w+)", lines["returns"])
    assert due is not None
    owed = (
        f"reports_due:\n  quality: {{clause: Schedule 6, every: quarter, due: {due[1]} operational days after period end,"
        " measures: [answers_positive], severity: minor}\n"
    )
    unknown = f"retruns_due: {lines['retruns_due']}\n" if "retruns_due" in lines else ""
    return head + parties + rest + owed + unknown


def _party(given: str, formerly: str) -> str:
    more = ", representative: Director of contracting, notices_to: a@provider.example"
    return given.replace("code:", "ods:")[:-1] + more + f", formerly: {formerly}}}"
