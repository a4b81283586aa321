"""findings.json has one fixed shape."""

import json

from examples import checked
from msgspec.structs import replace

from pxcommission.packs.findings_json import findings_document, json_bytes, run_of


def test_the_document_has_its_fixed_shape():
    document = findings_document([checked()])
    assert list(document) == [
        "run",
        "period",
        "as_at",
        "engine",
        "counts",
        "awaited",
        "findings",
        "proposals",
        "held_back",
    ]
    assert document["counts"] == {
        "met": 2,
        "breach": 8,
        "not assessed": 2,
        "by_contract": {"EXAMPLE-ACUTE": {"met": 2, "breach": 8, "not assessed": 2}},
    }
    assert document["findings"][0] == {
        "id": "2025-26-Q2/EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient",
        "contract": "EXAMPLE-ACUTE",
        "provider": "RZ1",
        "requirement": "FFT-IP-POSITIVE",
        "service": "inpatient",
        "touchpoint": None,
        "site": None,
        "ward": None,
        "level": "provider",
        "period": "2025/26 Q2",
        "outcome": "breach",
        "reason": None,
        "final": True,
        "numerator": 1132,
        "denominator": 1218,
        "value": 0.929392,
        "threshold": "at least 93%",
        "threshold_from": {
            "why": "contract",
            "document": "Variation 3, signed 12 September 2025",
            "since": "2024-04-01",
            "file": "contracts/example-acute/contract.yaml",
            "line": 31,
        },
        "short_by": 1,
        "breaches_in_a_row": 3,
        "severity": "major",
        "evidence": [
            {"file": "contracts/published/FFT_IP_Jul-25.xlsx", "sheet": "Inpatient", "cell": "F14"},
            {"file": "contracts/published/FFT_IP_Jul-25.xlsx", "sheet": "Inpatient", "cell": "L14"},
        ],
        "rule": {"file": "rules/friends-and-family-test.yaml", "line": 6},
    }
    assert document["proposals"][0] == {
        "case": "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient",
        "contract": "EXAMPLE-ACUTE",
        "requirement": "FFT-IP-POSITIVE",
        "service": "inpatient",
        "aspect": "overall",
        "units": ["2025-26-Q2/EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"],
        "stage": "challenge",
        "ladder_rule": "repeated",
        "because": ["in breach", "breaches in a row at least 2 (it is 2)"],
    }
    assert list(document["held_back"][0]) == ["case", "because"]


def test_a_count_is_its_own_value_and_no_figure_is_null():
    values = {f["requirement"]: f["value"] for f in findings_document([checked()])["findings"]}
    assert (values["MSA-NONE"], values["RETURN-COMPLAINTS"]) == (3, None)


def test_runs_of_several_checks_make_one():
    assert run_of([checked(), replace(checked(), run="ffffffffffff")]) not in ("0a1b2c3d4e5f", "ffffffffffff", None)
    assert run_of([]) is None and findings_document([])["findings"] == []


def test_text_with_a_lone_surrogate_is_still_written():
    assert json.loads(json_bytes({"a": "\ud800b"})) == {"a": "?b"}
