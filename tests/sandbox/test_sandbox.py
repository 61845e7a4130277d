#!/usr/bin/python3
"""What a process in the sandbox can still do, tried by tests/tools/sandbox_driver.c: each attempt succeeds outside and is
refused inside. Says skipped where the kernel has no seccomp."""
import os
import signal
import subprocess
import sys
from pathlib import Path

DRIVER = Path(os.environ["BUILD"]) / "tests" / "tools" / "sandbox_driver"
# Refused with this errno, or ended by a signal.
EACCES = "refused 13"
KILLED = f"killed {int(signal.SIGSYS)}"
WANTED = {
    "open": EACCES, "open-device": EACCES, "create": EACCES, "stat": EACCES,
    "unlink": KILLED, "rename": KILLED, "mkdir": KILLED, "chdir": KILLED, "chmod": KILLED,
    "socket": KILLED, "unix-socket": KILLED, "connect": KILLED, "send": KILLED,
    "fork": KILLED, "execve": KILLED, "ptrace": KILLED, "kill": KILLED,
    "setuid": KILLED, "raise-limit": KILLED, "dumpable": KILLED, "executable-memory": KILLED,
    "new-namespace": KILLED, "io-uring": KILLED,
    "write": "done", "fstat": "done", "pass-descriptor": "done", "allocate": "done", "allocate-too-much": "refused 12",
}


def is_sanitized():
    return "asan" in str(os.environ["BUILD"])


def main():
    done = subprocess.run([DRIVER], capture_output=True, text=True, timeout=120, check=False)
    lines = done.stdout.splitlines()
    if "seccomp" not in lines[0]:
        print(f"skipped: {lines[0]}")
        print(f"0 passed, {1 if os.environ.get('NOTHING_SKIPPED') else 0} failed, {len(WANTED)} skipped")
        return 1 if os.environ.get("NOTHING_SKIPPED") else 0
    told = subprocess.run([os.environ["MAGREPORT"], "--version"], capture_output=True, text=True, check=False).stdout
    faults = [] if lines[0].split(": ")[1] in told else [f"--version does not say: {lines[0]}"]
    outcomes = dict.fromkeys(WANTED, "")
    for line in lines[1:]:
        name, outcome = line.split(" ", 1)
        if outcome.startswith("possible"):
            continue
        if outcome.startswith("impossible"):
            faults.append(f"{name} fails without the sandbox, too: the test shows nothing")
        outcomes[name] = outcome
    if is_sanitized():  # reserves terabytes, so that memory cannot be limited
        del outcomes["allocate-too-much"]
    faults += [f"{name}: {outcome}, expected {WANTED[name]}" for name, outcome in outcomes.items()
               if outcome != WANTED[name]]
    for fault in faults:
        print(fault)
    print(f"{len(outcomes) + 1 - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
