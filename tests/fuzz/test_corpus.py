#!/usr/bin/python3
"""Each fuzz target over its corpus, built without libFuzzer (tests/fuzz/replay.c)."""
import os
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main():
    passed = failed = 0
    for source in sorted(FOLDER.glob("fuzz_*.c")):
        name = source.stem.removeprefix("fuzz_")
        program = Path(os.environ["BUILD"]) / "tests" / "replay" / name
        done = subprocess.run([program, FOLDER / "corpus" / name], capture_output=True, text=True, errors="replace",
                              timeout=500, check=False)
        found = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
        passed += int(found.group(1)) if found else 0
        if done.returncode != 0:
            failed += int(found.group(2)) if found else 1
            print(f"{name}: exit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
