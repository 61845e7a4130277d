#!/usr/bin/python3
"""400 damaged PNGs, 400 damaged JPEGs and 200 damaged TrueType files as a clinic's own: for each one clear message or,
where the damage does no harm, a handout. No crash, no hang. All of them under AddressSanitizer; a tenth elsewhere."""
import os
import random
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from PIL import Image

from damage import damage_font, damage_jpeg, damage_png
from picture_brand import BRAND, MAGREPORT, RESPONSE, magreport, write_brand

FACES = Path("/usr/share/fonts/truetype/open-sans")
IS_ASAN = "asan" in Path(os.environ.get("BUILD", MAGREPORT.parent)).name
STEP = 1 if IS_ASAN else 10
PROCESSOR_S = 4 if IS_ASAN else 1  # of one run; the sanitizer is that much slower
STATUS_DONE, STATUS_PACK = 0, 78


def processor_s():
    times = os.times()
    return times.children_user + times.children_system


def sample_image(mode):
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    picture.paste((200, 30, 60), (5, 5, 30, 30))
    return picture.convert(mode)


class Damage(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = Path(self.holder.name)
        self.accepted = self.refused = 0

    def tearDown(self):
        self.holder.cleanup()

    def run_one(self, *words):
        before = processor_s()
        done = magreport(*words, seconds=100)
        errors = done.stderr.decode(errors="replace")
        self.assertIn(done.returncode, (STATUS_DONE, STATUS_PACK), errors)
        self.assertNotIn("Sanitizer", errors)
        self.assertLess(processor_s() - before, PROCESSOR_S, errors)
        return done.returncode, errors

    def check_one(self, ids, check, render):
        """ids: of the messages that may come, one of them and once. What check accepts, render prints."""
        status, errors = self.run_one(*check)
        found = re.findall(r"error\[(E\d+)\]: (.*)", errors)
        if status == STATUS_DONE:
            self.accepted += 1
            self.assertEqual(found, [])
            self.assertEqual(self.run_one(*render)[0], STATUS_DONE)
            return
        self.refused += 1
        self.assertEqual(len(found), 1, errors)
        self.assertRegex(found[0][0], ids)
        self.assertGreater(len(found[0][1]), 20, "says too little")
        if self.refused % 20 == 0:  # render loads the file on the same way
            self.assertEqual(self.run_one(*render)[0], STATUS_PACK)

    def check_images(self, suffix, originals, damage, count):
        brand = write_brand(self.folder, f"logo.{suffix}")
        self.assertIn("</brand>", BRAND)
        picture, pdf = self.folder / f"logo.{suffix}", self.folder / "out.pdf"
        for number in range(0, count, STEP):
            seeded = random.Random(f"{suffix} {number}")
            picture.write_bytes(damage(originals[number // STEP % len(originals)], seeded))
            with self.subTest(number=number):
                self.check_one("E61[123]", ("check", brand), ("render", RESPONSE, "--brand", brand, "-o", pdf))
        self.assertGreater(self.refused, count // STEP // 3)

    def saved(self, mode, suffix, **options):
        path = self.folder / f"whole.{suffix}"
        sample_image(mode).save(path, **options)
        return path.read_bytes()

    def test_png(self):
        originals = [self.saved(mode, "png") for mode in ("RGB", "RGBA", "P", "L", "1")]
        self.check_images("png", originals, damage_png, 400)

    def test_jpeg(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        originals = [self.saved("RGB", "jpg", exif=exif), self.saved("RGB", "jpg", progressive=True),
                     self.saved("CMYK", "jpg", exif=exif), self.saved("L", "jpg")]
        self.check_images("jpg", originals, damage_jpeg, 400)

    def test_truetype(self):
        status, errors = self.run_one("export", self.folder / "mine")
        self.assertEqual(status, STATUS_DONE, errors)
        pack = self.folder / "mine" / "magnesium"
        shutil.copy(self.folder / "mine" / "fonts" / "fonts.xml", pack)
        for face in ("Regular", "Italic", "Semibold", "Bold"):
            shutil.copy(FACES / f"OpenSans-{face}.ttf", pack)
        whole = (FACES / "OpenSans-Regular.ttf").read_bytes()
        brand = self.folder / "mine" / "brands" / "plain" / "brand.xml"
        for number in range(0, 200, STEP):
            (pack / "OpenSans-Regular.ttf").write_bytes(damage_font(whole, random.Random(f"ttf {number}")))
            with self.subTest(number=number):
                self.check_one("E60[1234]", ("check", pack / "fonts.xml"),
                               ("render", RESPONSE, "--pack", pack, "--brand", brand, "-o", self.folder / "out.pdf"))
        self.assertGreater(self.refused, 200 // STEP // 3)


if __name__ == "__main__":
    unittest.main()
