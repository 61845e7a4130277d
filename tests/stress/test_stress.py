#!/usr/bin/python3
"""Layouts that no page can hold well (layouts.py) end, in time linear to what they print and with memory linear to it;
nothing is lost, nothing is printed twice, nothing overlaps or leaves the page, and each warning names its place in the
template.

What stands in the template is compared with the drawing ops and with what pdftotext takes from the PDF, character by
character, since words may have to be broken. Under the sanitizers only memory faults are looked for.
"""
import html
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases_tables  # noqa: F401  (each of the three registers its cases)
import cases_words  # noqa: F401
from cases_blocks import REFUSED
from layouts import CASES
from measured import ROOT, dump, render

sys.path.insert(0, str(ROOT / "tests" / "pdf"))
import check_pdf_ua  # noqa: E402  (needs the path above)
from pdf_model import Document  # noqa: E402

IS_SLOW = "asan" in os.environ.get("BUILD", "")
LAYOUT = "{urn:magreport:layout:1}"
SECONDS_FOR_100_PAGES = 1.0
# Memory of 2n over that of n, both without what a program with nothing to print takes; and what allocation in large
# blocks may add.
MEMORY_RATIO_MOST, MEMORY_SLACK_KB = 2.2, 3000
# Every case is looked at; qpdf and the checker of PDF/UA take these.
CHECKED = ["table-300-rows-with-spans-over-breaks", "row-taller-than-a-page", "keep-next-on-everything", "lists-20-deep",
           "tables-in-columns-in-boxes", "links-over-breaks", "boxes-30-deep-over-pages", "breaks-in-succession",
           "one-cell-beside-200-rows", "images-larger-than-the-page", "charts-in-no-room", "fields-to-write-on", "endless-combining-marks",
           "masters-switched-on-each-page", "roll-of-10-m", "columns-in-columns"]
# Readers take marks that stand one over the other for one.
NOT_READ_BACK = {"endless-combining-marks"}
PAGES_AT_EITHER_END = 30
LINE_PT = 3  # what is no higher or wider is a rule or an edge, and may cross another one
NUMBER = r"(-?[\d.]+)"
OP = re.compile(rf'  (?:([-+.]) (\S+)|- (header|footer)|(-)) text {NUMBER} {NUMBER} \S+ {NUMBER} \S+(?: underline)? "(.*)"$')
RECT = re.compile(rf"  \S (?:\S+ )?(rect|image) {NUMBER} {NUMBER} {NUMBER} {NUMBER}")
WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
WARNING = re.compile(r"\S+\.xml:[1-9]\d*:[1-9]\d*: warning\[W\d+\]: ")
NEAR = 0.05  # points


def characters(text):
    """How often each character is there, white space aside; what is written with a mark counts as letter and mark."""
    return Counter("".join(unicodedata.normalize("NFKD", text).split()))


def template_texts(source):
    """All text of the flow and of the parts."""
    root = ElementTree.fromstring(source)
    return " ".join(" ".join(top.itertext()) for top in root if top.tag in (LAYOUT + "flow", LAYOUT + "part"))


class Pages:
    """Texts and shapes of a dump of pages."""

    def __init__(self, dump):
        self.texts, self.artifacts = [], []
        self.printed = []  # for each page: all that is written on it
        self.rects = []  # for each page: (x, y, x to, y to)
        self.sizes = []
        for part in re.split(r"(?m)^page \d+ ", dump.split("\nways\n")[0])[1:]:
            lines = part.splitlines()
            self.sizes.append(tuple(float(side) for side in re.match(r"([\d.]+) x ([\d.]+)", lines[0]).groups()))
            self.rects.append([])
            self.printed.append("")
            for line in lines[1:]:
                self.read(line)

    def read(self, line):
        text, rect = OP.match(line), RECT.match(line)
        if text:
            words = re.sub(r'\\(["\\])', r"\1", text[8])
            tag = text[2] if text[1] in ("+", ".") else None
            self.printed[-1] += words
            if tag is None:
                self.artifacts.append(words)
            elif tag not in ("Lbl", "Figure"):
                self.texts.append(words)
        elif rect:
            x, y, width, height = map(float, rect.groups()[1:])
            self.rects[-1].append((x, y, x + width, y + height))


def words_of(pdf, count):
    """Page number -> its words with their boxes: (x, x to, y, y to of the middle third, word). Of long documents only the
    first and the last pages, since pdftotext takes its time."""
    found = {}
    parts = [(1, count)] if count <= 2 * PAGES_AT_EITHER_END else [
        (1, PAGES_AT_EITHER_END), (count - PAGES_AT_EITHER_END + 1, count)]
    for first, last in parts:
        done = subprocess.run(["pdftotext", "-bbox", "-f", str(first), "-l", str(last), str(pdf), "-"], capture_output=True,
                              text=True, check=True)
        for number, page in enumerate(done.stdout.split("<page ")[1:], first):
            found[number] = []
            for match in WORD.finditer(page):
                left, top, right, bottom = map(float, match.groups()[:4])
                third = (bottom - top) / 3
                found[number].append((left, right, top + third, bottom - third, html.unescape(match[5])))
    return found


def touching(words):
    """Pairs of words that print over each other."""
    words = sorted(words, key=lambda word: word[2])
    for position, one in enumerate(words):
        for other in words[position + 1:]:
            if other[2] >= one[3]:
                break
            if other[0] < one[1] - 0.5 and one[0] < other[1] - 0.5:
                yield one[4], other[4]


def crossing(rects):
    """Pairs of rectangles that overlap and of which neither holds the other."""
    rects = sorted({rect for rect in rects if rect[2] - rect[0] > LINE_PT and rect[3] - rect[1] > LINE_PT})
    for position, one in enumerate(rects):
        for other in rects[position + 1:]:
            if other[0] >= one[2] - NEAR:
                break
            over = min(one[3], other[3]) - max(one[1], other[1]) > NEAR
            if over and not holds(one, other) and not holds(other, one):
                yield one, other


def holds(outer, inner):
    return (outer[0] <= inner[0] + NEAR and outer[1] <= inner[1] + NEAR and outer[2] >= inner[2] - NEAR
            and outer[3] >= inner[3] - NEAR)


class Stress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.holder.name)
        with ThreadPoolExecutor(max_workers=2) as pool:
            cls.found = dict(zip(CASES, pool.map(cls.look_at, CASES)))
        cls.base_kb = cls.found["empty-flow"]["small"].memory_kb

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def look_at(cls, name):
        """What one case gives, as n and as 2n."""
        file, pdf = cls.folder / f"{name}.xml", cls.folder / f"{name}.pdf"
        found = {"source": CASES[name](1)}
        file.write_text(found["source"])
        found["small"] = render(file, pdf)
        if IS_SLOW:
            return found
        found["pages"] = Pages(dump(file).output)
        found["words"] = words_of(pdf, len(found["pages"].printed))
        twice = cls.folder / f"{name}-twice.xml"
        twice.write_text(CASES[name](2))
        found["large"] = render(twice, cls.folder / f"{name}-twice.pdf")
        return found

    def each(self, check):
        for name, found in self.found.items():
            with self.subTest(name):
                check(name, found)

    def test_all_end(self):
        def check(_, found):
            self.assertEqual(found["small"].status, 0, found["small"].messages[:2000])
        self.assertGreaterEqual(len(CASES), 60)
        self.each(check)

    def test_each_warning_names_its_place(self):
        def check(_, found):
            for line in found["small"].messages.splitlines():
                if "warning[" in line or "error[" in line:
                    self.assertRegex(line, WARNING)
        self.each(check)

    def test_refused(self):
        for name, make in REFUSED.items():
            with self.subTest(name):
                file = self.folder / f"{name}.xml"
                file.write_text(make())
                done = render(file, self.folder / f"{name}.pdf")
                self.assertEqual(done.status, 78, done.messages)
                self.assertRegex(done.messages, r"(?m)^\S+\.xml:[1-9]\d*:[1-9]\d*: error\[E\d+\]: ")
                self.assertFalse((self.folder / f"{name}.pdf").exists())

    @unittest.skipIf(IS_SLOW, "figures of another program")
    def test_time(self):
        def check(name, found):
            for run, pdf in (("small", f"{name}.pdf"), ("large", f"{name}-twice.pdf")):
                facts = subprocess.run(["pdfinfo", self.folder / pdf], capture_output=True, text=True, check=True).stdout
                pages = int(re.search(r"Pages:\s+(\d+)", facts)[1])
                self.assertLessEqual(found[run].seconds, SECONDS_FOR_100_PAGES * max(1, pages / 100), f"{pages} pages")
        self.each(check)

    @unittest.skipIf(IS_SLOW, "figures of another program")
    def test_memory(self):
        def check(_, found):
            small, large = (found[run].memory_kb - self.base_kb for run in ("small", "large"))
            self.assertLessEqual(large, MEMORY_RATIO_MOST * max(small, 0) + MEMORY_SLACK_KB)
        self.each(check)

    @unittest.skipIf(IS_SLOW, "once is enough")
    def test_nothing_lost_nothing_twice(self):
        def check(name, found):
            pages, text = found["pages"], template_texts(found["source"])
            self.assertEqual(characters("".join(pages.texts)), characters(text), "in the ops")
            if name in NOT_READ_BACK:
                return
            for number, words in found["words"].items():
                self.assertEqual(characters("".join(word[4] for word in words)), characters(pages.printed[number - 1]),
                                 f"page {number}")
            wanted = text.split()
            if (name.startswith("endless") or "W703" in found["small"].messages or len(set(wanted)) < len(wanted)
                    or len(found["words"]) < len(pages.printed)):
                return  # words are broken, stand in a head that is repeated, or not all was read
            printed = Counter(word[4] for words in found["words"].values() for word in words)
            artifacts = Counter(" ".join(pages.artifacts).split())
            self.assertEqual({word for word in wanted if printed[word] - artifacts[word] != 1}, set())
        self.each(check)

    @unittest.skipIf(IS_SLOW, "once is enough")
    def test_no_overlap_and_inside(self):
        def check(_, found):
            pages = found["pages"]
            for number, rects in enumerate(pages.rects, 1):
                words, whole = found["words"].get(number, []), (0, 0, *pages.sizes[number - 1])
                self.assertEqual(list(touching(words))[:5], [], f"page {number}")
                self.assertEqual(list(crossing(rects))[:5], [], f"page {number}")
                shapes = [(word[0], word[2], word[1], word[3], word[4]) for word in words] + rects
                self.assertEqual([shape for shape in shapes if not holds(whole, shape)][:5], [], f"page {number}, {whole}")
        self.each(check)

    @unittest.skipIf(IS_SLOW, "once is enough")
    def test_readers(self):
        for name in CHECKED:
            with self.subTest(name):
                pdf = self.folder / f"{name}.pdf"
                done = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(check_pdf_ua.faults_in(Document(pdf)), [])


if __name__ == "__main__":
    unittest.main()
