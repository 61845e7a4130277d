#!/usr/bin/python3
"""Reading alone: a Bundle of many responses against a bare xmlTextReader pass over it, in the same run.

usage: read.py BUILD [COUNT]      20000 responses of 75 MB unless said

Fails over 1.5 times the time of the pass, over 16 MB above the idle process and 256 bytes a patient. Time is processor
time, the least of several runs taken in turn.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BYTES_EACH = 3750
RUNS = 5
RATIO_MOST = 1.5
ABOVE_MOST_BYTES = 16 << 20
PATIENT_MOST_BYTES = 256


def make(path, count):
    with open(path, "wb") as file:
        subprocess.run([sys.executable, ROOT / "tests/tools/make_bundle.py", str(count), str(count * BYTES_EACH)],
                       stdout=file, check=True)


def run(build, mode, path):
    done = subprocess.run([build / "tests/tools/read_driver", mode, path], capture_output=True, text=True, check=True)
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}


def measure(build, count):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.xml"
        make(path, count)
        idle = run(build, "idle", path)["peak_kib"]
        runs = [(run(build, "floor", path), run(build, "read", path)) for _ in range(RUNS)]
    reads = [read for _, read in runs]
    assert all(read["responses"] == count and read["named"] == count for read in reads), reads
    floor_s = min(floor["time_ns"] for floor, _ in runs) / 1e9
    read_s = min(read["time_ns"] for read in reads) / 1e9
    return floor_s, read_s, (max(read["peak_kib"] for read in reads) - idle) * 1024


def main():
    build = Path(sys.argv[1]).resolve()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    floor_s, read_s, above_bytes = measure(build, count)
    print(f"{floor_s:>14.3f} s for a bare xmlTextReader pass over {count:,} responses")
    print(f"{read_s:>14.3f} s to read them: {read_s / floor_s:.2f} times")
    print(f"{above_bytes / 1e6:>14.1f} MB above the idle process")
    faults = []
    if read_s > RATIO_MOST * floor_s:
        faults.append(f"reading takes more than {RATIO_MOST} times the time of a bare pass")
    if above_bytes > ABOVE_MOST_BYTES + PATIENT_MOST_BYTES * count:
        faults.append("reading takes more memory than it may")
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
