"""Documents turned into small pictures: Word files and workbooks by LibreOffice, pages by Chromium; a palette keeps them small."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageOps

from pxcommission.packs.pdf import libreoffice

WIDEST, COLOURS, TALLEST = 800, 40, 1400
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICE_SECONDS, BROWSER_SECONDS = 420, 120


def missing_programs() -> list[str]:
    """What this computer lacks for making pictures."""
    found = {"LibreOffice": libreoffice(), "pdftoppm (poppler-utils)": shutil.which("pdftoppm"), "Chromium": browser()}
    return [name for name, place in found.items() if place is None]


def browser() -> str | None:
    """Chromium's command on this computer."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def paper(documents: Iterable[Path], to: Path) -> None:
    """A PDF of each Word file and workbook, in this folder, by one run of LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as profile:
        _run([str(libreoffice()), f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore",
              "--convert-to", "pdf", "--outdir", str(to), *map(str, documents)], OFFICE_SECONDS)  # fmt: skip


def pages(pdf: Path, first: int, last: int, wide: int) -> list[Image.Image]:
    """Pages of a PDF, each this wide."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        asked = ["-f", str(first), "-l", str(last), "-scale-to-x", str(wide), "-scale-to-y", "-1", "-png"]
        _run([str(shutil.which("pdftoppm")), *asked, str(pdf), f"{folder}/page"], BROWSER_SECONDS)
        return [_opened(path.read_bytes()) for path in sorted(Path(folder).iterdir())]


def page_on_a_screen(page: Path, wide: int, tall: int) -> Image.Image:
    """The top of a page in a window of this size; a narrow one in a frame, since no browser's window is so narrow."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        shown = page
        if wide < 500:
            shown = Path(folder) / "framed.html"
            frame = (
                f'<iframe src="{page.as_uri()}" width="{wide}" height="{tall}" style="border:0;display:block"></iframe>'
            )
            shown.write_text(f'<!doctype html><title>x</title><body style="margin:0">{frame}', encoding="utf-8")
        shot = Path(folder) / "shot.png"
        _browse(
            folder,
            f"--screenshot={shot}",
            f"--window-size={max(wide, 500)},{tall}",
            "--allow-file-access-from-files",
            "--hide-scrollbars",
            shown.as_uri(),
        )
        return _opened(shot.read_bytes()).crop((0, 0, wide, tall))


def page_on_paper(page: Path, to: Path) -> Path:
    """The PDF a browser prints of a page."""
    _browse(str(to.parent), "--no-pdf-header-footer", f"--print-to-pdf={to}", page.as_uri())
    return to


def side_by_side(parts: Sequence[Image.Image]) -> Image.Image:
    """Pictures in a row, each with a thin edge, as sheets of paper lie on a table."""
    edged = [ImageOps.expand(part, 1, "#aeb7bd") for part in parts]
    gap = 8
    whole = Image.new(
        "RGB", (sum(one.width for one in edged) + gap * (len(edged) - 1), max(one.height for one in edged)), "white"
    )
    left = 0
    for one in edged:
        whole.paste(one, (left, 0))
        left += one.width + gap
    return whole


def without_empty_foot(picture: Image.Image) -> Image.Image:
    """A picture without the white below what is printed, so that a sheet of few rows is small."""
    box = ImageOps.invert(picture.convert("L")).point(lambda shade: 255 if shade > 24 else 0).getbbox()
    return picture.crop((0, 0, picture.width, min(picture.height, (box[3] if box else picture.height) + 12)))


def small_png(picture: Image.Image) -> bytes:
    """The picture at most as wide and tall as a page of the documentation shows it, in a palette; the same bytes each time."""
    picture.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    reduced = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _browse(folder: str, *asked: str) -> None:
    program = [str(browser()), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/browser"]
    _run([*program, *asked], BROWSER_SECONDS)


def _run(command: list[str], seconds: int) -> None:
    quietly = shutil.which("nice")
    subprocess.run([*([quietly] if quietly else []), *command], check=True, capture_output=True, timeout=seconds)
