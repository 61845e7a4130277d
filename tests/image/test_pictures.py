#!/usr/bin/python3
"""Pictures of every kind as they come out of the PDF, compared with what Pillow makes of the same files; and where
figures stand, how they fit, and what of them shows."""
import io
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from PIL import Image, ImageChops, ImageOps

from picture_brand import MARGIN_PT, produce

TEXT_WIDTH_PT = 612 - 2 * MARGIN_PT


def scene(mode, size=(24, 16)):
    """Nothing in it is like its mirror picture; smooth, so that JPEG loses little."""
    width, height = size
    picture = Image.new("RGB", size)
    picture.putdata([(40 + 180 * x // width, 40 + 180 * y // height, 200 - 90 * x * y // (width * height))
                     for y in range(height) for x in range(width)])
    return picture.convert(mode)


def pictures_in(folder, picture, body='<figure src="logo" width="60pt" alt="A picture"/>'):
    """Colour and, if any, alpha of the one picture in the PDF."""
    pdf = Path(folder) / "page.pdf"
    produce(folder, picture, body, "render", "-o", pdf)
    subprocess.run(["pdfimages", "-png", pdf, Path(folder) / "out"], check=True)
    return [Image.open(path) for path in sorted(Path(folder).glob("out-*.png"))]


def largest_difference(left, right):
    return max(high for _, high in ImageChops.difference(left.convert("RGB"), right.convert("RGB")).getextrema())


def exif_of(orientation, order):
    exif = Image.Exif()
    exif.endian = order
    exif[0x0112] = orientation
    return exif


class Pictures(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.folder = Path(self.holder.name)

    def tearDown(self):
        self.holder.cleanup()

    def check(self, name, tolerance, wanted=None):
        """wanted: how the picture looks; Pillow's reading of the file unless given."""
        wanted = wanted or ImageOps.exif_transpose(Image.open(self.folder / name))
        found = pictures_in(self.folder, name)
        self.assertEqual(found[0].size, wanted.size)
        self.assertLessEqual(largest_difference(found[0], wanted), tolerance)
        return found

    def test_every_orientation(self):
        for orientation in range(1, 9):
            for order in "<>":
                with self.subTest(orientation=orientation, order=order):
                    scene("RGB").save(self.folder / "turned.jpg", quality=95, exif=exif_of(orientation, order))
                    self.check("turned.jpg", 4)

    def test_gray_jpeg(self):
        scene("L").save(self.folder / "gray.jpg", quality=95)
        self.check("gray.jpg", 3)

    def test_cmyk_jpeg_of_adobe(self):
        inks = Image.merge("CMYK", [scene("L").point(lambda value, k=k: (value + 60 * k) % 200) for k in range(4)])
        inks.save(self.folder / "cmyk.jpg", quality=95)
        self.assertIn(b"Adobe", (self.folder / "cmyk.jpg").read_bytes())
        self.check("cmyk.jpg", 6)

    def test_cmyk_jpeg_without_adobes_word(self):
        scene("CMYK").save(self.folder / "adobe.jpg", quality=95)
        data = (self.folder / "adobe.jpg").read_bytes()
        place = data.index(b"\xff\xee")
        length = int.from_bytes(data[place + 2:place + 4], "big") + 2
        (self.folder / "plain.jpg").write_bytes(data[:place] + data[place + length:])
        stored = ImageChops.invert(Image.open(self.folder / "adobe.jpg"))  # Pillow has turned it over
        self.check("plain.jpg", 6, stored.convert("RGB"))

    def test_png_of_every_mode(self):
        for mode in ("1", "L", "P", "RGB", "I;16"):
            with self.subTest(mode):
                picture = scene("L").convert("I;16") if mode == "I;16" else scene(mode)
                if mode == "I;16":
                    picture = Image.frombytes("I;16", (24, 16), b"".join(
                        bytes([value, value]) for value in scene("L").getdata()))
                picture.save(self.folder / "picture.png")
                wanted = scene("L").convert("RGB") if mode == "I;16" else picture.convert("RGB")
                self.assertEqual(len(self.check("picture.png", 1, wanted)), 1)

    def test_alpha_of_every_mode(self):
        ramp = Image.linear_gradient("L").resize((24, 16))
        for mode in ("LA", "RGBA"):
            with self.subTest(mode):
                picture = scene(mode)
                picture.putalpha(ramp)
                picture.save(self.folder / "alpha.png")
                color, alpha = self.check("alpha.png", 1, picture.convert("RGBA").convert("RGB"))
                self.assertEqual(color.size, alpha.size)
                self.assertLessEqual(largest_difference(alpha, ramp), 1)
        with self.subTest("P"):
            picture = scene("P")
            picture.save(self.folder / "alpha.png", transparency=picture.getpixel((0, 0)))
            wanted = Image.open(self.folder / "alpha.png").convert("RGBA").getchannel("A")
            color, alpha = pictures_in(self.folder, "alpha.png")  # what color a pixel has that does not show is free
            self.assertLessEqual(largest_difference(alpha, wanted), 1)
            seen = [Image.composite(one.convert("RGB"), Image.new("RGB", picture.size), wanted) for one in (color, picture)]
            self.assertLessEqual(largest_difference(*seen), 1)

    def test_alpha_lets_the_ground_through(self):
        Image.new("RGBA", (8, 8), (255, 0, 0, 102)).save(self.folder / "veil.png")
        pdf = self.folder / "page.pdf"
        produce(self.folder, "veil.png", '<figure src="logo" width="144pt" alt="A veil"/>', "render", "-o", pdf)
        page = subprocess.run(["pdftoppm", "-r", "36", "-singlefile", "-png", pdf], capture_output=True, check=True)
        found = Image.open(io.BytesIO(page.stdout)).convert("RGB").getpixel((36 + 36, 36 + 36))
        for value, wanted in zip(found, (255, 153, 153)):  # 40 % of red on white
            self.assertAlmostEqual(value, wanted, delta=2)


class Fits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        scene("RGB", (40, 20)).save(Path(cls.holder.name) / "wide.png")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def places(self, attributes):
        """x, y, width, height of what shows, and of the whole picture if that is more; from the text's corner."""
        body = f'<figure src="logo" alt="A picture" {attributes}/>'
        dump = produce(self.holder.name, "wide.png", body, "dump", "--stage=pages").decode()
        line = re.search(r" image ([-\d. ]+?)(?: of ([-\d. ]+?))? file=", dump)
        return [[float(number) - MARGIN_PT * (i < 2) for i, number in enumerate(part.split())]
                for part in line.groups() if part]

    def assert_places(self, attributes, *wanted):
        found = self.places(attributes)
        self.assertEqual(len(found), len(wanted))
        for place, numbers in zip(found, wanted):
            for left, right in zip(place, numbers):
                self.assertAlmostEqual(left, right, delta=0.002)

    def test_the_other_side_follows(self):
        self.assert_places('width="100pt"', (0, 0, 100, 50))
        self.assert_places('height="30pt"', (0, 0, 60, 30))

    def test_contain_shows_all(self):
        self.assert_places('width="100pt" height="100pt"', (0, 25, 100, 50))
        self.assert_places('width="100pt" height="100pt" fit="contain" align="right"',
                           (TEXT_WIDTH_PT - 100, 25, 100, 50))
        self.assert_places('width="100pt" height="20pt" fit="contain"', (0, 0, 40, 20))
        self.assert_places('width="100pt" height="20pt" align="center"', ((TEXT_WIDTH_PT - 40) / 2, 0, 40, 20))

    def test_cover_cuts_both_sides(self):
        self.assert_places('width="60pt" height="60pt" fit="cover"', (0, 0, 60, 60), (-30, 0, 120, 60))
        self.assert_places('width="100pt" height="10pt" fit="cover"', (0, 0, 100, 10), (0, -20, 100, 50))

    def test_align_places_the_figure(self):
        self.assert_places('width="100pt" align="center"', ((TEXT_WIDTH_PT - 100) / 2, 0, 100, 50))
        self.assert_places('width="100pt" align="right"', (TEXT_WIDTH_PT - 100, 0, 100, 50))

    def test_nothing_shows_beside_a_covered_place(self):
        pdf = Path(self.holder.name) / "page.pdf"
        body = '<figure src="logo" alt="A picture" width="72pt" height="72pt" fit="cover"/>'
        produce(self.holder.name, "wide.png", body, "render", "-o", pdf)
        page = subprocess.run(["pdftoppm", "-r", "72", "-singlefile", "-png", pdf], capture_output=True, check=True)
        box = ImageOps.invert(Image.open(io.BytesIO(page.stdout)).convert("L")).getbbox()
        for side, wanted in zip(box, (MARGIN_PT, MARGIN_PT, MARGIN_PT + 72, MARGIN_PT + 72)):
            self.assertAlmostEqual(side, wanted, delta=1)  # a pixel, by how poppler rounds


if __name__ == "__main__":
    unittest.main()
