#!/usr/bin/python3
"""The same profile gives the same plan from gcc and clang, without and with optimisation: the planner is compiled four
times and asked for the same 100 weeks."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = (ROOT / os.environ.get("BUILD", "build")).resolve()
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import test_plan  # noqa: E402

PEOPLE = 100


def flags(*options):
    names = ["libxml-2.0", "zlib", "harfbuzz", "harfbuzz-subset", "libpng", "libturbojpeg", "libqrencode", "nettle"]
    return subprocess.run(["pkg-config", *options, *names], capture_output=True, text=True, check=True).stdout.split()


def compile_driver(compiler, level, folder):
    driver = folder / compiler / level / "tests" / "tools" / "plan_driver"
    driver.parent.mkdir(parents=True)
    sources = [ROOT / "tests" / "tools" / "plan_driver.c", *sorted((ROOT / "src" / "plan").glob("*.c"))]
    subprocess.run([compiler, "-std=c11", level, "-D_GNU_SOURCE", f"-I{ROOT}/src", *flags("--cflags"), *sources,
                    BUILD / "libmagreport.a", *flags("--libs"), "-lhpdf", "-lunistring", "-o", driver], check=True,
                   cwd=ROOT)
    return driver.parents[2]


def main():
    if b"__asan_init" in (BUILD / "magreport").read_bytes():
        print("skipped: the plain build compares compilers\n0 passed, 0 failed, 1 skipped")
        return 0
    compilers = [name for name in ("gcc", "clang") if shutil.which(name)]
    foods, _ = test_plan.read_tables()
    profiles = test_plan.people(sorted(foods))
    profiles = profiles[::len(profiles) // PEOPLE]
    wanted = [answer.text for answer in test_plan.run_driver(profiles, BUILD)]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for compiler in compilers:
            for level in ("-O0", "-O2"):
                found = test_plan.run_driver(profiles, compile_driver(compiler, level, Path(folder)))
                same = sum(answer.text == text for answer, text in zip(found, wanted))
                passed, failed = passed + same, failed + len(wanted) - same
                if same < len(wanted):
                    print(f"{compiler} {level}: {len(wanted) - same} other plans")
    skipped = 2 - len(compilers)
    if skipped:
        print("skipped: clang is not there")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
