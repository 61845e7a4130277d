#!/usr/bin/python3
"""The golden ladder: what each stage hands to the next, kept as files, from answers to pictures.

A folder tests/golden/CASE/ holds `command` (a response and options, as seen from that folder) and one file a rung. The
first rung that changed tells which stage changed; the rungs after it follow from it. `make golden-update` writes them
anew: read the diff before you commit it. A case with a template of its own (layout.xml) is about the looks: its rungs
begin with the blocks.
"""
import io
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).resolve().parent
UPDATE = os.environ.get("GOLDEN_UPDATE") == "1"
DUMPS = {"answers.xml": "answers", "assessment.xml": "assessment", "report.xml": "report", "blocks.txt": "blocks",
         "pages.txt": "pages"}
# Cases of which the editions without pages are kept, too.
EDITIONS = {"riverside-letter": ("html", "text"), "kidney-disease": ("html", "text")}
DOTS_PER_INCH = 40
# Pictures: how far a grey value may be off, and what share of the picture may be further off than that.
GREY_TOLERANCE, SHARE_TOLERANCE = 48, 0.002


def magreport(case, *arguments):
    done = subprocess.run([os.environ["MAGREPORT"], *arguments], cwd=case, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')[:500]}")
    return done.stdout


def pictures(pdf, folder):
    subprocess.run(["pdftoppm", "-gray", "-r", str(DOTS_PER_INCH), "-png", str(pdf), f"{folder}/page"], check=True)
    return [path.read_bytes() for path in sorted(Path(folder).glob("page*.png"))]


def sheet(pages):
    """All pages in one picture, side by side."""
    opened = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
    whole = Image.new("L", (sum(page.width for page in opened), max(page.height for page in opened)), 255)
    left = 0
    for page in opened:
        whole.paste(page, (left, 0))
        left += page.width
    return whole


def is_same_picture(left, right):
    if left.size != right.size:
        return False
    histogram = ImageChops.difference(left, right).histogram()
    return sum(histogram[GREY_TOLERANCE:]) <= SHARE_TOLERANCE * left.width * left.height


def rungs(case):
    """(name, content) from the first stage to the last; pictures as an Image."""
    command = shlex.split((case / "command").read_text())
    for name, stage in DUMPS.items():
        if (case / "layout.xml").exists() and stage in ("answers", "assessment", "report"):
            continue
        yield name, magreport(case, "dump", f"--stage={stage}", *command)
    for form in EDITIONS.get(case.name, ()):
        yield f"edition.{form}", magreport(case, "render", *command, f"--format={form}", "-o", "-")
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "handout.pdf"
        magreport(case, "render", *command, "-o", str(pdf))
        yield "text.txt", subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"], capture_output=True,
                                         check=True).stdout
        yield "pages.png", sheet(pictures(pdf, folder))


def first_difference(wanted, found):
    for number, (left, right) in enumerate(zip(wanted.splitlines(), found.splitlines()), 1):
        if left != right:
            return f"line {number}:\n  - {left.decode(errors='replace')[:200]}\n  + {right.decode(errors='replace')[:200]}"
    return f"{len(wanted.splitlines())} lines wanted, {len(found.splitlines())} found"


def check_rung(path, content):
    """None, or what is wrong."""
    if isinstance(content, Image.Image):
        if UPDATE and not (path.exists() and is_same_picture(Image.open(path), content)):
            content.save(path, optimize=True)
        return None if path.exists() and is_same_picture(Image.open(path), content) else "the picture changed"
    if UPDATE:
        path.write_bytes(content)
    if not path.exists():
        return "missing: run make golden-update"
    return None if path.read_bytes() == content else first_difference(path.read_bytes(), content)


def main():
    passed = failed = 0
    for case in sorted(path.parent for path in FOLDER.glob("*/command")):
        try:
            for name, content in rungs(case):
                fault = check_rung(case / name, content)
                passed += fault is None
                if fault is not None:
                    failed += 1
                    print(f"{case.name}/{name}: {fault}")
        except (RuntimeError, subprocess.CalledProcessError) as error:
            failed += 1
            print(f"{case.name}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
