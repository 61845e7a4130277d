#!/usr/bin/python3
"""Each file of evil.py is refused in under 1 s of processor time and 50 MB, with one message and the exit status that goes with
it, or read. Memory is the peak of the worker plus that of the process that started it, as the kernel counts them. WHOLE=1 also
cuts each sample off at each byte, and runs all commands."""
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import evil

MAGREPORT = os.environ["MAGREPORT"]
DRIVER = Path(os.environ["BUILD"]) / "tests/tools/peak_driver"
SANITIZED = "asan" in os.environ["BUILD"]
WHOLE = bool(os.environ.get("WHOLE"))
SECONDS = 20 if SANITIZED else 1
MEGABYTES = 50
STATUS = {evil.REFUSED: (65,), evil.READ: (0,), evil.SPECIAL: (65, 66, 74)}
COMMANDS = {"dump": ["dump", "--stage=answers"], "score": ["score"], "check": ["check"], "mapping": ["mapping"]}


class Run:
    def __init__(self, words, stdin=subprocess.DEVNULL):
        done = subprocess.run([DRIVER, MAGREPORT, *words], stdin=stdin, capture_output=True, check=False)
        status, cpu_ms, peak_kib = map(int, done.stdout.split())
        self.text = done.stderr.decode(errors="replace")
        self.status = status
        self.cpu_s = cpu_ms / 1000
        self.megabytes = peak_kib / 1024
        self.messages = [line for line in self.text.splitlines() if "[E" in line]


def faults_of(run, outcome, started_megabytes):
    if run.status not in STATUS[outcome]:
        yield f"exit status {run.status}, expected {STATUS[outcome]}"
    wanted = 0 if outcome == evil.READ else 1
    if len(run.messages) != wanted:
        yield f"{len(run.messages)} errors, expected {wanted}"
    if run.cpu_s > SECONDS:
        yield f"{run.cpu_s:.2f} s"
    if not SANITIZED and outcome != evil.READ and run.megabytes + started_megabytes > MEGABYTES:
        yield f"{run.megabytes:.0f} MB, and {started_megabytes:.0f} MB of the process that started it"
    if "\x1b" in run.text:
        yield "a control character on the terminal"


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def take(self, name, run, faults):
        faults = list(faults)
        if faults:
            self.failed += 1
            print(f"{name}: {'; '.join(faults)}\n  {run.text[:300]}")
        else:
            self.passed += 1


def check_cases(tally, folder, idle):
    for name, outcome, make in evil.CASES:
        if SANITIZED and not WHOLE and re.search(r"-MB|000000|600000", name):
            continue  # slow there, and it is time and memory that they are about
        path = folder / f"{name}.xml"
        make(path)
        for command, words in COMMANDS.items() if WHOLE else [("dump", COMMANDS["dump"])]:
            if command == "dump" or outcome != evil.READ:
                run = Run([*words, str(path)])
                tally.take(f"{name} ({command})", run, faults_of(run, outcome, idle))
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


def check_devices(tally, idle):
    for path in ("/dev/zero", "/dev/stdin", "/dev/tty", "/proc/self/fd/0", "/dev/full"):
        run = Run(["dump", "--stage=answers", path])
        tally.take(path, run, faults_of(run, evil.SPECIAL, idle))


def check_pipes(tally, idle):
    """What comes through a pipe has no size: too much, nothing, and the good."""
    for name, data, outcome in (("good pipe", evil.SAMPLE, evil.READ), ("empty pipe", b"", evil.REFUSED)):
        read, write = os.pipe()
        threading.Thread(target=lambda: (os.write(write, data), os.close(write))).start()
        run = Run(["dump", "--stage=answers", "-"], stdin=read)
        os.close(read)
        tally.take(name, run, faults_of(run, outcome, idle))
    with open("/dev/zero", "rb") as zeros:
        run = Run(["dump", "--stage=answers", "--max-size", "8M", "-"], stdin=zeros)
        tally.take("zeros without end", run, faults_of(run, evil.REFUSED, idle))


def keep_changing(path, change, stop):
    while not stop.is_set():
        change(path)


def grow(path):
    with open(path, "ab") as file:
        file.write(b"<!-- " + b"x" * 4096 + b" -->")
    time.sleep(0.0005)  # so that it is not large when it is opened


def shrink(path):
    size = path.stat().st_size
    os.truncate(path, max(size - 65536, 1000) if size > 65536 else 8 << 20)


def check_changing(tally, folder, idle):
    """A file that grows or shrinks while it is read ends at once, refused or as what it was."""
    for name, change in (("growing", grow), ("shrinking", shrink)):
        path = folder / f"{name}.xml"
        path.write_bytes(evil.HEAD + evil.OPEN + b" " * (8 << 20))
        stop = threading.Event()
        thread = threading.Thread(target=keep_changing, args=(path, change, stop))
        thread.start()
        run = Run(["dump", "--stage=answers", str(path)])
        stop.set()
        thread.join()
        tally.take(name, run, faults_of(run, evil.REFUSED, idle))
        path.unlink()


def check_cuts(tally, folder, idle):
    """Cut off at any byte it is refused, in each format."""
    path = folder / "cut.xml"
    for sample in evil.SAMPLES:
        end = sample.read_bytes().rstrip()
        for size in range(0, len(end), 1 if WHOLE and not SANITIZED else len(end) // 12):
            path.write_bytes(end[:size])
            run = Run(["dump", "--stage=answers", str(path)])
            tally.take(f"{sample.name} cut off after {size} bytes", run, faults_of(run, evil.REFUSED, idle))


def main():
    tally = Tally()
    idle = 0 if SANITIZED else Run(["help"]).megabytes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check_cases(tally, folder, idle)
        check_devices(tally, idle)
        check_pipes(tally, idle)
        check_changing(tally, folder, idle)
        check_cuts(tally, folder, idle)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
