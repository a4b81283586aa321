"""Pictures of every document kind and the page that shows them: `docs/documents.md` and `docs/pictures/documents`.

Run from the repository: `python scripts/make_pictures.py`. It plays the shipped workspace in a folder under build/ through the
real command line, which takes some minutes, and needs LibreOffice, poppler-utils and Chromium (`make system`). With `--again` the
documents of the last run are taken as they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pictures_of_documents.gallery import Picture, all_pictures, page_of
from pictures_of_documents.story import ROOT, play
from pictures_of_documents.turning import (
    missing_programs,
    page_on_a_screen,
    page_on_paper,
    pages,
    paper,
    small_png,
    without_empty_foot,
)
from PIL import Image

FOLDER = ROOT / "build" / "pictures"
DOCS = ROOT / "docs"
INTO = DOCS / "pictures" / "documents"
PAGE_WIDE, SHEET_WIDE, DETAIL_WIDE = 620, 800, 3200


def main() -> None:
    """Play, turn, and write the page; the program's own words say what is missing."""
    absent = missing_programs()
    if absent:
        raise SystemExit(f"these are needed and were not found: {', '.join(absent)} (make system)")
    known = FOLDER / "made-by.json"
    if "--again" in sys.argv[1:] and known.is_file():
        made_by = json.loads(known.read_text("utf-8"))
    else:
        made_by = play(FOLDER).made_by
        known.write_text(json.dumps(made_by, indent=1), encoding="utf-8")
    written = write_pictures(FOLDER / "documents", FOLDER / "paper")
    (DOCS / "documents.md").write_text(page_of(made_by), encoding="utf-8")
    print(
        f"{len(written)} pictures, {sum(written.values()) / 1e6:.1f} MB, in {INTO.relative_to(ROOT)}; docs/documents.md"
    )


def write_pictures(documents: Path, printed: Path) -> Mapping[str, int]:
    """Every picture of the gallery, written; what is no longer in it is removed. The bytes of each."""
    printed.mkdir(exist_ok=True)
    wanted = {picture.document for picture in all_pictures()}
    paper([documents / name for name in sorted(wanted) if not name.endswith(".html")], printed)
    for name in sorted(wanted):
        if name.endswith(".html"):
            page_on_paper(documents / name, printed / f"{Path(name).stem}-page.pdf")
    INTO.mkdir(parents=True, exist_ok=True)
    written = {}
    for picture in all_pictures():
        data = small_png(drawn(picture, documents, printed))
        (INTO / f"{picture.name}.png").write_bytes(data)
        written[f"{picture.name}.png"] = len(data)
    for left in INTO.iterdir():
        if left.name not in written:
            left.unlink()
    return written


def drawn(picture: Picture, documents: Path, printed: Path) -> Image.Image:
    """What the picture shows, in full size."""
    if picture.window != (0, 0):
        return page_on_a_screen(documents / picture.document, *picture.window)
    page = picture.document.endswith(".html")
    pdf = printed / f"{Path(picture.document).stem}{'-page' if page else ''}.pdf"
    number = page_of_sheet(pdf, picture.sheet) if picture.sheet else picture.page
    if number < 0:
        number += 1 + number_of_pages(pdf)
    whole, sheet = picture.part == (0.0, 0.0, 1.0, 1.0), picture.document.endswith(".xlsx")
    (shown,) = pages(pdf, number, number, 2 * (SHEET_WIDE if sheet else PAGE_WIDE) if whole else DETAIL_WIDE)
    if sheet:
        left, top, right, bottom = picture.part
        wide, tall = shown.size
        return without_empty_foot(
            shown.crop((int(left * wide), int(top * tall), int(right * wide), int(bottom * tall)))
        )
    wide = PAGE_WIDE if shown.height > shown.width else SHEET_WIDE
    return shown.resize((wide, round(shown.height * wide / shown.width)), Image.Resampling.LANCZOS)


def number_of_pages(pdf: Path) -> int:
    """How many pages a PDF has."""
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def page_of_sheet(pdf: Path, sheet: str) -> int:
    """The first page whose footer names the sheet."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    found = (number for number, page in enumerate(told.split("\f"), start=1) if f"DRAFT · {sheet} " in f"{page} ")
    return next(found)


if __name__ == "__main__":
    main()
