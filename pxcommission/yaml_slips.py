"""What a person most likely meant where a file can't be read as YAML: the slip, its own line, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from pxcommission.problems import Mend, Problem, shortened
from pxcommission.yaml_characters import ODD_SPACE
from pxcommission.yaml_fault import Fault, fault_of
from pxcommission.yaml_line_slips import CURLY_QUOTES, ENTRY, colon_slip, curly_quotes, dash_slip


def slip(text: str, name: str, wrong: yaml.YAMLError) -> Problem:
    """The problem of a text that is not YAML: the commonest slips first, the parser's own words last."""
    fault = fault_of(text, name, wrong)
    for reading in _READINGS:
        found = reading(fault)
        if found is not None:
            return found
    fix = "check the indent, colons and quotes of this line and the one above"
    return fault.problem(fault.line, fault.column, f"this line can't be read: {fault.said}", fix, "PX022")


def _tab(fault: Fault) -> Problem | None:
    for number in (fault.line, fault.above):
        line = fault.lines[number]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            fix = "replace the tab with spaces, as many as stand before the lines it belongs with"
            return fault.problem(number, indent.index("\t"), "a tab indents this line; use spaces", fix, "PX005")
    return None


def _curly_quotes(fault: Fault) -> Problem | None:
    for number in dict.fromkeys((fault.line, fault.above)):
        line = fault.lines[number]
        found = re.search(rf"(?:^|[:,{{\[-]) *(?P<open>[{CURLY_QUOTES}])", line)
        if found:
            whole = re.compile('[“”„‟]([^“”„‟"\\\\]*)[“”„‟]').match(line, found.start("open"))
            mend = Mend(number + 1, whole.start() + 1, whole[0], f'"{whole[1]}"') if whole else None
            return curly_quotes(Problem(fault.name, "", line=number + 1, column=found.start("open") + 1, mend=mend))
    return None


def _odd_space(fault: Fault) -> Problem | None:
    for number in dict.fromkeys((fault.line, fault.above, fault.since[0])):
        found = re.search(rf"[:\-]({ODD_SPACE}+)", fault.lines[number])
        if found:
            mend = Mend(number + 1, found.start(1) + 1, found[1], " ")
            message = (
                f"a no-break space (U+{ord(found[1][0]):04X}) stands after '{found[0][0]}'; it is not read as a space"
            )
            return fault.problem(number, found.start(1), message, "type an ordinary space instead", "PX006", mend)
    return None


def _dash(fault: Fault) -> Problem | None:
    for number in dict.fromkeys((fault.line, fault.above, fault.since[0])):
        line = fault.lines[number]
        column = len(line) - len(line.lstrip(" "))
        found = dash_slip(line[column:], number + 1, column + 1, fault.name)
        if found is not None:
            return found
    return None


def _special_start(fault: Fault) -> Problem | None:
    if fault.context in ("while scanning an alias", "while scanning an anchor", "while scanning a directive",
                         "while scanning a block scalar"):  # fmt: skip
        line, column = fault.since
    elif "cannot start any token" in fault.said or "expected node content" in fault.said:
        line, column = fault.line, fault.column
    elif "block sequence entries are not allowed" in fault.said and ":" in fault.here[: fault.column]:
        fix = "start the list on a line of its own, or put the text in quotes"
        return fault.problem(
            fault.line,
            fault.column,
            "a list can't start on the line of its key",
            fix,
            "PX014",
            _quoted_rest(fault, fault.line, fault.column),
        )
    elif found := re.search(r"[:-] +(?P<star>[*&])[^ ]+ +$", fault.here[: fault.column]):
        line, column = fault.line, found.start("star")
    else:
        return None
    char = fault.lines[line][column : column + 1]
    if not char:
        return None
    if char in "<>" and "threshold" in fault.lines[line][:column]:
        fix = "write a threshold in words, such as `at least 95%`"
        return fault.problem(line, column, f"a threshold can't start with '{char}'", fix, "PX014")
    message = f"text can't start with '{char}' unless it stands in quotes"
    return fault.problem(
        line, column, message, 'put the whole text in quotes: "…"', "PX014", _quoted_rest(fault, line, column)
    )


def _quoted_rest(fault: Fault, line: int, column: int) -> Mend | None:
    """The rest of a line put in quotes, where it is the whole value of a key or of an entry of a list."""
    text = fault.lines[line]
    if not re.fullmatch(r" *(?:- +)*(?:[A-Za-z][\w -]*: +)?", text[:column]):
        return None
    value = re.split(r" +#", text[column:])[0].rstrip()
    return Mend(line + 1, column + 1, value, f'"{value}"') if value and not set(value) & set('"\\') else None


def _unclosed_quote(fault: Fault) -> Problem | None:
    fix = "close it with the same quote at the end of the text, on the same line"
    if fault.context == "while scanning a quoted scalar":
        return fault.problem(*fault.since, "the quote opened here is never closed", fix, "PX009")
    if fault.quoted and fault.quoted[0] < fault.quoted[2] and fault.quoted[2] in (fault.line, fault.above):
        line, column, last = fault.quoted
        return fault.problem(line, column, f"the quote opened here is closed only on line {last + 1}", fix, "PX009")
    return None


def _after_the_end(fault: Fault) -> Problem | None:
    """Text behind a closing quote, brace or bracket, and a closing one too many."""
    before = fault.here[: fault.column].rstrip(" ")
    if not fault.said.startswith("did not find expected") or not before or fault.char in ("", "#", ":"):
        return None
    if fault.char in "}]" and before[-1] in "}]\"'":
        return fault.problem(fault.line, fault.column, f"this '{fault.char}' closes nothing", "delete it", "PX010")
    if before[-1] not in "\"'}]":
        return None
    fix = 'put the whole text in one pair of quotes: "…"'
    if before[-1] == "'":
        fix += "; an apostrophe ends text in single quotes"
    return fault.problem(fault.line, fault.column, f"there is more text after the closing {before[-1]}", fix, "PX023")


def _colon_in_text(fault: Fault) -> Problem | None:
    if fault.char != ":" or (
        "mapping values" not in fault.said and not fault.said.startswith("did not find expected ','")
    ):
        return None
    first = re.match(r"[^\"'#]*?: +(?=\S)", fault.here)
    if first is None or first.end() > fault.column:
        return None
    if "{" in fault.here[: fault.column] or "mapping values" not in fault.said:
        word = re.split(r"[ ,{]", fault.here[: fault.column])[-1]
        message = (
            f"a second colon in one entry: a comma is missing before '{shortened(word)}', or the text needs quotes"
        )
        fix = 'write a comma between two entries, or put text with a colon in quotes: "…"'
        return fault.problem(fault.line, fault.column, message, fix, "PX011")
    message = "a colon followed by a space can't stand in text without quotes"
    mend = _quoted_rest(fault, fault.line, first.end())
    return fault.problem(fault.line, fault.column, message, 'put the whole text in quotes: "…"', "PX011", mend)


def _missing_colon(fault: Fault) -> Problem | None:
    if fault.said == "could not find expected ':'":
        number = fault.since[0]
    elif "mapping values" in fault.said:
        number = fault.above
    else:
        return None
    line = fault.lines[number]
    return colon_slip(line, number + 1, fault.name)


def _indent(fault: Fault) -> Problem | None:
    """A line that starts in a column in which nothing open above starts."""
    if not re.search(r"mapping values|expected '-' indicator|expected key|expected <document start>", fault.said):
        return None
    entry = ENTRY.match(fault.here)
    if entry is None or fault.line == 0:
        return None
    own = entry.end("indent")
    starts = _open_starts(fault, bool(entry["dash"]))
    if own in (column for column, _ in starts) or not starts:
        return None
    column, line = min(starts, key=lambda start: (abs(start[0] - own), -start[0]))
    message = (
        f"this line starts in column {own + 1}, line {line + 1} with which it seems to belong in column {column + 1}"
    )
    fix = f"begin it with {column} space{'' if column == 1 else 's'}" if column else "remove the spaces before it"
    return fault.problem(fault.line, own, message, fix, "PX007")


def _open_starts(fault: Fault, dashed: bool) -> list[tuple[int, int]]:
    """The columns and lines in which the lists (or keys) still open above this line start."""
    starts: list[tuple[int, int]] = []
    least = 1000
    for number in range(fault.line - 1, -1, -1):
        entry = ENTRY.match(fault.lines[number])
        if entry is None or entry.end("indent") >= least:
            continue
        least = entry.end("indent")
        if dashed and entry["dash"]:
            starts.append((least, number))
        elif not dashed:
            starts.append((entry.end("dash"), number))
    return starts


def _unclosed_bracket(fault: Fault) -> Problem | None:
    if not fault.said.startswith("did not find expected ',' or"):
        return None
    opened, closing = ("[", "]") if "sequence" in fault.context else ("{", "}")
    line, column = fault.since
    if line < fault.line or fault.column >= len(fault.here):
        message = f"the '{opened}' opened here is not closed"
        return fault.problem(line, column, message, f"close it with '{closing}' where its entries end", "PX010")
    message = f"a comma or '{closing}' is missing before this"
    return fault.problem(fault.line, fault.column, message, "write a comma between two entries", "PX010")


def _backslash(fault: Fault) -> Problem | None:
    if "escape" not in fault.said and "hexd" not in fault.said:
        return None
    at = max(fault.here.rfind("\\", 0, fault.column + 1), 0)
    fix = r"write \\ for one backslash, or put the text in single quotes"
    message = "in double quotes a backslash begins a code, and this is none"
    return fault.problem(fault.line, at, message, fix, "PX024")


def _second_document(fault: Fault) -> Problem | None:
    if "<document start>" in fault.said and any(line.startswith("...") for line in fault.lines[: fault.line]):
        message = "a second document starts here; a file holds one document"
        return fault.problem(fault.line, fault.column, message, "remove the line '...'", "PX019")
    return None


def _tag(fault: Fault) -> Problem | None:
    if "tag" not in fault.said and "tag" not in fault.context:
        return None
    fix = "put text that starts with '!' in quotes, or remove the tag"
    return fault.problem(*fault.since, "a tag (a word that starts with '!') can't be used here", fix, "PX018")


_READINGS: tuple[Callable[[Fault], Problem | None], ...] = (
    _tab, _curly_quotes, _odd_space, _dash, _unclosed_quote, _tag, _special_start, _backslash, _after_the_end,
    _colon_in_text, _missing_colon, _second_document, _unclosed_bracket, _indent,
)  # fmt: skip
