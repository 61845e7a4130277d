#!/usr/bin/python3
"""make lint, but for clang-tidy, whose results make keeps file by file.

usage: lint.py BUILD

First each rule is shown planted faults (selftest.py): a rule that finds nothing anywhere is no rule. Then the rules,
clang-format and cppcheck see the tree. The last line is "N passed, N failed", a check each.
"""
import subprocess
import sys
from pathlib import Path

import rules
import selftest

ROOT = Path(__file__).resolve().parent.parent.parent


def cppcheck(paths, build):
    cache = Path(build) / "lint" / "cppcheck"
    cache.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        ["cppcheck", "-q", "-j2", "--std=c11", "--language=c", "--enable=warning,performance,portability",
         "--inline-suppr", "--suppress=missingIncludeSystem", "--error-exitcode=1", f"--cppcheck-build-dir={cache}",
         "-I", str(ROOT / "src"), *map(str, paths)], capture_output=True, text=True, check=False)


def clang_format(paths):
    return subprocess.run(["clang-format", f"--style=file:{ROOT}/.clang-format", "--dry-run", "-Werror",
                           *map(str, paths)], capture_output=True, text=True, check=False)


def report(name, faults):
    print(f"{'FAIL' if faults else 'ok  '} {name}")
    for fault in faults[:40]:
        print(f"     {fault}")
    if len(faults) > 40:
        print(f"     and {len(faults) - 40} more")
    return bool(faults)


def name_of(rule):
    return rule.__name__.replace("rule_", "").replace("_", " ")


def main():
    build = Path(sys.argv[1])
    results = [report("self-test", selftest.run(build))]
    for rule in rules.SOURCE_RULES:
        results.append(report(name_of(rule), [f"{where}: {fault}" for where, fault in rule(ROOT)]))
    objects = sorted((build / "src").glob("*/*.o"))
    results.append(report("state", [f"{where}: {fault}" for where, fault in rules.rule_state(ROOT, objects)]
                          if objects else ["no objects: run make first"]))
    sources = list(rules.c_files(ROOT))
    formatted = clang_format(sources)
    lines = [line for line in formatted.stderr.splitlines() if "error:" in line]
    results.append(report("clang-format", lines or (["failed"] if formatted.returncode else [])))
    checked = cppcheck([path for path in sources if path.suffix == ".c" and "src" in path.parts], build)
    results.append(report("cppcheck", checked.stderr.splitlines() if checked.returncode else []))
    print(f"{results.count(False)} passed, {results.count(True)} failed")
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main())
