#!/usr/bin/python3
"""The HTML and the text edition: nothing that the blocks say is lost, and both are well made."""
import concurrent.futures
import os
import re
import subprocess
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path

import page_rules

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
IS_SLOW = "asan" in os.environ.get("BUILD", "")
SAMPLES = sorted(path for path in (ROOT / "samples").glob("*.xml") if path.name != "visits.xml")  # several forms
LAYOUTS = ("handout", "summary", "clinician", "slip")
BRANDS = ("riverside",) if IS_SLOW else ("riverside", "plain")
TEXT_COLUMNS = 72


def magreport(*arguments):
    done = subprocess.run([MAGREPORT, *map(str, arguments)], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: exit status {done.returncode}: {done.stderr.decode()[:500]}")
    return done.stdout


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def phrases(blocks):
    """(kind, words) of each block; what is read by alternative text alone is of kind alt:..."""
    for line in blocks.decode().splitlines():
        kind, _, text = line.partition("\t")
        yield kind, re.findall(r"\w+", text)


def holds(words, phrase):
    """Whether the phrase stands in the words, whole."""
    joined = " ".join(words)
    return f" {' '.join(phrase)} " in f" {joined} "


class Case:
    def __init__(self, sample, layout, brand, *more):
        self.name = f"{sample.stem} {layout} {brand} {' '.join(more)}"
        options = (sample, "--layout", layout, "--brand", brand, *more)
        self.blocks = magreport("dump", "--stage=blocks", *options)
        self.html = magreport("render", *options, "--format=html", "-o", "-")
        self.text = magreport("render", *options, "--format=text", "-o", "-")

    def lost(self):
        """What the blocks say and an edition does not."""
        html_words = page_rules.words_of(self.html)
        text = re.sub(r"\[(\d+)\]", r"\1", self.text.decode()) # the number of a note has no brackets in the blocks
        text_words = re.findall(r"\w+", text)
        without_addresses = re.findall(r"\w+", re.sub(r"\(https?://\S*\)", "", text))
        for kind, phrase in phrases(self.blocks):
            if not phrase or (kind == "label" and phrase[0].isdigit()):
                continue # a dash or a disc; numbers of lists are made by the browser
            if not kind.startswith("alt:"):
                if not holds(html_words, phrase):
                    yield f"{self.name}: html lost {' '.join(phrase)}"
                if not holds(text_words, phrase) and not holds(without_addresses, phrase):
                    yield f"{self.name}: text lost {' '.join(phrase)}"

    def faults(self):
        yield from (f"{self.name}: {fault}" for fault in page_rules.Page(self.html).check())
        text = self.text.decode("utf-8")
        for line in text.split("\n"):
            if width(line) > TEXT_COLUMNS and " " in line.strip():
                yield f"{self.name}: a line of {width(line)} columns"
            if line != line.rstrip():
                yield f"{self.name}: blanks at the end of a line"
        if re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00a0\u202a-\u202e\ufeff]", text):
            yield f"{self.name}: a control character"
        if "\n\n\n" in text or text.startswith("\n") or not text.endswith("\n") or text.endswith("\n\n"):
            yield f"{self.name}: empty lines"


def make(arguments):
    return Case(*arguments)


class Editions(unittest.TestCase):
    def test_nothing_is_lost_and_all_is_well_made(self):
        wanted = [(sample, layout, brand) for sample in SAMPLES for layout in LAYOUTS for brand in BRANDS]
        wanted += [(ROOT / "samples/response.xml", layout, "plain", "--variant", variant)
                   for layout in ("handout", "slip") for variant in ("large-print", "black-and-white")]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            cases = list(pool.map(make, wanted))
        self.assertEqual([lost for case in cases for lost in case.lost()], [])
        self.assertEqual([fault for case in cases for fault in case.faults()], [])

    def test_notes_and_tables_are_well_made(self):
        for name in ("flow-notes", "flow-blocks", "tables"):
            case = Case(ROOT / "samples/response.xml", ROOT / "tests/golden" / name / "layout.xml", "riverside")
            self.assertEqual(list(case.lost()), [])
            self.assertEqual(list(case.faults()), [])

    def test_charts_have_their_values(self):
        """Every value of the report that a chart shows stands in the title, description or table of a drawing."""
        options = (ROOT / "samples/response.xml", "--brand", "riverside")
        report = tree.fromstring(magreport("dump", "--stage=report", *options))
        space = report.tag.partition("}")[0] + "}" if report.tag.startswith("{") else ""
        page = magreport("render", *options, "--format=html", "-o", "-")
        root = tree.fromstring(page)
        told = " ".join("".join(element.itertext()) for element in root.iter(page_rules.XHTML + "figure"))
        days = list(report.iter(space + "day"))
        self.assertEqual(len(days), 7)
        for day in days:
            self.assertIn(f"{day.get('short')}{day.get('mg')}", told)
        for domain in report.iter(space + "domain"):
            self.assertIn(f"{domain.get('title')}{domain.get('points')} of {domain.get('max')}", told)

    def test_regions_are_told_once(self):
        options = (ROOT / "samples/response.xml", "--brand", "riverside")
        report = tree.fromstring(magreport("dump", "--stage=report", *options))
        disclaimer = next(element.get("short") for element in report.iter() if element.tag.endswith("disclaimers"))
        for form in ("html", "text"):
            words = magreport("render", *options, f"--format={form}", "-o", "-").decode()
            flat = " ".join(words.split())
            self.assertEqual(flat.count(disclaimer), 1)
            self.assertEqual(len(re.findall(r"Page \d+ of \d+", flat)), 0)
            self.assertEqual(flat.count("Maria Sample"), 1)

    def test_hostile_text_stays_text(self):
        name = "<script>alert('x')</script>&amp;\"--> & ]]> {1} \u05d3\u05df \U0001f600"
        sample = (ROOT / "samples/response.xml").read_text()
        given = re.search(r'name="Maria Sample"', sample) or re.search(r">Maria Sample<", sample)
        self.assertIsNotNone(given)
        escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "form.xml"
            path.write_text(sample.replace("Maria Sample", escaped))
            page = magreport("render", path, "--format=html", "-o", "-")
            text = magreport("render", path, "--format=text", "-o", "-").decode()
        root = tree.fromstring(page)
        self.assertIn(name, "".join(root.find(page_rules.XHTML + "body").itertext()))
        self.assertEqual(page_rules.Page(page).check(), [])
        self.assertIn(" ".join(name.split()), " ".join(text.split()))

    def test_the_rules_find_planted_faults(self):
        page = magreport("render", ROOT / "samples/response.xml", "--brand", "riverside", "--format=html", "-o", "-").decode()
        faults = {
            ' scope="row"': "", ' alt="': ' title="', "<h2": "<h4", "#1b2a33": "#b0b0b0", ' lang="en-US"': "", 'id="tick-2"': 'id="tick-1"', 'role="img"': "",
            "<main>": "<main><script/>", "data:image/png": "https://example.org/a", "<td ": "<td colspan=\"2\" ",
            ' aria-label="Warning"': "", ' for="tick-1"': "", "<p ": "<p onclick=\"x\" ", "<main": "<div><main",
        }
        pairs = {"<h2": ("</h2>", "</h4>"), "<main": ("</main>", "</main></div>")}
        for old, new in faults.items():
            broken = page.replace(old, new)
            if old in pairs:
                broken = broken.replace(*pairs[old])
            self.assertNotEqual(broken, page, old)
            self.assertNotEqual(page_rules.Page(broken.encode()).check(), [], old)

    def test_same_bytes(self):
        options = (ROOT / "samples/response.xml", "--brand", "riverside")
        for form in ("html", "text"):
            self.assertEqual(magreport("render", *options, f"--format={form}", "-o", "-"),
                             magreport("render", *options, f"--format={form}", "-o", "-"))


if __name__ == "__main__":
    unittest.main()
