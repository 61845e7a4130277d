#!/usr/bin/python3
"""batch: the same results whatever the order and the number of workers; what is there is not made again; what cannot be
used is set aside; no names anywhere."""
import gzip
import hashlib
import os
import random
import re
import resource
import signal
import stat
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

import people

MAGREPORT = os.environ["MAGREPORT"]
ROOT = people.ROOT


class Runs(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def batch(self, *arguments, status=0, **options):
        done = subprocess.run([MAGREPORT, "batch", *map(str, arguments)], cwd=self.work, capture_output=True,
                              check=False, text=True, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        return done


class Batch(Runs):
    def test_one_result_a_record_as_render_makes_it(self):
        paths = people.write_files(self.work / "in", range(1, 4))
        self.batch("in", "-o", "out", "-j", 2)
        lines = people.manifest(self.work / "out")
        self.assertEqual([line["ordinal"] for line in lines], [1, 2, 3])
        for path, line in zip(paths, lines):
            subprocess.run([MAGREPORT, "render", path, "-o", self.work / "one.pdf"], check=True)
            alone = (self.work / "one.pdf").read_bytes()
            made = self.work / "out" / line["file"]
            self.assertEqual(made.read_bytes(), alone)
            self.assertEqual(line["sha256"], hashlib.sha256(alone).hexdigest())
            self.assertEqual(line["bytes"], len(alone))
            self.assertEqual(line["status"], "done")
            self.assertGreater(line["pages"], 3)
            self.assertEqual(stat.S_IMODE(made.stat().st_mode), 0o600)
        self.assertEqual(people.hidden(self.work / "out"), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root sees what a worker has open")
    def test_what_a_worker_has_open(self):
        """Its own spool to write to; what others stored, the ledger and the histories to read; no folder, list or journal."""
        people.write_files(self.work / "in", range(1, 61))
        seen = {}
        with subprocess.Popen([MAGREPORT, "batch", "in", "-o", "out", "-j", "2"], cwd=self.work, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as run:
            while run.poll() is None:
                for number in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split():
                    seen.setdefault(number, []).append(self.open_of(number))
            run.stderr.read()
        at_work = [handles for looks in seen.values() for handles in looks if handles is not None]
        self.assertGreater(len(at_work), 20)
        for paths, writable in at_work:
            self.assertEqual([path for path in paths if "journal" in path or path.endswith("/out")], [])
            # spool: two; the lock; the part or input in hand; the sockets; scratch; standard error
            files = [path for path in writable if "magreport-batch.part" in path and "part-258" in path]
            self.assertLessEqual(len(files), 2, writable)

    @staticmethod
    def open_of(number):
        """Paths, and those that can be written to, of a worker in the sandbox; else None."""
        paths, writable = [], []
        try:
            if "Seccomp:\t2" not in Path(f"/proc/{number}/status").read_text():
                return None
            for handle in os.listdir(f"/proc/{number}/fd"):
                path = os.readlink(f"/proc/{number}/fd/{handle}")
                flags = re.search(r"flags:\s*(\d+)", Path(f"/proc/{number}/fdinfo/{handle}").read_text())
                paths.append(path)
                if int(flags.group(1), 8) & 3:
                    writable.append(path)
        except (FileNotFoundError, ProcessLookupError):
            return None
        return paths, writable

    def test_a_dash_in_a_list_is_a_file(self):
        people.write_files(self.work / "in", [1])
        (self.work / "list").write_text("-\nin/form-00001.xml\n")
        done = self.batch("@list", "-o", "out", status=66, stdin=subprocess.DEVNULL)
        self.assertIn("E001", done.stderr)
        self.assertEqual([line["status"] for line in people.manifest(self.work / "out")], ["done"])

    def test_waiting_for_standard_input_can_be_ended(self):
        with subprocess.Popen([MAGREPORT, "batch", "-", "-o", "out"], cwd=self.work, stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE) as run:
            while not (self.work / "out" / ".magreport-batch.lock").exists():
                time.sleep(0.01)
            time.sleep(0.1)
            run.send_signal(signal.SIGTERM)
            self.assertEqual(run.wait(timeout=10), 75)
            self.assertIn(b"E609", run.stderr.read())

    def test_results_beside_the_inputs_are_no_inputs(self):
        people.write_files(self.work / "in", [1, 2])
        self.batch("in", "-o", "in")
        before = people.results(self.work / "in")
        done = self.batch("in", "-o", "in")
        self.assertIn("0 done, 2 there already, 0 refused", done.stderr)
        self.assertEqual(people.results(self.work / "in"), before)

    def test_a_mask_that_takes_all_rights(self):
        people.write_files(self.work / "in", [1])
        for words in ("1 done", "1 there already"):
            self.assertIn(words, self.batch("in", "-o", "out", preexec_fn=lambda: os.umask(0o777)).stderr)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (self.work / "out").iterdir()}
        self.assertEqual(modes, {0o600})

    def test_a_limit_of_file_sizes_is_no_fault_of_the_record(self):
        people.write_files(self.work / "in", [1])
        limit = 20000
        done = self.batch("in", "-o", "out", status=75,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertIn("File too large", done.stderr)
        self.assertEqual(people.results(self.work / "out"), {})
        self.assertIn("1 done", self.batch("in", "-o", "out").stderr)

    def test_order_folder_and_workers_change_nothing(self):
        people.write_files(self.work / "in", range(1, 7))
        (self.work / "many.xml").write_text(people.bundle(range(7, 13)))
        self.batch("in", "many.xml", "-o", "one", "-j", 1)
        shuffled = sorted((self.work / "in").iterdir())
        random.Random(5).shuffle(shuffled)
        (self.work / "other").mkdir()
        for number, path in enumerate(shuffled):
            (self.work / "other" / f"{number}.xml").write_bytes(path.read_bytes())
        self.batch("many.xml", "other", "-o", "two", "-j", 2)
        self.batch(*shuffled[:3], "many.xml", *shuffled[3:], "-o", "eight", "-j", 8)
        wanted = people.results(self.work / "one")
        self.assertEqual(len(wanted), 12)
        self.assertEqual(people.results(self.work / "two"), wanted)
        self.assertEqual(people.results(self.work / "eight"), wanted)

    def test_again_makes_nothing_again(self):
        people.write_files(self.work / "in", range(1, 5))
        self.batch("in", "-o", "out")
        before = {path: path.stat().st_mtime_ns for path in (self.work / "out").glob("*.pdf")}
        lines = people.manifest(self.work / "out")
        (self.work / "out" / lines[1]["file"]).write_bytes(b"%PDF damaged")
        (self.work / "out" / lines[2]["file"]).unlink()
        done = self.batch("in", "-o", "out")
        self.assertIn("2 done, 2 there already", done.stderr)
        after = people.manifest(self.work / "out")
        self.assertEqual([line["status"] for line in after], ["already", "done", "done", "already"])
        self.assertEqual(people.without_times(after), people.without_times(lines))
        self.assertEqual((self.work / "out" / lines[0]["file"]).stat().st_mtime_ns,
                         before[self.work / "out" / lines[0]["file"]])

    def test_another_brand_is_made_again(self):
        people.write_files(self.work / "in", [1])
        self.batch("in", "-o", "out")
        first = people.manifest(self.work / "out")[0]
        self.batch("in", "-o", "out", "--brand", "riverside")
        second = people.manifest(self.work / "out")[0]
        self.assertEqual((second["status"], second["file"]), ("done", first["file"]))
        self.assertNotEqual((second["brand"], second["sha256"]), (first["brand"], first["sha256"]))
        self.assertEqual((second["pack"], second["key"]), (first["pack"], first["key"]))

    def test_same_record_twice_is_made_once(self):
        people.write_files(self.work / "in", [1, 2])
        (self.work / "in" / "again.xml").write_text(people.bundle([2]))
        self.batch("in", "-o", "out")
        lines = people.manifest(self.work / "out")
        self.assertEqual(len(people.results(self.work / "out")), 2)
        self.assertEqual([line["status"] for line in lines], ["done", "done", "already"])
        self.assertEqual(lines[2]["file"], lines[0]["file"])

    def test_ids_that_meet_both_get_a_suffix(self):
        one, two = people.write_files(self.work / "in", [1, 2])
        two.write_text(two.read_text().replace('"r00002"', '"R00001"'))
        self.batch("in", "-o", "out")
        lines = people.manifest(self.work / "out")
        for line in lines:
            self.assertIn(f"-{line['key'][:16]}.pdf", line["file"])
        self.batch(two, one, "-o", "turned")
        self.assertEqual(people.results(self.work / "turned"), people.results(self.work / "out"))

    def test_names_by_pattern(self):
        people.write_files(self.work / "in", [1, 2])
        self.batch("in", "-o", "out", "--name", "night-{ordinal}_{date}")
        self.assertEqual([line["file"] for line in people.manifest(self.work / "out")],
                         ["night-000001_2026-11-20.pdf", "night-000002_2026-11-20.pdf"])
        for pattern in ("{name}", "../{id}", ".{id}", "{id}{id}", "a b"):
            self.batch("in", "-o", "out", "--name", pattern, status=64)

    def test_lists_folders_gzip_and_standard_input(self):
        people.write_files(self.work / "in" / "below", [1])
        people.write_files(self.work / "in", [2])
        (self.work / "in" / "form.xml.gz").write_bytes(gzip.compress(people.record(3).encode()))
        (self.work / "in" / ".hidden.xml").write_text("no")
        (self.work / "in" / "half.xml.part").write_text("no")
        (self.work / "list").write_text("\nin/form.xml.gz\n  in/below/form-00001.xml \n")
        self.batch("in", "-o", "in/out")
        self.assertEqual(sorted(people.results(self.work / "in" / "out")),
                         ["r00001.pdf", "r00002.pdf", "r00003.pdf"])
        self.batch("in", "-o", "in/out")
        self.assertEqual(len(people.manifest(self.work / "in" / "out")), 3)
        self.batch("@list", "-", "-o", "two", input=people.record(9))
        self.assertEqual([line["file"] for line in people.manifest(self.work / "two")],
                         ["r00003.pdf", "r00001.pdf", "r00009.pdf"])

    def test_warnings_are_counted_and_stand_in_the_manifest(self):
        people.write_files(self.work / "in", [1])
        odd = ROOT / "tests" / "diagnostics" / "W491" / "form.xml"
        (self.work / "in" / "odd.xml").write_bytes(odd.read_bytes())
        cut = people.record(3).replace('date="20', 'date="x20', 1)  # seen while it is read, not while it is made
        (self.work / "in" / "undated.xml").write_text(cut)
        for status in ("done", "already"):
            done = self.batch("in", "-o", "out")
            self.assertIn("made with warnings: 2", done.stderr)
            self.assertEqual([(line["status"], line["reason"]) for line in people.manifest(self.work / "out")],
                             [(status, ""), (status, "W491"), (status, "W304")])
        done = self.batch("in/form-00001.xml", "-o", "sound")
        self.assertNotIn("warnings", done.stderr)

    def test_what_cannot_be_used_is_set_aside(self):
        people.write_files(self.work / "in", [1])
        bad = ROOT / "tests" / "diagnostics" / "E305" / "broken.xml"
        (self.work / "in" / "bad.xml").write_bytes(bad.read_bytes())
        (self.work / "in" / "cut.xml").write_text(people.record(2)[:400])
        several = people.bundle([3, 4]).replace("Zyxwina Planted3", "x" * 300)
        (self.work / "in" / "several.xml").write_text(several)
        done = self.batch("in", "-o", "out")
        self.assertIn("2 done, 0 there already, 3 refused", done.stderr)
        lines = people.manifest(self.work / "out")
        self.assertEqual([(line["status"], line["reason"]) for line in lines],
                         [("refused", "E305"), ("refused", "E109"), ("done", ""), ("refused", "E310"), ("done", "")])
        cut = self.work / "out" / lines[1]["file"]
        self.assertEqual(cut.read_text(), people.record(2)[:400])
        self.assertIn("error[E109]", cut.with_suffix(".txt").read_text())
        for line in lines:
            if line["status"] == "refused":
                again = subprocess.run([MAGREPORT, "check", self.work / "out" / line["file"]], capture_output=True,
                                       text=True, check=False)
                self.assertIn(f"[{line['reason']}]", again.stderr)
        self.batch("in", "-o", "out", "--strict", status=65)
        self.assertEqual(people.without_times(people.manifest(self.work / "out")), people.without_times(lines))
        # Mended, it is made, and what was set aside of other records stays.
        (self.work / "in" / "cut.xml").write_text(people.record(2))
        self.batch("in", "-o", "out")
        self.assertEqual([line["status"] for line in people.manifest(self.work / "out")],
                         ["refused", "done", "already", "refused", "already"])

    def test_missing_input(self):
        people.write_files(self.work / "in", [1])
        done = self.batch("in", "nothing.xml", "-o", "out", "--show-names", status=66)
        self.assertIn("nothing.xml: error[E001]", done.stderr)
        self.assertEqual(len(people.results(self.work / "out")), 1)

    def test_without_descriptors(self):
        people.write_files(self.work / "in", [1, 2])
        self.batch("in", "-o", "whole")
        for count in (6, 12, 14, 15, 16, 17, 18):
            done = subprocess.run([MAGREPORT, "batch", "in", "-o", "out", "-j", "1"], cwd=self.work, check=False,
                                  capture_output=True, text=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count)))
            self.assertIn(done.returncode, (0, 75), done.stderr)
        self.batch("in", "-o", "out")
        self.assertTrue(people.results(self.work / "out") == people.results(self.work / "whole"))

    def test_only_makes_again_what_is_named(self):
        people.write_files(self.work / "in", range(1, 6))
        self.batch("in", "-o", "out")
        lines = people.manifest(self.work / "out")
        done = self.batch("in", "-o", "out", "--only", "2,4-5")
        self.assertIn("3 done", done.stderr)
        self.assertEqual(people.without_times(people.manifest(self.work / "out")), people.without_times(lines))
        for text in ("0", "3-2", "x", ","):
            self.batch("in", "-o", "out", "--only", text, status=64)

    def test_no_names_are_told(self):
        folder = self.work / "in"
        people.write_files(folder, [1])
        secret = "Zyxwina"
        (folder / f"{secret}-form.xml").write_text(people.record(2).replace("Planted2", "x" * 300))
        done = self.batch("in", "-o", "out")
        told = done.stderr + done.stdout + (self.work / "out" / "manifest.ndjson").read_text()
        told += "".join(path.read_text() for path in (self.work / "out" / "set-aside").glob("*.txt"))
        told += " ".join(path.name for path in (self.work / "out").rglob("*"))
        self.assertNotIn(secret, told)
        done = self.batch("in", "-o", "out", "--show-names", "--retry")
        self.assertIn(f"in/{secret}-form.xml", done.stderr)
        self.assertIn(f"in/{secret}-form.xml", (self.work / "out" / "manifest.ndjson").read_text())

    def test_merged_file_in_order(self):
        people.write_files(self.work / "in", range(1, 9))
        (self.work / "in" / "bad.xml").write_text("<no/>")
        for jobs in (1, 3):
            self.batch("in", "-o", f"out{jobs}", "--merge", "all.pdf", "-j", jobs)
        one, three = [(self.work / f"out{jobs}" / "all.pdf").read_bytes() for jobs in (1, 3)]
        self.assertTrue(one == three)
        self.batch("in", "-o", "out1", "--merge", "all.pdf")
        self.assertTrue(one == (self.work / "out1" / "all.pdf").read_bytes())
        lines = people.manifest(self.work / "out1")
        self.assertEqual([line["status"] for line in lines], ["refused"] + ["done"] * 8)
        self.assertEqual({line["file"] for line in lines[1:]}, {"all.pdf"})
        pages = sum(line["pages"] + line["pages"] % 2 for line in lines)
        told = subprocess.run(["pdfinfo", self.work / "out1" / "all.pdf"], capture_output=True, text=True, check=True)
        self.assertRegex(told.stdout, rf"Pages: +{pages}\n")
        text = subprocess.run(["pdftotext", self.work / "out1" / "all.pdf", "-"], capture_output=True, text=True,
                              check=True).stdout
        places = [text.index(f"Planted{number}") for number in range(1, 9)]
        self.assertEqual(places, sorted(places))

    def test_merged_file_in_parts(self):
        people.write_files(self.work / "in", range(1, 5))
        self.batch("in", "-o", "out", "--merge", "all.pdf", "--merge-pages", 1)
        names = [f"all{part}.pdf" for part in ("", "-2", "-3", "-4")]
        self.assertEqual([line["file"] for line in people.manifest(self.work / "out")], names)
        self.assertEqual(sorted(people.results(self.work / "out")), sorted(names))
        self.batch("in", "-o", "out", "--merge", "all.pdf", "--separators")
        self.assertEqual(sorted(people.results(self.work / "out")), ["all.pdf"])
        for name in ("../all.pdf", ".all.pdf", "manifest.ndjson"):
            self.batch("in", "-o", "out", "--merge", name, status=64)
        self.batch("in", "-o", "out", "--merge", "all.pdf", "--zip", "all.zip", status=64)

    def test_archive_holds_what_the_folder_would(self):
        people.write_files(self.work / "in", range(1, 8))
        self.batch("in", "-o", "plain")
        self.batch("in", "-o", "out", "--zip", "all.zip", "-j", 3)
        with zipfile.ZipFile(self.work / "out" / "all.zip") as archive:
            self.assertIsNone(archive.testzip())
            held = {name: archive.read(name) for name in archive.namelist()}
        self.assertTrue(held == people.results(self.work / "plain"))
        self.assertEqual(people.without_times(people.manifest(self.work / "out")),
                         people.without_times(people.manifest(self.work / "plain")))

    def test_earlier_visits_from_other_files(self):
        first = people.record(1).replace('date="2026-11-20"', 'date="2026-02-03"').replace('"r00001"', '"first"')
        second = people.record(1)
        (self.work / "in").mkdir()
        (self.work / "in" / "b.xml").write_text(first)
        (self.work / "in" / "a.xml").write_text(second)
        self.batch("in", "-o", "out")
        text = subprocess.run(["pdftotext", self.work / "out" / "r00001.pdf", "-"], capture_output=True, text=True,
                              check=True).stdout
        self.assertIn("Feb 3, 2026", text)
        # A visit that comes later changes the handout of the one after it, and only that.
        (self.work / "in" / "c.xml").write_text(first.replace("2026-02-03", "2026-05-06").replace("first", "middle"))
        done = self.batch("in", "-o", "out")
        self.assertIn("2 done, 1 there already", done.stderr)
        self.batch("in/c.xml", "in/b.xml", "in/a.xml", "-o", "turned", "-j", 3)
        self.assertTrue(people.results(self.work / "turned") == people.results(self.work / "out"))

    def test_quiet(self):
        people.write_files(self.work / "in", [1])
        (self.work / "in" / "bad.xml").write_text("<no/>")
        done = self.batch("in", "-o", "out", "--quiet")
        self.assertEqual(done.stderr + done.stdout, "")

    def test_somebody_elses_file_is_kept(self):
        people.write_files(self.work / "in", [1])
        (self.work / "out").mkdir(mode=0o700)
        (self.work / "out" / "r00001.pdf").write_text("of another")
        self.batch("in", "-o", "out")
        line = people.manifest(self.work / "out")[0]
        self.assertEqual(line["file"], f"r00001-{line['key'][:16]}.pdf")
        self.assertEqual((self.work / "out" / "r00001.pdf").read_text(), "of another")
        done = self.batch("in", "-o", "out")
        self.assertIn("1 there already", done.stderr)


class Stopped(Runs):
    """Runs that end before their end."""

    def start(self, *arguments, **options):
        return subprocess.Popen([MAGREPORT, "batch", *map(str, arguments)], cwd=self.work, stderr=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, text=True, **options)

    def wait_for(self, folder, count):
        until = time.time() + 60
        while len(list((self.work / folder).glob("*.pdf"))) < count and time.time() < until:
            time.sleep(0.005)

    def test_told_to_stop_and_run_again(self):
        people.write_files(self.work / "in", range(1, 41))
        self.batch("in", "-o", "whole")
        for number in (signal.SIGTERM, signal.SIGINT):
            out = f"out-{int(number)}"
            process = self.start("in", "-o", out, "-j", 1)
            self.wait_for(out, 3)
            began = time.time()
            process.send_signal(number)
            _, errors = process.communicate(timeout=30)
            self.assertLess(time.time() - began, 10)
            self.assertEqual(process.returncode, 75, errors)
            self.assertIn("error[E609]", errors)
            there = people.results(self.work / out)
            self.assertEqual({line["file"] for line in people.manifest(self.work / out)}, set(there))
            self.assertEqual(people.hidden(self.work / out), [])
            done = self.batch("in", "-o", out)
            self.assertIn(f"{40 - len(there)} done, {len(there)} there already", done.stderr)
            self.assert_same(out)

    def assert_same(self, out):
        self.assertTrue(people.results(self.work / out) == people.results(self.work / "whole"))
        self.assertEqual(people.without_times(people.manifest(self.work / out)),
                         people.without_times(people.manifest(self.work / "whole")))
        self.assertEqual(people.hidden(self.work / out), [])

    def test_killed_again_and_again(self):
        people.write_files(self.work / "in", range(1, 41))
        self.batch("in", "-o", "whole")
        chance = random.Random(7)
        for _ in range(12):
            process = self.start("in", "-o", "out", "-j", 2)
            time.sleep(chance.uniform(0.05, 0.35))
            process.kill()
            process.wait()
            process.stderr.close()
            for path in (self.work / "out").glob("*.pdf"):
                self.assertEqual(path.read_bytes(), (self.work / "whole" / path.name).read_bytes())
        self.batch("in", "-o", "out")
        self.assert_same("out")

    def test_killed_workers_cost_nothing(self):
        people.write_files(self.work / "in", range(1, 31))
        self.batch("in", "-o", "whole")
        process = self.start("in", "-o", "out", "-j", 2)
        chance = random.Random(3)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None:
            try:
                workers = children.read_text().split()
                if workers:
                    os.kill(int(chance.choice(workers)), signal.SIGKILL)
            except OSError:
                pass
            time.sleep(chance.uniform(0.05, 0.15))
        errors = process.communicate()[1]
        if "error[E607]" in errors or "error[E608]" in errors:  # it hit the one that lists or sorts
            self.assertEqual(process.returncode, 75, errors)
            self.batch("in", "-o", "out")
        else:
            self.assertEqual(process.returncode, 0, errors)
        self.assert_same("out")

    def test_two_runs_never_meet(self):
        people.write_files(self.work / "in", range(1, 81))
        first = self.start("in", "-o", "out", "-j", 1)
        self.wait_for("out", 1)
        os.kill(first.pid, signal.SIGSTOP)
        done = self.batch("in", "-o", "out", status=75)
        os.kill(first.pid, signal.SIGCONT)
        self.assertIn("error[E606]", done.stderr)
        first.kill()
        first.communicate()

    @unittest.skipIf(os.geteuid() != 0, "needs the right to mount")
    def test_full_disk(self):
        people.write_files(self.work / "in", range(1, 16))
        self.batch("in", "-o", "whole")
        small = self.work / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", small], check=False,
                          capture_output=True).returncode != 0:
            self.skipTest("cannot mount")
        self.addCleanup(subprocess.run, ["umount", small], check=False)
        done = self.batch("in", "-o", "small/out", status=75)
        self.assertIn("error[E006]", done.stderr)
        for path in (small / "out").glob("*.pdf"):
            self.assertEqual(path.read_bytes(), (self.work / "whole" / path.name).read_bytes())
        subprocess.run(["mount", "-o", "remount,size=8m", small], check=True)
        self.batch("in", "-o", "small/out")
        self.assertEqual(people.results(small / "out"), people.results(self.work / "whole"))
        self.assertEqual(people.hidden(small / "out"), [])


if __name__ == "__main__":
    unittest.main()
