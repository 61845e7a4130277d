#!/usr/bin/python3
"""Memory while a Bundle is read grows by at most 256 bytes a patient, and by nothing with the responses of one; the same
is read of a file, of a pipe and of gzip, whatever the order of patients and responses."""
import gzip
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ["BUILD"])
MAGREPORT = os.environ["MAGREPORT"]
SANITIZED = "asan" in BUILD.name
FEW, MANY = (200, 600) if SANITIZED else (1000, 8000)


def bundle(count):
    return subprocess.run([sys.executable, ROOT / "tests/tools/make_bundle.py", str(count)], capture_output=True,
                          check=True).stdout


def read(path):
    done = subprocess.run([BUILD / "tests/tools/read_driver", "read", path], capture_output=True, text=True, check=False)
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}


def memory_grows_by_the_patients_alone(folder):
    peaks = {}
    for count in (FEW, MANY):
        path = Path(folder) / f"{count}.xml"
        path.write_bytes(bundle(count))
        found = read(path)
        assert found["responses"] == found["named"] == count, found
        peaks[count] = found["peak_kib"] * 1024
    grown = (peaks[MANY] - peaks[FEW]) / (MANY - FEW)
    assert SANITIZED or grown <= 256, f"{grown:.0f} bytes a patient"


def all_ways_say_the_same(folder):
    data = bundle(150)
    path, packed = Path(folder) / "a.xml", Path(folder) / "a.dat"
    path.write_bytes(data)
    half = data.index(b"<entry>", len(data) // 2)
    packed.write_bytes(gzip.compress(data[:half]) + gzip.compress(data[half:]))
    command = [MAGREPORT, "score", "--all"]
    outputs = [subprocess.run([*command, path], capture_output=True, check=True).stdout,
               subprocess.run([*command, packed], capture_output=True, check=True).stdout,
               subprocess.run([*command, "-"], input=data, capture_output=True, check=True).stdout]
    assert outputs[0].count(b"\n") == 150
    assert outputs[0] == outputs[1] == outputs[2]


def nothing_of_a_cut_file_is_delivered(folder):
    path = Path(folder) / "cut.xml"
    path.write_bytes(bundle(FEW)[:-20])
    done = subprocess.run([MAGREPORT, "score", "--all", path], capture_output=True, check=False)
    assert done.returncode == 65 and done.stdout == b"", done
    assert done.stderr.count(b"E109") == 1, done.stderr


def main():
    tests = [memory_grows_by_the_patients_alone, all_ways_say_the_same, nothing_of_a_cut_file_is_delivered]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for test in tests:
            try:
                test(folder)
            except (AssertionError, subprocess.CalledProcessError) as fault:
                failed += 1
                print(f"{test.__name__}: {fault}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
