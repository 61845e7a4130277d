#!/usr/bin/python3
"""Runs all tests against one or more builds and adds them up.

usage: run.py [--update] [--only WORD] BUILD...

For each build: the cmocka programs below BUILD/tests/unit, the examples of tests/diagnostics, and every
tests/*/test_*.py. A Python test is a program of its own: it finds the magreport to test in $MAGREPORT and its build
folder in $BUILD, and ends with a line "N passed, N failed" (", N skipped" if any), or uses unittest. --update sets
GOLDEN_UPDATE=1, on which golden tests write their files anew. --only runs what has WORD in its name.

The last line sums up; the exit status is 1 if anything failed, or if nothing ran.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
TIME_LIMIT_S = 600


class Outcome:
    def __init__(self, name, passed, failed, skipped, output):
        self.name, self.passed, self.failed, self.skipped, self.output = name, passed, failed, skipped, output


def count_tap(output):
    """cmocka's TAP lines: ok, not ok, ok ... # SKIP."""
    passed = failed = skipped = 0
    for line in output.splitlines():
        if re.match(r"(not )?ok \d+ (- .*)?# ?skip", line, re.I):
            skipped += 1
        elif re.match(r"not ok \d", line):
            failed += 1
        elif re.match(r"ok \d", line):
            passed += 1
    return passed, failed, skipped


def count_summary(output):
    """Our own closing line, or unittest's."""
    lines = re.findall(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", output, re.M)
    if lines:
        passed, failed, skipped = lines[-1]
        return int(passed), int(failed), int(skipped or 0)
    ran = re.search(r"^Ran (\d+) tests?", output, re.M)
    if not ran:
        return 0, 0, 0
    found = {word: int(number) for word, number in re.findall(r"(failures|errors|skipped)=(\d+)", output)}
    failed = found.get("failures", 0) + found.get("errors", 0)
    skipped = found.get("skipped", 0)
    return max(int(ran.group(1)) - failed - skipped, 0), failed, skipped


def run(name, command, environment, count):
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, cwd=TESTS.parent, timeout=TIME_LIMIT_S,
                              errors="replace", check=False)
        output, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired as expired:
        text = expired.stdout or b""
        output = (text.decode(errors="replace") if isinstance(text, bytes) else text) + "\ntime limit passed\n"
        status = -1
    except OSError as error:
        output, status = f"cannot run: {error}\n", -1
    passed, failed, skipped = count(output)
    if (status != 0 and failed == 0) or passed + failed + skipped == 0:
        failed += 1
        output += f"\n(exit status {status}, {passed} passed)\n"
    return Outcome(name, passed, failed, skipped, output)


def tasks_of(build, update):
    environment = dict(os.environ, BUILD=str(build), MAGREPORT=str(build / "magreport"), CMOCKA_MESSAGE_OUTPUT="TAP",
                       ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:exitcode=99",
                       UBSAN_OPTIONS="print_stacktrace=1", LC_ALL="C.UTF-8")
    if update:
        environment["GOLDEN_UPDATE"] = "1"
    if not update:
        for program in sorted((build / "tests" / "unit").glob("*/test_*")):
            source = TESTS / program.relative_to(build / "tests").with_suffix(".c")
            if program.suffix == "" and os.access(program, os.X_OK) and source.exists():
                yield f"{build.name} {program.parent.name}/{program.name}", [str(program)], environment, count_tap
    for script in sorted(TESTS.glob("*/test_*.py")):
        if not update or script.parent.name == "golden":
            yield f"{build.name} {script.parent.name}/{script.name}", [sys.executable, str(script)], environment, \
                count_summary


def main(arguments):
    update = "--update" in arguments
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    builds = [Path(argument).resolve() for argument in arguments if not argument.startswith("--") and argument != only]
    tasks = [task for build in builds for task in tasks_of(build, update) if only in task[0]]
    total = Outcome("", 0, 0, 0, "")
    with concurrent.futures.ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        for outcome in pool.map(lambda task: run(*task), tasks):
            total.passed += outcome.passed
            total.failed += outcome.failed
            total.skipped += outcome.skipped
            mark = "FAIL" if outcome.failed else "ok  "
            skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
            print(f"{mark} {outcome.name}: {outcome.passed} passed, {outcome.failed} failed{skipped}", flush=True)
            if outcome.failed:
                print("".join(f"     {line[:400]}\n" for line in outcome.output.splitlines()[-80:]), end="", flush=True)
            for line in outcome.output.splitlines():
                if line.startswith("skipped"):
                    print(f"     {line}")
    print(f"{total.passed} passed, {total.failed} failed" + (f", {total.skipped} skipped" if total.skipped else ""))
    return 1 if total.failed or not tasks or total.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
