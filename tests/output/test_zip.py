#!/usr/bin/python3
"""The ZIP writer, read by Python's zipfile, unzip and 7-Zip."""
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

DRIVER = str(Path(os.environ["BUILD"]) / "tests" / "tools" / "zip_driver")
FOUR_GIB = 1 << 32


class Zip(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        self.archive = self.work / "out.zip"

    def make(self, *words):
        with open(self.archive, "wb") as out:
            subprocess.run([DRIVER, *words], stdout=out, check=True)
        return zipfile.ZipFile(self.archive)

    def other_readers(self):
        """Both must find nothing wrong."""
        for command in (["unzip", "-tq"], ["7zz", "t", "-bso0", "-bsp0"]):
            if not shutil.which(command[0]):
                self.assertNotIn("NOTHING_SKIPPED", os.environ, f"{command[0]} is missing")
                print(f"skipped: {command[0]} is missing")
                continue
            done = subprocess.run([*command, str(self.archive)], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_texts_come_back(self):
        texts = {"a.txt": "hello", "folder/Zoë Łukasz.pdf": "x" * 5000, "空.txt": ""}
        for method in ("store", "deflate"):
            archive = self.make(method, *(f"{name}={text}" for name, text in texts.items()))
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), list(texts))
            for name, text in texts.items():
                self.assertEqual(archive.read(name).decode(), text)
            self.other_readers()
        kinds = [entry.compress_type for entry in archive.infolist()]
        self.assertEqual(kinds, [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])

    def test_an_archive_of_nothing(self):
        self.assertEqual(self.make("deflate").namelist(), [])
        self.assertEqual(self.archive.read_bytes(), b"PK\5\6" + bytes(18))

    def test_time_and_rights_are_always_the_same(self):
        entry = self.make("deflate", "a=b").infolist()[0]
        self.assertEqual(entry.date_time, (1980, 1, 1, 0, 0, 0))
        self.assertEqual(entry.external_attr >> 16, 0o100600)
        self.assertEqual(entry.create_version, 20)

    def test_no_zip64_at_the_last_number_that_needs_none(self):
        self.make("store", "65534x")
        self.assertNotIn(b"PK\6\6", self.archive.read_bytes())
        self.make("store", "65535x")
        self.assertIn(b"PK\6\6", self.archive.read_bytes())

    def test_seventy_thousand_entries(self):
        archive = self.make("deflate", "70000x")
        self.assertEqual(len(archive.namelist()), 70000)
        self.assertIsNone(archive.testzip())
        self.assertEqual(archive.read("n/066000"), b"66000")
        self.other_readers()

    def test_files_and_names_that_are_refused(self):
        source = self.work / "source"
        source.write_bytes(os.urandom(200001))
        archive = self.make("deflate", f"big@{source}", "after=1")
        self.assertEqual(archive.read("big"), source.read_bytes())
        self.assertEqual(archive.read("after"), b"1")
        done = subprocess.run([DRIVER, "store", "../a=b"], capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)

    @unittest.skipUnless("WHOLE" in os.environ, "WHOLE=1")
    def test_more_than_four_gibibytes(self):
        """An entry too large for 32 bits, one whose place is, and one of each side of the limit."""
        free = shutil.disk_usage(self.work).free
        if free < 3 * FOUR_GIB:
            self.assertNotIn("NOTHING_SKIPPED", os.environ, "not enough room")
            self.skipTest("not enough room")
        large = self.work / "large"
        with open(large, "wb") as file:
            file.truncate(FOUR_GIB + 5)
            file.seek(FOUR_GIB)
            file.write(b"12345")
        archive = self.make("store", "before=1", f"large@{large}", "after=2")
        self.assertEqual([entry.file_size for entry in archive.infolist()], [1, FOUR_GIB + 5, 1])
        self.assertGreater(archive.getinfo("after").header_offset, FOUR_GIB)
        self.assertIsNone(archive.testzip())
        self.other_readers()
        with open(large, "r+b") as file:
            file.truncate(FOUR_GIB - 2)  # the largest size that needs no ZIP64
        archive = self.make("store", f"large@{large}", "after=2")
        self.assertEqual(archive.getinfo("large").extract_version, 20)
        self.assertEqual(archive.read("after"), b"2")
        self.other_readers()


if __name__ == "__main__":
    unittest.main(verbosity=0)
