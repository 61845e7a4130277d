#!/usr/bin/python3
"""One example for each diagnostic: tests/diagnostics/ID/ holds the inputs and

  command   the arguments of magreport, as run from that folder
  expected  an extended regular expression that one line of standard error must match
  status    the exit status

Each example runs in a copy of its folder. It must end with that status and that message, leave no file behind if it
failed, and never say more than the id promises: a message of another error level id is a failure. Every message of
src/base/message.def must have an id of its own, and an example.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MESSAGES = FOLDER.parent.parent / "src" / "base" / "message.def"

# Messages that no file brings about: a failing disk or library, or an internal fault. The unit tests named make them.
WITHOUT_EXAMPLE = FOLDER / "without-example"


def listing(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def run_example(example, work):
    shutil.copytree(example, work, symlinks=True)
    before = listing(work)
    command = shlex.split((example / "command").read_text())
    stdin = work / "stdin"
    with open(stdin if stdin.exists() else os.devnull, "rb") as source:
        done = subprocess.run([os.environ["MAGREPORT"], *command], cwd=work, stdin=source, capture_output=True,
                              timeout=120, check=False)
    return done, sorted(listing(work) - before)


def check_example(example, work):
    done, left = run_example(example, work)
    errors = done.stderr.decode("utf-8", "replace")
    wanted_status = int((example / "status").read_text())
    pattern = (example / "expected").read_text().strip()
    faults = []
    if done.returncode != wanted_status:
        faults.append(f"exit status {done.returncode}, expected {wanted_status}")
    found = subprocess.run(["grep", "-Eq", "-e", pattern], input=errors, text=True, check=False).returncode
    if found != 0:
        faults.append(f"no line matches {pattern}")
    if wanted_status != 0 and left:
        faults.append(f"left behind: {', '.join(left)}")
    if f"[{example.name.split('-')[0]}]" not in errors:
        faults.append("the message does not name its id")
    if faults:
        faults.append("standard error was:\n" + errors[:2000])
    return faults


def main():
    examples = sorted(path.parent for path in FOLDER.glob("*/command"))
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(examples):
            faults = check_example(example, Path(folder) / f"example-{number}")
            if faults:
                failed += 1
                print(f"{example.name}: " + "; ".join(faults))
            else:
                passed += 1
    shown = {example.name[:4] for example in examples}
    excused = {}
    if WITHOUT_EXAMPLE.exists():
        excused = dict(line.split(None, 1) for line in WITHOUT_EXAMPLE.read_text().splitlines() if line[:1] in "EWN")
    names = re.findall(r'^MESSAGE\(\w+,\s*"([EWN]\d{3})"', MESSAGES.read_text(), re.M)
    for name in sorted(set(names)):
        if name not in shown and name not in excused:
            failed += 1
            print(f"{name}: no example in tests/diagnostics")
        if names.count(name) > 1:
            failed += 1
            print(f"{name}: {names.count(name)} messages have this id")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
