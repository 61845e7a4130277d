#!/usr/bin/python3
"""How each template looks with each brand, paper and variant, for all samples: sizes of letters, margins, contrast,
overlaps, sheets.

Sizes, grounds and places come from the dump of the pages; where words end and whether they touch is measured by
pdftotext. Brands are those that we ship and two made to be difficult: a very dark one and a very light one.
"""
import itertools
import os
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
LAYOUTS = ROOT / "layouts" / "magnesium"
TEMPLATES = ["handout", "summary", "clinician", "slip"]
BRANDS = ["plain", "riverside", ROOT / "tests/brands/ember/brand.xml", ROOT / "tests/brands/lemon/brand.xml"]
PAPERS = ["a4", "letter"]
VARIANTS = ["", "large-print", "black-and-white"]
# Each brand, each paper, each variant, but not each with each.
COMBINATIONS = [*itertools.product(["riverside"], PAPERS, VARIANTS), ("plain", "letter", ""),
                ("plain", "a4", "large-print"), *itertools.product(BRANDS[2:], ["letter"], ["", "black-and-white"])]
POINTS_A_MM = 72 / 25.4
EDGE = 3 * POINTS_A_MM
CONTRAST_LEAST = 4.5
LARGE_LEAST = 18
SMALL_LEAST = 10  # heads and feet in ordinary print
NAMESPACE = "{urn:magreport:response:1}"
NUMBER = r"(-?[\d.]+)"
TEXT = re.compile(rf'  \S (\S+) text {NUMBER} {NUMBER} (\S+) {NUMBER} #(\w{{6}})(?: underline)? "(.*)"$')
RECT = re.compile(rf"  \S \S*? ?rect {NUMBER} {NUMBER} {NUMBER} {NUMBER} fill #(\w{{6}})")
PATH = re.compile(r"  \S \S*? ?path (.*?) fill #(\w{6})")
STEP = re.compile(r"([MLCRZ])((?: -?[\d.]+)*)")
IS_SLOW = "asan" in os.environ.get("BUILD", "")  # one brand and paper are enough to look for faults in memory


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, check=False)


def all_samples(path):
    """The samples of our own format in one file, so that a pack is opened once for all."""
    ElementTree.register_namespace("", NAMESPACE[1:-1])
    whole = ElementTree.Element(NAMESPACE + "responses", version="1")
    for sample in sorted((ROOT / "samples").glob("*.xml")):
        root = ElementTree.parse(sample).getroot()
        if root.tag == NAMESPACE + "response":
            whole.append(root)
        elif root.tag == NAMESPACE + "responses":
            whole.extend(root)
    ElementTree.ElementTree(whole).write(path, encoding="utf-8", xml_declaration=True)
    return len(whole)


def luminance(color):
    parts = [int(color[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def corners(path):
    """The path as a polygon, each curve as four lines; of rectangles (R) two corners each."""
    points = []
    for verb, numbers in STEP.findall(path):
        given = [float(number) for number in numbers.split()]
        pairs = list(zip(given[0::2], given[1::2]))
        if verb != "C":
            points += pairs
            continue
        start = points[-1]
        for step in (0.25, 0.5, 0.75, 1):
            rest = 1 - step
            shares = (rest ** 3, 3 * rest ** 2 * step, 3 * rest * step ** 2, step ** 3)
            points.append(tuple(sum(share * point[axis] for share, point in zip(shares, [start, *pairs]))
                                for axis in (0, 1)))
    return points


def is_inside(polygon, x, y):
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


class Page:
    """What one page draws. faults: what breaks a rule that any page must keep."""

    def __init__(self, width, height, lines):
        self.width, self.height = width, height
        self.grounds = [([(0, 0), (width, 0), (width, height), (0, height)], "FFFFFF")]
        self.sizes = {}
        self.bands = []  # from y to y
        self.faults = []
        for line in lines:
            self.read(line)

    def read(self, line):
        text, rect, path = TEXT.match(line), RECT.match(line), PATH.match(line)
        if text:
            x, y, size = float(text[2]), float(text[3]), float(text[5])
            self.sizes[size] = text[7]
            self.check_contrast(x + 0.5, y - 0.3 * size, text[6], text[7])
            if x < EDGE or y - size < EDGE or y > self.height - EDGE:
                self.faults.append(f"near the edge: {text[7][:40]!r}")
        elif rect:
            x, y, width, height = (float(number) for number in rect.groups()[:4])
            self.add_ground([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], rect[5])
        elif path:
            self.add_ground(corners(path[1]), path[2])

    def add_ground(self, polygon, color):
        """Only a band over the whole width may come near the edge, and it goes to the edge; and what lies within it."""
        self.grounds.append((polygon, color))
        left, top = min(x for x, _ in polygon), min(y for _, y in polygon)
        right, bottom = max(x for x, _ in polygon), max(y for _, y in polygon)
        is_wide = left == 0 and abs(right - self.width) < 0.01
        is_band = is_wide and (top == 0 or abs(bottom - self.height) < 0.01
                               or any(top >= start - 0.01 and bottom <= end + 0.01 for start, end in self.bands))
        if is_band:
            self.bands.append((top, bottom))
        if not is_band and not (left >= EDGE and top >= EDGE and right <= self.width - EDGE
                                and bottom <= self.height - EDGE):
            self.faults.append(f"a shape from {left} {top} to {right} {bottom} is near the edge")

    def check_contrast(self, x, y, color, words):
        ground = [color for polygon, color in self.grounds if is_inside(polygon, x, y)][-1]
        ratio = contrast(color, ground)
        if ratio < CONTRAST_LEAST:
            self.faults.append(f"contrast {ratio:.2f} of #{color} on #{ground}: {words[:40]!r}")


def read_documents(dump):
    """A list of lists of pages."""
    documents = []
    for document in re.split(r"(?m)^pages ", dump)[1:]:
        pages = re.split(r"(?m)^page \d+ ", document)[1:]
        documents.append([])
        for page in pages:
            lines = page.splitlines()
            width, height = (float(number) for number in re.match(r"([\d.]+) x ([\d.]+)", lines[0]).groups())
            documents[-1].append(Page(width, height, lines[1:]))
    return documents


def words_on_pages(pdf):
    """For each page: its size, and each word with the middle of its box (x from, x to, y from, y to)."""
    text = run("pdftotext", "-bbox", pdf, "-").stdout
    for page in re.split(r"<page ", text)[1:]:
        width, height = (float(number) for number in re.match(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        words = []
        for match in re.finditer(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page):
            left, top, right, bottom = (float(number) for number in match.groups()[:4])
            part = (bottom - top) / 3
            words.append((left, right, top + part, bottom - part, match[5]))
        yield width, height, words


def touching(words):
    """Pairs of words that print over each other."""
    words = sorted(words)
    for position, one in enumerate(words):
        for other in words[position + 1:]:
            if other[0] >= one[1] - 0.5:
                break
            if other[2] < one[3] and one[2] < other[3]:
                yield one[4], other[4]


class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.samples = Path(cls.folder.name) / "samples.xml"
        cls.count = all_samples(cls.samples)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def each(self, check, combinations):
        for template, (brand, paper, variant) in itertools.product(TEMPLATES, combinations):
            options = ["--layout", template, "--brand", brand, "--paper", paper]
            options += ["--variant", variant] if variant else []
            with self.subTest(" ".join(str(option) for option in options)):
                check(options, template, variant)

    def documents(self, options):
        done = run(MAGREPORT, "dump", "--stage=pages", self.samples, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        documents = read_documents(done.stdout)
        self.assertEqual(len(documents), self.count)
        return documents, done.stderr

    def test_sizes_margins_contrast_and_sheets(self):
        def check(options, template, variant):
            documents, messages = self.documents(options)
            least = LARGE_LEAST if variant == "large-print" else SMALL_LEAST
            for pages in documents:
                for page in pages:
                    self.assertEqual(page.faults, [])
                    self.assertGreaterEqual(min(page.sizes), least, page.sizes[min(page.sizes)])
                if template == "summary" and variant != "large-print":
                    self.assertLessEqual(len(pages), 2)
            self.assertNotIn("W703", messages)
        self.each(check, COMBINATIONS[:1] if IS_SLOW else COMBINATIONS)

    def test_words_stay_apart_and_inside(self):
        def check(options, _, __):
            with tempfile.TemporaryDirectory() as folder:
                done = run(MAGREPORT, "render", self.samples, *options, "-o", folder)
                self.assertEqual(done.returncode, 0, done.stderr)
                for pdf in sorted(Path(folder).glob("*.pdf")):
                    for width, height, words in words_on_pages(pdf):
                        self.assertEqual(list(touching(words)), [], pdf.name)
                        far = [word for word in words if word[1] > width - EDGE or word[3] > height - EDGE]
                        self.assertEqual(far, [], pdf.name)
        self.each(check, [("riverside", "letter", "large-print"), ("plain", "a4", "")][IS_SLOW:])

    def test_patients_see_nothing_for_staff(self):
        for template in set(TEMPLATES) - {"clinician"}:
            text = (LAYOUTS / f"{template}.xml").read_text("utf-8")
            self.assertIsNone(re.search(r"report/(answers|decisions|notes)|safety/gate", text), template)


if __name__ == "__main__":
    unittest.main()
