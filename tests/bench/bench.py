#!/usr/bin/python3
"""What one report costs, in each template, how far the handout is from the floor, and what the layout stage alone costs for
a line of text.

usage: bench.py BUILD [--json FILE] [--baseline]

Instructions are compared with those of baseline.json: growth by more than 3 % fails. --baseline writes that file anew, for
a change that is worth its cost, or for templates that print more.

The floor is what no program that writes these pages can avoid: deflate of their content streams at level 6. Time is
processor time of the process, the median of several runs; instructions are counted by callgrind over two different
numbers of reports, so that start-up drops out.
"""
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RESPONSE = ROOT / "samples" / "response.xml"
BRAND = "riverside"
TIMED_RUNS, TIMED_REPORTS = 5, 200
COUNTED_REPORTS = (2, 6)
LAYOUTS = ("handout", "summary", "clinician", "slip")
BASELINE = Path(__file__).resolve().parent / "baseline.json"
GROWTH_MOST = 1.03
TEXT = re.compile(r"  (?:[-+.] \S+|- header|- footer|-) text -?[\d.]+ (-?[\d.]+) ")


def run_bench(build, mode, count, prefix=(), layout="handout"):
    command = [*prefix, str(build / "tests" / "bench" / "bench"), mode, str(RESPONSE), BRAND, str(count), layout]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}, done.stderr


def timed(build, mode):
    runs = [run_bench(build, mode, TIMED_REPORTS)[0] for _ in range(TIMED_RUNS)]
    return runs[0], statistics.median(run[f"{mode}_ns"] for run in runs) / TIMED_REPORTS / 1e6


def counted(build, mode, layout="handout", inside=()):
    """Instructions a report; `inside`: an option of callgrind that counts only in one function."""
    totals = []
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTED_REPORTS:
            prefix = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *inside, "--"]
            _, messages = run_bench(build, mode, count, prefix, layout)
            totals.append(int(re.search(r"Collected\s*:\s*(\d+)", messages).group(1)))
    return (totals[1] - totals[0]) / (COUNTED_REPORTS[1] - COUNTED_REPORTS[0])


def line_count(build, layout):
    """Lines of text on the pages: a text begins one where the text before it stands on another baseline."""
    done = subprocess.run([build / "magreport", "dump", "--stage=pages", RESPONSE, "--brand", BRAND, "--layout", layout],
                          check=True, capture_output=True, text=True)
    baselines = TEXT.findall(done.stdout)
    return sum(one != other for one, other in zip(baselines, ["", *baselines]))


def instructions(build):
    """What is compared with the baseline."""
    found = {f"{layout}_instructions": round(counted(build, "render", layout)) for layout in LAYOUTS}
    stage = counted(build, "render", inside=["--toggle-collect=layout_build"])
    found["layout_instructions_a_line"] = round(stage / line_count(build, "handout"))
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


def main():
    build = Path(sys.argv[1]).resolve()
    facts, report_ms = timed(build, "render")
    _, floor_ms = timed(build, "floor")
    counts, floor_instructions = instructions(build), counted(build, "floor")
    report_instructions = counts["handout_instructions"]
    result = {
        "report_ms": round(report_ms, 3),
        "floor_ms": round(floor_ms, 3),
        "ratio_time": round(report_ms / floor_ms, 2),
        **counts,
        "floor_instructions": round(floor_instructions),
        "ratio_instructions": round(report_instructions / floor_instructions, 2),
        "pages": facts["pages"],
        "kilobytes": round(facts["bytes"] / 1000, 1),
        "content_bytes_a_page": round(facts["content_bytes"] / facts["pages"]),
        "peak_mb": round(facts["peak_kib"] * 1024 / 1e6, 1),
        "start_up_ms": round(facts["start_up_ns"] / 1e6, 1),
        "whole_process_ms": round(whole_process_ms(build), 1),
    }
    units = {"report_ms": "ms of processor time a report", "floor_ms": "ms for the floor (deflate, level 6)",
             "ratio_time": "times the floor in time",
             **{f"{layout}_instructions": f"instructions for template {layout}" for layout in LAYOUTS},
             "layout_instructions_a_line": "instructions a line of the handout, in the layout stage alone",
             "floor_instructions": "instructions for the floor", "ratio_instructions": "times the floor in instructions",
             "pages": "pages", "kilobytes": "KB a file", "content_bytes_a_page": "bytes of raw content a page",
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
