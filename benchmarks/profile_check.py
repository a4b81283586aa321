"""Where the time of a check goes: the dearest functions of one quarter of so many contracts, by the time spent below them.

.venv/bin/python benchmarks/profile_check.py [--contracts 60] [--quarters 12] [--lines 40]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]


def main() -> None:
    """Print the seconds of processor time of a check, then its profile."""
    from checked_workspace import KNOWN, make_workspace

    from pxcommission.quarter import check_quarter
    from pxcommission.workspace import chosen_contracts, open_workspace

    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--contracts", type=int, default=60)
    wanted.add_argument("--quarters", type=int, default=12)
    wanted.add_argument("--lines", type=int, default=40)
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        period = make_workspace(Path(folder), given.contracts, given.quarters)[-1]
        began = time.process_time()
        workspace = open_workspace(Path(folder))
        print(f"opening the workspace: {time.process_time() - began:.2f} s of processor time")
        contracts = chosen_contracts(workspace.rulebook, [])
        check_quarter(workspace, period, KNOWN, contracts[:1], "durable")
        began = time.process_time()
        checked = check_quarter(workspace, period, KNOWN, contracts, "durable")
        findings = sum(len(one.findings) for one in checked)
        print(
            f"{findings:,} findings of {len(checked)} contracts: {time.process_time() - began:.2f} s of processor time"
        )
        profile = cProfile.Profile()
        profile.runcall(check_quarter, workspace, period, KNOWN, contracts, "durable")
        pstats.Stats(profile).strip_dirs().sort_stats("cumulative").print_stats(given.lines)


if __name__ == "__main__":
    main()
