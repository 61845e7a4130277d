#!/usr/bin/python3
"""QR codes are read by zbarimg from pages at 150 dots an inch, in colour and in black and white; they are black on white
on any ground, keep their quiet zone, and are figures with an alternative text."""
import itertools
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from PIL import Image

from picture_brand import MAGREPORT, ROOT, write_layout

SAMPLE = ROOT / "samples" / "response.xml"
MM_PT = 72 / 25.4
ADDRESS = "https://riverside.example/book?visit=42"
QUIET_MODULES = 4
# (variant, whether the picture is made in gray)
LOOKS = [("", False), ("", True), ("large-print", False), ("black-and-white", False), ("black-and-white", True)]


def magreport(*words):
    done = subprocess.run([str(MAGREPORT), *map(str, words)], capture_output=True, timeout=120, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout.decode()


def code(data, width, attributes=""):
    return f'<code data="{data}" width="{width}" alt="Opens a web page" {attributes}/>'


class Codes(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = Path(self.holder.name)

    def tearDown(self):
        self.holder.cleanup()

    def read(self, *options, gray=False):
        """What zbarimg reads on all pages that have a figure of rectangles, or on the first if none has."""
        pdf = self.folder / "page.pdf"
        magreport("render", SAMPLE, *options, "-o", pdf)
        for old in self.folder.glob("page*.png"):
            old.unlink()
        dump = magreport("dump", "--stage=pages", SAMPLE, *options)
        numbers = [number for number, page in enumerate(re.split(r"(?m)^page ", dump)[1:], 1) if "Figure path R " in page]
        for number in numbers or [1]:
            subprocess.run(["pdftoppm", "-r", "150", "-png", "-f", str(number), "-l", str(number),
                            *(["-gray"] if gray else []), pdf, self.folder / "page"], check=True)
        pages = sorted(self.folder.glob("page*.png"))
        done = subprocess.run(["zbarimg", "-q", "--raw", "--nodbus", *pages], capture_output=True, check=False)
        return done.stdout.decode().splitlines()

    def read_layout(self, body, *options, gray=False):
        return self.read("--layout", write_layout(self.folder, body), "--brand", "riverside", *options, gray=gray)

    def dump(self, body):
        layout = write_layout(self.folder, body)
        return magreport("dump", "--stage=pages", SAMPLE, "--layout", layout, "--brand", "riverside")

    def test_sizes(self):
        for width in ("15mm", "20mm", "30mm", "60mm"):
            with self.subTest(width):
                self.assertEqual(self.read_layout(code(ADDRESS, width)), [ADDRESS])

    def test_black_and_white(self):
        for options, gray in ((("--variant", "black-and-white"), False), (("--variant", "black-and-white"), True),
                              (("--variant", "large-print"), False), ((), True)):
            with self.subTest(options=options, gray=gray):
                self.assertEqual(self.read_layout(code(ADDRESS, "25mm"), *options, gray=gray), [ADDRESS])

    def test_texts(self):
        for text in ("0123456789", "TEL:+15550100", "mi\u00e9rcoles \u00fc \u0416", "a" * 300):
            with self.subTest(text):
                self.assertEqual(self.read_layout(code(text, "70mm")), [text])

    def test_texts_of_the_report(self):
        self.assertEqual(self.read_layout(code("{/report/clinic/@booking}", "25mm")), ["https://riverside.example/book"])

    def test_any_ground(self):
        body = ('<style name="dark" fill="#102030" padding="2mm"/>', f'<box style="dark">{code(ADDRESS, "25mm")}</box>')
        layout = write_layout(self.folder, body[1])
        layout.write_text(layout.read_text().replace("<page ", f"{body[0]}<page ", 1))
        self.assertEqual(self.read("--layout", layout, "--brand", "riverside"), [ADDRESS])

    def test_templates(self):
        """Each template that has a code prints it once a document, in each variant, and in gray."""
        with_code = {path.stem for path in (ROOT / "layouts" / "magnesium").glob("*.xml") if "<code " in path.read_text("utf-8")}
        self.assertLessEqual({"handout", "summary", "slip"}, with_code)
        for template, (variant, gray) in itertools.product(sorted(with_code), LOOKS):
            with self.subTest(template=template, variant=variant, gray=gray):
                options = ["--layout", template, "--brand", "riverside", *(["--variant", variant] if variant else [])]
                self.assertEqual(self.read(*options, gray=gray), ["https://riverside.example/book"])

    def test_no_booking_page_no_code(self):
        self.assertEqual(self.read("--brand", "plain"), [])

    def test_one_path_in_its_quiet_zone(self):
        dump = self.dump(code(ADDRESS, "29mm", 'align="right"'))
        ground = [float(number) for number in
                  re.search(r" - rect ([-\d. ]+) fill #FFFFFF", dump).group(1).split()]
        paths = re.findall(r"\+ Figure path((?: R [-\d. ]+)+) fill #000000", dump)
        self.assertEqual(len(paths), 1)
        self.assertRegex(dump, r'\n +Figure alt="Opens a web page"')
        runs = [[float(number) for number in run.split()] for run in paths[0].split(" R ")[1:]]
        left, top = min(run[0] for run in runs), min(run[1] for run in runs)
        right, bottom = max(run[2] for run in runs), max(run[3] for run in runs)
        module = min(run[3] - run[1] for run in runs)
        self.assertAlmostEqual(ground[0] + ground[2], 612 - 72, delta=0.01)
        self.assertAlmostEqual(ground[2], 29 * MM_PT, delta=0.01)
        for space in (left - ground[0], top - ground[1], ground[0] + ground[2] - right, ground[1] + ground[3] - bottom):
            self.assertGreaterEqual(space, QUIET_MODULES * module - 0.01)
        for first, second in zip(runs, runs[1:]):
            self.assertTrue(first[3] <= second[1] or first[2] < second[0], "runs touch or overlap")

    def test_only_black_and_white(self):
        pdf = self.folder / "page.pdf"
        magreport("render", SAMPLE, "--layout", write_layout(self.folder, code(ADDRESS, "72mm")), "--brand", "riverside",
                  "-o", pdf)
        subprocess.run(["pdftoppm", "-r", "72", "-aa", "no", "-aaVector", "no", "-singlefile", "-png", pdf,
                        self.folder / "page"], check=True)
        colors = Image.open(self.folder / "page.png").convert("RGB").getcolors()
        self.assertEqual({color for _, color in colors}, {(0, 0, 0), (255, 255, 255)})


if __name__ == "__main__":
    unittest.main()
