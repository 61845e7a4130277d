#!/usr/bin/python3
"""Shards: together they make what one run makes, and the merged manifest proves it or says what is wrong."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import people

MAGREPORT = os.environ["MAGREPORT"]
COUNT = 14
RUNNERS = ("SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "PARALLEL_SEQ",
           "MAGREPORT_SHARDS")


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if name not in RUNNERS}
    return {**kept, **more}


class Shards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One batch, whole, and the same of three shards; tests work in copies."""
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        cls.start = Path(cls.holder.name) / "start"
        people.write_files(cls.start / "in", range(1, COUNT))
        (cls.start / "in" / "broken.xml").write_text("<responses")
        shutil.copy(cls.start / "in" / "form-00005.xml", cls.start / "in" / "form-00005-again.xml")
        cls.run_in(cls.start, "in", "-o", "whole")
        for number in (2, 0, 1):
            cls.run_in(cls.start, "in", "-o", "out", "--shard", f"{number}/3")

    @staticmethod
    def run_in(folder, *arguments, status=0, **environment):
        done = subprocess.run([MAGREPORT, "batch", *map(str, arguments)], cwd=folder, capture_output=True, check=False,
                              text=True, env=clean_environment(**environment))
        assert done.returncode == status, f"{done.returncode}: {done.stderr}"
        return done.stderr

    def setUp(self):
        self.work = Path(self.holder.name) / self.id().rsplit(".", 1)[1]
        shutil.copytree(self.start, self.work)
        self.out = self.work / "out"

    def merge(self, status=0):
        return self.run_in(self.work, "--merge-manifests", "-o", "out", status=status)

    def path_of(self, number):
        return self.out / f"manifest.{number:04d}-of-0003.ndjson"

    def change(self, number, change_lines):
        lines = self.path_of(number).read_text().splitlines()
        self.path_of(number).write_text("".join(line + "\n" for line in change_lines(lines)))

    def test_all_shards_make_what_one_run_makes(self):
        self.assertIn("3 shards, 15 records: none missing, none twice", self.merge())
        whole = self.work / "whole"
        self.assertEqual(people.without_times(people.manifest(self.out)),
                         people.without_times(people.manifest(whole)))
        made = {name: text for name, text in people.results(self.out).items() if not name.startswith("manifest.")}
        self.assertEqual(made, people.results(whole))
        self.assertEqual(len(list(self.out.glob("*.pdf"))), COUNT - 1)

    def test_each_record_is_of_one_shard_wherever_it_lies(self):
        """The same shard of the same records from other folders, in other order, holds the same keys."""
        moved = self.work / "moved"
        moved.mkdir()
        for number, path in enumerate(sorted((self.work / "in").iterdir(), reverse=True)):
            shutil.copy(path, moved / f"{number:03d}.xml")
        self.run_in(self.work, "moved", "-o", "other", "--shard", "1/3")
        keys = [{line["key"] for line in people.manifest(folder, self.path_of(1).name) if "key" in line}
                for folder in (self.out, self.work / "other")]
        self.assertEqual(keys[0], keys[1])
        self.assertGreater(len(keys[0]), 0)

    def test_a_shard_that_is_missing(self):
        self.path_of(1).unlink()
        self.assertIn("of 3 shards, 1 have no manifest yet: 1", self.merge(75))
        self.assertFalse((self.out / "manifest.ndjson").exists())

    def test_a_shard_that_is_not_finished(self):
        self.change(1, lambda lines: lines[:-1])
        self.assertIn("[E627]", self.merge(75))
        self.run_in(self.work, "in", "-o", "out", "--shard", "1/3")
        self.merge()

    def test_lines_that_are_cut_off(self):
        text = self.path_of(2).read_text()
        for cut in (1, 40, len(text) - 20):
            self.path_of(2).write_text(text[:-cut])
            self.assertIn("[E628]", self.merge(65))

    def test_the_manifest_of_another_shard(self):
        shutil.copy(self.path_of(0), self.path_of(1))
        self.assertIn("[E628]", self.merge(65))

    def test_records_of_another_shard_or_twice(self):
        lines = self.path_of(0).read_text().splitlines()
        self.change(1, lambda own: own[:-1] + [lines[1]])
        self.assertIn("belongs to another shard", self.merge(65))
        shutil.copy(self.start / "out" / self.path_of(1).name, self.path_of(1))
        self.change(0, lambda own: own[:-1] + [own[1]])
        self.assertIn("is there twice", self.merge(65))

    def test_a_key_with_two_results(self):
        """As if a second handout of one record had been delivered under another name."""
        def change(lines):
            first, last = json.loads(lines[1]), json.loads(lines[-1])
            shutil.copy(self.out / first["file"], self.out / "second.pdf")
            twice = {**first, "ordinal": last["ordinal"], "file": "second.pdf"}
            return lines[:-1] + [json.dumps(twice)]
        self.change(0, change)
        self.assertIn("has the key of another one", self.merge(65))

    def test_other_records(self):
        """All ordinals are there, but one record is not the one that all shards have seen."""
        def change(lines):
            line = json.loads(lines[-1])
            key = line["key"]
            line["key"] = key[:-1] + ("0" if key[-1] != "0" else "1")  # the shard is told by the first digits
            return lines[:-1] + [json.dumps(line)]
        self.change(0, change)
        self.assertIn("they differ in the records", self.merge(78))

    def test_a_result_that_is_gone_or_short(self):
        line = next(line for line in people.manifest(self.out, self.path_of(2).name) if line.get("sha256"))
        path = self.out / line["file"]
        path.write_bytes(path.read_bytes()[:-1])
        self.assertIn(f"the result of record {line['ordinal']} ", self.merge(75))
        path.unlink()
        self.assertIn("[E630]", self.merge(75))
        self.run_in(self.work, "in", "-o", "out", "--shard", "2/3")
        self.merge()

    def test_no_mix_with_another_batch(self):
        for arguments, what in ((("--shard", "0/4"), "the number of shards"),
                                (("--shard", "0/3", "--brand", "riverside"), "the brand"),
                                (("--shard", "1/3", "--paper", "a4"), "the options")):
            self.assertIn(f"they differ in {what}", self.run_in(self.work, "in", "-o", "out", *arguments, status=78))
        (self.work / "in" / "form-00001.xml").unlink()
        self.assertIn("they differ in the records", self.run_in(self.work, "in", "-o", "out", "--shard", "0/3",
                                                                status=78))
        shutil.copy(self.path_of(0), self.out / "manifest.0000-of-0004.ndjson")
        self.assertIn("they differ in the number of shards", self.merge(78))

    def test_an_indexed_job_whose_pods_are_killed(self):
        """JOB_COMPLETION_INDEX as Kubernetes sets it; each index is killed once and started again."""
        count = 3
        for index in range(count):
            environment = clean_environment(JOB_COMPLETION_INDEX=str(index), MAGREPORT_SHARDS=str(count))
            command = [MAGREPORT, "batch", "in", "-o", "job", "--shard", "auto", "-j", "1"]
            first = subprocess.Popen(command, cwd=self.work, env=environment, stderr=subprocess.DEVNULL)
            time.sleep(0.15 + 0.05 * index)
            first.send_signal(signal.SIGKILL if index != 1 else signal.SIGTERM)
            self.assertIn(first.wait(timeout=10), (0, 75, -9))
            self.run_in(self.work, "in", "-o", "job", "--shard", "auto", "-j", "1", JOB_COMPLETION_INDEX=str(index),
                        MAGREPORT_SHARDS=str(count))
        self.run_in(self.work, "--merge-manifests", "-o", "job")
        self.assertEqual(people.without_times(people.manifest(self.work / "job")),
                         people.without_times(people.manifest(self.work / "whole")))

    def test_gnu_parallel_finishes_what_failed(self):
        if not shutil.which("parallel"):
            self.assertNotIn("NOTHING_SKIPPED", os.environ)
            self.skipTest("parallel is missing")
        script = self.work / "shard.sh"
        script.write_text(f'#!/bin/sh\n# The third shard fails once.\n[ "$1" = 2 ] && [ ! -e failed ] && touch failed '
                          f'&& exit 75\nexec {MAGREPORT} batch in -o par --shard "$1/4" -j 1 --quiet\n')
        command = ["parallel", "--will-cite", "--jobs", "2", "--joblog", "log", "--resume-failed", "sh", str(script),
                   "{}", ":::", "0", "1", "2", "3"]
        first = subprocess.run(command, cwd=self.work, env=clean_environment(HOME=str(self.work)), check=False)
        self.assertEqual(first.returncode, 1)
        self.run_in(self.work, "--merge-manifests", "-o", "par", status=75)
        again = subprocess.run(command, cwd=self.work, env=clean_environment(HOME=str(self.work)), check=False)
        self.assertEqual(again.returncode, 0)
        self.run_in(self.work, "--merge-manifests", "-o", "par")
        self.assertEqual(people.without_times(people.manifest(self.work / "par")),
                         people.without_times(people.manifest(self.work / "whole")))


if __name__ == "__main__":
    unittest.main(verbosity=0)
