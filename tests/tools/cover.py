#!/usr/bin/python3
"""Line coverage by folder of src, of a build with --coverage whose tests have run. Fails where a folder that reads what somebody
sent is below 90 %.
usage: cover.py BUILD"""
import json
import subprocess
import sys
from collections import defaultdict

WANTED = {"intake": 90, "xml": 90, "questionnaire": 90}


def main(build):
    text = subprocess.run(["gcovr", "--root", ".", "--filter", "src/", "--object-directory", build, "--json-summary"],
                          capture_output=True, text=True, check=True).stdout
    lines, covered = defaultdict(int), defaultdict(int)
    for file in json.loads(text)["files"]:
        folder = file["filename"].split("/")[1]
        lines[folder] += file["line_total"]
        covered[folder] += file["line_covered"]
    failed = [folder for folder in WANTED if folder not in lines]
    for folder in sorted(lines):
        share = 100 * covered[folder] / max(lines[folder], 1)
        is_low = share < WANTED.get(folder, 0)
        failed += [folder] if is_low else []
        print(f"{folder:14} {share:5.1f} %  of {lines[folder]:5} lines{'  TOO LOW' if is_low else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
