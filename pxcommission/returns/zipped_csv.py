"""A zip archive that holds one csv file and nothing else; any other archive is refused with the names of what it holds."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from pxcommission.problems import shortened
from pxcommission.returns.collected import refused
from pxcommission.returns.limits import PUBLISHED_CSV, RATIO_FROM, with_limits

_CSV = (".csv", ".txt")
_BESIDE = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def only_csv(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], shown: str) -> tuple[str, int]:
    """The name of the one csv file and its real unpacked size; raises ProblemsFound, or what `zipfile` raises for damage."""
    files = [part for part in parts if not part.is_dir() and not _lies_beside(part.filename)]
    if not files:
        raise refused(shown, "the zip archive is empty", "ask for it again: the upload may have failed")
    one = files[0]
    if len(files) > 1 or PurePosixPath(one.filename).suffix.lower() not in _CSV:
        raise refused(shown, _said(files), "unpack it and load the file with the figures")
    return one.filename, _real_size(package, one, shown)


def _lies_beside(name: str) -> bool:
    """What computers put into an archive by themselves."""
    low = name.lower()
    return low.startswith(_BESIDE[0]) or low.rsplit("/", 1)[-1] in _BESIDE[1:]


def _said(files: Sequence[zipfile.ZipInfo]) -> str:
    names = ", ".join(f"'{shortened(part.filename, 60)}'" for part in files[:6])
    more = f" and {len(files) - 6:,} more" if len(files) > 6 else ""
    if len(files) == 1:
        return f"this is a zip archive, not a workbook; it holds {names}, which is no csv file"
    return f"this is a zip archive, not a workbook, and it holds {len(files):,} files, not one csv file: {names}{more}"


def _real_size(package: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> int:
    """The bytes that really come out, stopped at the first limit."""
    size, most = 0, PUBLISHED_CSV
    with package.open(part) as stream:
        while piece := stream.read(256 * 1024):
            size += len(piece)
            if size > most.unpacked or (size > RATIO_FROM and size > most.ratio * max(part.compress_size, 1)):
                limit = f"over {most.ratio} times its packed size" if size <= most.unpacked else f"over {size:,} bytes"
                message = f"'{shortened(part.filename)}' would expand to be too large: {limit}"
                raise refused(shown, message, with_limits("", most))
    if size != part.file_size:
        message = f"the file is corrupt or too large: '{shortened(part.filename)}' is not as long as stated"
        raise refused(shown, message, "ask for it again: the upload may have failed")
    return size
