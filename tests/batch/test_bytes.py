#!/usr/bin/python3
"""batch: a record's handout has the same bytes from a worker that is new and from one that has made others, from the
builds of gcc and clang, and alone or among others."""
import os
import random
import subprocess
import tempfile
import unittest
from pathlib import Path

import people

MAGREPORT = os.environ["MAGREPORT"]
BUILD = Path(os.environ["BUILD"])
CLANG = BUILD.parent / BUILD.name / "clang" / "magreport"
COUNT = 12


class Bytes(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        people.write_files(self.work / "in", range(1, COUNT + 1))

    def made(self, out, *arguments, program=MAGREPORT):
        subprocess.run([program, "batch", *map(str, arguments), "-o", out, "-q"], cwd=self.work, check=True)
        return people.results(self.work / out)

    def test_new_and_used_workers(self):
        used = self.made("used", "in", "-j", 1)
        self.assertEqual(len(used), COUNT)
        chance = random.Random(3)
        for number in chance.sample(range(1, COUNT + 1), 4):
            new = self.made(f"new-{number}", f"in/form-{number:05d}.xml", "-j", 1)
            self.assertEqual(new, {f"r{number:05d}.pdf": used[f"r{number:05d}.pdf"]})
        turned = sorted((self.work / "in").iterdir(), reverse=True)
        self.assertEqual(self.made("turned", *turned, "-j", 8), used)

    def test_gcc_and_clang(self):
        if not CLANG.exists():
            self.skipTest("no build of clang: make check-all makes one")
        self.assertEqual(self.made("clang", "in", "-j", 8, program=CLANG), self.made("gcc", "in", "-j", 2))


if __name__ == "__main__":
    unittest.main()
