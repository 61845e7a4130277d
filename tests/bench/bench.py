#!/usr/bin/python3
"""What one report costs, in each template, how far the handout is from the floor, and what the layout stage alone costs for
a line of text.

usage: bench.py BUILD [--json FILE] [--baseline] [--freeze]

Instructions are compared with those of baseline.json: growth by more than 3 % fails. --baseline writes that file anew, for
a change that is worth its cost, or for templates that print more.

A report is one of a warm batch, from the bytes of the form to those of the PDF: twelve other people warm the process up,
then the twelve of tests/bench/people are counted, each once. Instructions are counted by callgrind inside the one function
that renders them. Time is processor time of the process over 200 more people, the median of several runs.

The floor is what no program that writes these pages can avoid: deflate of their content streams at level 6. The streams
are frozen in tests/bench/pages.xz, so that the floor does not sink with what it measures; --freeze makes them anew, for
handouts that say something else.
"""
import json
import lzma
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from people import write_people

ROOT = Path(__file__).resolve().parent.parent.parent
RESPONSE = ROOT / "samples" / "response.xml"
BRAND = "riverside"
TIMED_RUNS, TIMED_REPORTS, TIMED_FLOORS, WARM_UP = 5, 200, 10, 12
PEOPLE = sorted((ROOT / "tests" / "bench" / "people").glob("*.xml"))
PAGES = ROOT / "tests" / "bench" / "pages.xz"
LAYOUTS = ("handout", "summary", "clinician", "slip")
BASELINE = Path(__file__).resolve().parent / "baseline.json"
GROWTH_MOST = 1.03
TEXT = re.compile(r"  (?:[-+.] \S+|- header|- footer|-) text -?[\d.]+ (-?[\d.]+) ")


def run_bench(build, words, prefix=()):
    command = [*map(str, prefix), str(build / "tests" / "bench" / "bench"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}, done.stderr


def render_words(warm_up, files, layout="handout"):
    return ["render", BRAND, layout, len(warm_up), *warm_up, *files]


def timed(build, words, name):
    """What the program says, and the median of its processor time in ms."""
    runs = [run_bench(build, words)[0] for _ in range(TIMED_RUNS)]
    return runs[0], statistics.median(run[name] for run in runs) / 1e6


def counted(build, words, function):
    """Instructions inside one function, and what it calls."""
    with tempfile.TemporaryDirectory() as folder:
        prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", f"--toggle-collect={function}", "--"]
        _, messages = run_bench(build, words, prefix)
    return int(re.search(r"Collected\s*:\s*(\d+)", messages).group(1))


def line_count(build, file):
    """Lines of text on the pages: a text begins one where the text before it stands on another baseline."""
    done = subprocess.run([build / "magreport", "dump", "--stage=pages", file, "--brand", BRAND, "--layout", "handout"],
                          check=True, capture_output=True, text=True)
    baselines = TEXT.findall(done.stdout)
    return sum(one != other for one, other in zip(baselines, ["", *baselines]))


def instructions(build, warm_up):
    """What is compared with the baseline, for each report."""
    found = {f"{layout}_instructions": round(counted(build, render_words(warm_up, PEOPLE, layout), "measured_render") / len(PEOPLE))
             for layout in LAYOUTS}
    stage = (counted(build, render_words([], [*warm_up, *PEOPLE]), "layout_build")
             - counted(build, render_words([], warm_up), "layout_build"))
    found["layout_instructions_a_line"] = round(stage / sum(line_count(build, file) for file in PEOPLE))
    return found


def grown(found, baseline):
    """Lines that say what has grown too much."""
    return [f"{name}: {found[name]:,} instructions are {found[name] / baseline[name] * 100 - 100:.1f} % more than the "
            f"{baseline[name]:,} of {BASELINE.name}" for name in baseline if found[name] > GROWTH_MOST * baseline[name]]


def whole_process_ms(build):
    """Wall time of `magreport render`, start-up included."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(9):
            start = time.monotonic()
            subprocess.run([str(build / "magreport"), "render", str(RESPONSE), "--brand", BRAND, "-o",
                            f"{folder}/handout.pdf"], check=True, stderr=subprocess.DEVNULL)
            times.append((time.monotonic() - start) * 1000)
    return statistics.median(times)


def freeze(build):
    """The floor's streams, from the program as it is."""
    with tempfile.TemporaryDirectory() as folder:
        run_bench(build, ["freeze", BRAND, "handout", f"{folder}/pages", *PEOPLE])
        PAGES.write_bytes(lzma.compress(Path(folder, "pages").read_bytes(), preset=9 | lzma.PRESET_EXTREME))


def measure(build, folder):
    warm_up = write_people(folder, len(PEOPLE) + 1, WARM_UP)
    many = write_people(folder, 1001, TIMED_REPORTS)
    pages = Path(folder, "pages")
    pages.write_bytes(lzma.decompress(PAGES.read_bytes()))
    facts, render_ms = timed(build, render_words(warm_up, many), "render_ns")
    _, floor_ms = timed(build, ["floor", pages, TIMED_FLOORS], "floor_ns")
    report_ms, floor_ms = render_ms / TIMED_REPORTS, floor_ms / TIMED_FLOORS / len(PEOPLE)
    counts = instructions(build, warm_up)
    floor = counted(build, ["floor", pages, 1], "measured_floor") / len(PEOPLE)
    people, _ = run_bench(build, render_words(warm_up, PEOPLE))
    return counts, {
        "report_ms": round(report_ms, 3),
        "floor_ms": round(floor_ms, 3),
        "ratio_time": round(report_ms / floor_ms, 2),
        **counts,
        "floor_instructions": round(floor),
        "ratio_instructions": round(counts["handout_instructions"] / floor, 2),
        "pages": round(people["pages"] / people["reports"], 1),
        "kilobytes": round(people["bytes"] / people["reports"] / 1000, 1),
        "content_bytes_a_page": round(people["content_bytes"] / people["pages"]),
        "peak_mb": round(facts["peak_kib"] * 1024 / 1e6, 1),
        "start_up_ms": round(facts["start_up_ns"] / 1e6, 1),
        "whole_process_ms": round(whole_process_ms(build), 1),
    }


def main():
    build = Path(sys.argv[1]).resolve()
    if "--freeze" in sys.argv:
        freeze(build)
    with tempfile.TemporaryDirectory() as folder:
        counts, result = measure(build, folder)
    units = {"report_ms": "ms of processor time a report", "floor_ms": "ms for the floor (deflate, level 6)",
             "ratio_time": "times the floor in time",
             **{f"{layout}_instructions": f"instructions for template {layout}" for layout in LAYOUTS},
             "layout_instructions_a_line": "instructions a line of the handout, in the layout stage alone",
             "floor_instructions": "instructions for the floor", "ratio_instructions": "times the floor in instructions",
             "pages": "pages a report", "kilobytes": "KB a file", "content_bytes_a_page": "bytes of raw content a page",
             "peak_mb": "MB at the peak", "start_up_ms": "ms to load the pack and the fonts",
             "whole_process_ms": "ms of wall time for one `magreport render`"}
    for name, value in result.items():
        print(f"{value:>14,} {units[name]}")
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(result, indent=1) + "\n")
    if "--baseline" in sys.argv:
        BASELINE.write_text(json.dumps(counts, indent=1) + "\n")
    faults = grown(counts, json.loads(BASELINE.read_text()))
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
