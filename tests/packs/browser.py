"""Pages in headless Chromium: what axe-core finds in them, how wide they are, how many sheets of paper they take."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from absent_parts import skip_or_fail

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
MOST_SECONDS = 120


def axe_findings(page: bytes, folder: Path, wide: int) -> list[str]:
    """What axe-core has against a page at this width, every fold of it open; none when nothing."""
    asked = f"{{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}}"
    found = _told(page, folder, wide, f"axe.run(document, {asked}).then(found => tell(found.violations))", _axe())
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def too_wide(page: bytes, folder: Path, wide: int) -> int:
    """By how many pixels a page is wider than its window, its own scrolled parts left out."""
    script = "tell(document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    return int(_told(page, folder, wide, script, ""))


def sheets_of_paper(page: bytes, folder: Path) -> int:
    """How many pages of A4 it prints on."""
    written, paper = folder / "printed.html", folder / "printed.pdf"
    written.write_bytes(page)
    _browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={paper}", written.as_uri())
    return len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))


def _told(page: bytes, folder: Path, wide: int, asks: str, library: str) -> Any:
    """What a script in a copy of the page tells. The copy has no policy, since the page itself lets no script run."""
    tells = (
        "const tell = found => { const said = document.createElement('pre'); said.id = 'told';"
        " said.textContent = JSON.stringify(found); document.body.appendChild(said) };"
        "document.querySelectorAll('details').forEach(one => one.open = true);"
    )
    framed = folder / "framed.html"
    copy, policies = POLICY.subn(b"", page)
    assert policies == 1
    script = f"<script>{library}</script><script>window.onload = () => {{ {tells} {asks} }}</script>"
    framed.write_bytes(copy.replace(b"</body>", script.encode() + b"</body>"))
    size = f"--window-size={max(wide, 500)},1200"
    if wide < 500:  # the narrowest window of a browser; a frame may be narrower
        return _in_a_frame(framed, folder, wide)
    said = _browse(folder, "--dump-dom", "--virtual-time-budget=60000", size, framed.as_uri())
    return json.loads(html.unescape(said[said.rindex('<pre id="told">') + 15 : said.rindex("</pre>")]))


def _in_a_frame(framed: Path, folder: Path, wide: int) -> Any:
    """What the script tells in a frame of this width."""
    outer = folder / "outer.html"
    outer.write_text(
        f'<title>x</title><iframe id="f" width="{wide}" height="1200" src="framed.html"></iframe><script>'
        "const look = () => { const said = document.getElementById('f').contentDocument.getElementById('told');"
        " if (said) document.body.appendChild(said.cloneNode(true)); else setTimeout(look, 50) }; look()</script>"
    )
    said = _browse(
        folder, "--dump-dom", "--virtual-time-budget=60000", "--allow-file-access-from-files", outer.as_uri()
    )
    return json.loads(html.unescape(said[said.rindex('<pre id="told">') + 15 : said.rindex("</pre>")]))


def _browse(folder: Path, *asked: str) -> str:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        skip_or_fail("no Chromium: install chromium (see system-packages.txt)")
    assert browser is not None
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}", *asked]
    return subprocess.run(command, capture_output=True, check=True, timeout=MOST_SECONDS).stdout.decode()


def _axe() -> str:
    """The source of axe-core where npm puts what is installed for all; the test is skipped where there is none."""
    node = shutil.which("node")
    places = [Path("/usr/lib"), Path("/usr/local/lib"), *([Path(node).resolve().parents[1] / "lib"] if node else [])]
    found = (place / "node_modules" / "axe-core" / "axe.min.js" for place in places)
    source = next((path.read_text("utf-8") for path in found if path.is_file()), None)
    if source is None:
        skip_or_fail("axe-core is absent (npm install --global axe-core)")
    assert source is not None
    return source.replace("</script", "<\\/script")
