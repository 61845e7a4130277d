#!/usr/bin/python3
"""Workers that crash, loop or eat memory cost their one record. Only builds for tests can be told to; others skip."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import people

MAGREPORT = os.environ["MAGREPORT"]
HAS_HOOK = b"MAGREPORT_TEST_FAULT" in Path(MAGREPORT).read_bytes()
IS_ASAN = b"__asan_init" in Path(MAGREPORT).read_bytes()


@unittest.skipUnless(HAS_HOOK, "this build has no planted faults")
class Faults(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        people.write_files(self.work / "in", range(1, 13))

    def batch(self, *arguments, fault="", status=0):
        environment = dict(os.environ, MAGREPORT_TEST_FAULT=fault, UBSAN_OPTIONS="", ASAN_OPTIONS="detect_leaks=0")
        done = subprocess.run([MAGREPORT, "batch", "in", *map(str, arguments)], cwd=self.work, capture_output=True,
                              check=False, text=True, env=environment)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def expect_aside(self, fault, reason, count=1):
        done = self.batch("-o", "out", "--max-seconds", 2, "--max-memory", "900M", fault=fault)
        self.assertIn(f"{12 - count} done, 0 there already, 0 refused, {count} failed", done.stderr)
        lines = people.manifest(self.work / "out")
        failed = [line for line in lines if line["status"] == "failed"]
        self.assertEqual([line["reason"] for line in failed], [reason] * count)
        self.assertEqual(len(lines), 12)
        for line in failed:
            aside = self.work / "out" / line["file"]
            self.assertIn("<response ", aside.read_text())
            self.assertIn(f"error[{reason}]", aside.with_suffix(".txt").read_text())
        return failed

    def test_crash(self):
        failed = self.expect_aside("crash:r00004,crash:r00009", "E610", 2)
        # What failed is not tried again unless asked to.
        done = self.batch("-o", "out")
        self.assertIn("0 done, 10 there already, 0 refused, 2 failed", done.stderr)
        self.batch("-o", "whole")
        self.batch("-o", "out", "--retry")
        self.assertEqual(people.without_times(people.manifest(self.work / "out")),
                         people.without_times(people.manifest(self.work / "whole")))
        self.assertFalse((self.work / "out" / failed[0]["file"]).exists())

    def test_an_answer_that_cannot_be_true(self):
        for fault in ("status", "bytes", "reason"):
            with self.subTest(fault):
                self.expect_aside(f"{fault}:r00007", "E610")
                subprocess.run(["rm", "-r", "out"], cwd=self.work, check=True)
        self.batch("-o", "one", "--merge", "all.pdf", fault="bytes:r00007")
        self.assertEqual([line["status"] for line in people.manifest(self.work / "one")].count("failed"), 1)

    def test_a_record_that_cannot_be_true(self):
        """Names that are paths, texts without an end, places outside: nothing at all is made of them."""
        for fault in ("path", "endless", "spool", "stored"):
            with self.subTest(fault):
                done = self.batch("-o", "out", fault=f"{fault}:r00007", status=75)
                self.assertIn("E608", done.stderr)
                self.assertEqual(people.results(self.work / "out"), {})
                self.assertEqual(sorted(path.name for path in self.work.iterdir()), ["in", "out"])

    def test_loop(self):
        self.expect_aside("loop:r00005", "E614")

    @unittest.skipIf(IS_ASAN, "memory is not limited under ASan")
    def test_memory(self):
        self.expect_aside("memory:r00006", "E615")

    def test_in_one_file(self):
        for path in (self.work / "in").iterdir():
            path.unlink()
        (self.work / "in" / "many.xml").write_text(people.bundle(range(1, 13)))
        failed = self.expect_aside("crash:r00007", "E610")
        text = (self.work / "out" / failed[0]["file"]).read_text()
        self.assertIn("r00007", text)
        self.assertNotIn("r00006", text)

    def test_in_a_merged_file_the_others_stay(self):
        self.batch("-o", "out", "--merge", "all.pdf", fault="crash:r00003")
        self.assertIn("11 done", self.batch("-o", "two", "--merge", "all.pdf", fault="crash:r00003").stderr)
        self.assertEqual((self.work / "out" / "all.pdf").read_bytes(), (self.work / "two" / "all.pdf").read_bytes())


if __name__ == "__main__":
    unittest.main()
