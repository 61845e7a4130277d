#!/usr/bin/python3
"""watch: each file that comes in is delivered once, whoever writes it in whatever way, and whenever a watcher dies."""
import collections
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import people

MAGREPORT = os.environ["MAGREPORT"]
IS_WHOLE = "WHOLE" in os.environ
IS_SANITIZED = "asan" in os.environ.get("BUILD", "")
FILES, KILLS = (2000, 20) if IS_WHOLE and not IS_SANITIZED else (60, 3)
PATIENCE_S = 60 + FILES * (0.6 if IS_SANITIZED else 0.3)


def write_slowly(folder, name, text, chance):
    """Open all the time, with pauses."""
    with open(folder / name, "w", encoding="utf-8") as file:
        cuts = sorted(chance.sample(range(len(text)), 3))
        for start, end in zip([0, *cuts], [*cuts, len(text)]):
            file.write(text[start:end])
            file.flush()
            time.sleep(chance.uniform(0, 0.02 if IS_WHOLE else 0.1))


def write_and_rename(folder, name, text, chance):
    part = folder / (name + chance.choice([".part", ".tmp", ".filepart"]))
    write_slowly(folder, part.name, text, chance)
    part.rename(folder / name)


def write_hidden(folder, name, text, chance):
    """As rsync does."""
    part = folder / f".{name}.{chance.randint(0, 999999):06d}"
    part.write_text(text, encoding="utf-8")
    part.rename(folder / name)


def write_at_once(folder, name, text, _chance):
    (folder / name).write_text(text, encoding="utf-8")


WRITERS = (write_slowly, write_and_rename, write_hidden, write_at_once)


class Watch(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        self.hot, self.out = self.work / "hot", self.work / "out"
        self.hot.mkdir()
        self.errors = open(self.work / "errors", "w+", encoding="utf-8")
        self.addCleanup(self.errors.close)
        self.running = []
        self.addCleanup(self.stop_all)

    def start(self, *arguments):
        process = subprocess.Popen([MAGREPORT, "watch", "hot", "-o", "out", "-j", "1", "--rescan", "1", *arguments],
                                   cwd=self.work, stderr=self.errors)
        self.running.append(process)
        return process

    def stop_all(self):
        statuses = []
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            statuses.append(process.wait(timeout=10))
        self.running = []
        return statuses

    def wait_until(self, is_reached, what):
        end = time.monotonic() + PATIENCE_S
        while not is_reached():
            if time.monotonic() > end:
                self.errors.seek(0)
                self.fail(f"never {what}: {sorted(path.name for path in self.hot.rglob('*'))[:20]}\n"
                          + self.errors.read()[-2000:])
            time.sleep(0.05)

    def names(self, below):
        return sorted(path.name for path in (self.hot / below).glob("*") if path.is_file())

    def log(self):
        return [json.loads(line) for line in (self.out / "watch.ndjson").read_text().splitlines()]

    def drop_all(self, count):
        """Four writers, each in its own way, each a quarter of the files."""
        def write(number):
            chance = random.Random(number)
            for file in range(number, count, len(WRITERS)):
                WRITERS[number](self.hot, f"form-{file:05d}.xml", people.record(file) + "\n", chance)
                time.sleep(chance.uniform(0, 0.01))
        writers = [threading.Thread(target=write, args=(number,)) for number in range(len(WRITERS))]
        for writer in writers:
            writer.start()
        return writers

    def look_for_partial_files(self, is_over):
        """Whoever looks sees whole handouts only."""
        while not is_over.is_set():
            for path in list(self.out.glob("*.pdf"))[-50:]:
                text = path.read_bytes()
                if not text.startswith(b"%PDF") or b"%%EOF" not in text[-32:]:
                    self.partial.append(path.name)
            time.sleep(0.02)

    def expect_all_delivered(self, count):
        self.assertEqual(self.names("done"), [f"form-{file:05d}.xml" for file in range(count)])
        self.assertEqual(self.names("set-aside"), [])
        self.assertEqual(self.names("."), [])
        subprocess.run([MAGREPORT, "batch", "hot/done", "-o", "wanted", "--quiet"], cwd=self.work, check=True)
        wanted = people.results(self.work / "wanted")
        found = {name: text for name, text in people.results(self.out).items() if name.endswith(".pdf")}
        self.assertEqual(sorted(found), sorted(wanted))
        self.assertEqual(len(found), count)
        self.assertTrue(all(found[name] == text for name, text in wanted.items()))

    def test_killed_again_and_again(self):
        chance = random.Random(9)
        self.partial = []
        is_over = threading.Event()
        looker = threading.Thread(target=self.look_for_partial_files, args=(is_over,))
        looker.start()
        try:
            writers = self.drop_all(FILES)
            self.start()
            self.start()
            for number in range(KILLS):
                seen = len(self.names("done"))
                wanted = min(seen + chance.randint(1, max(2, FILES // (KILLS + 2))), FILES - 1)
                self.wait_until(lambda: len(self.names("done")) >= wanted, f"{wanted} files done")
                time.sleep(chance.uniform(0, 0.05))
                victim = self.running.pop(number % 2)
                victim.kill()
                victim.wait()
                self.start()
            for writer in writers:
                writer.join()
            self.wait_until(lambda: len(self.names("done")) >= FILES, "all files done")
        finally:
            is_over.set()
            looker.join()
        self.assertEqual(self.stop_all(), [0, 0])
        self.assertEqual(self.partial, [])
        self.expect_all_delivered(FILES)
        self.assertEqual(len({line["key"] for line in self.log()}), FILES)

    def test_two_watchers_never_take_the_same_file(self):
        count = 40
        self.start()
        self.start()
        for writer in self.drop_all(count):
            writer.join()
        self.wait_until(lambda: len(self.names("done")) >= count, "all files done")
        self.assertEqual(self.stop_all(), [0, 0])
        self.expect_all_delivered(count)
        times = collections.Counter(line["key"] for line in self.log())
        self.assertEqual(set(times.values()), {1})
        self.assertEqual({line["status"] for line in self.log()}, {"done"})

    def test_files_of_no_use_are_set_aside_with_a_reason(self):
        self.start()
        (self.hot / "Zyxwina Planted.xml").write_text("<responses>Zyxwina</responses>")
        (self.hot / "empty.xml").write_text("")
        (self.hot / "good.xml").write_text(people.bundle([1, 2]))
        self.wait_until(lambda: len(self.names("set-aside")) == 4 and self.names("done"), "set aside")
        self.assertEqual(self.stop_all(), [0])
        self.assertEqual(self.names("set-aside"), ["Zyxwina Planted.xml", "Zyxwina Planted.xml.reason.txt", "empty.xml",
                                                   "empty.xml.reason.txt"])
        reason = (self.hot / "set-aside" / "Zyxwina Planted.xml.reason.txt").read_text()
        self.assertRegex(reason, r"error\[E\d+\]")
        self.errors.seek(0)
        for text in (reason, self.errors.read(), (self.out / "watch.ndjson").read_text()):
            self.assertNotIn("Zyxwina", text)
        self.assertEqual(len(list(self.out.glob("*.pdf"))), 2)

    def test_files_that_are_there_and_what_is_left_alone(self):
        (self.hot / "form.xml").write_text(people.record(1))
        (self.hot / "other.xml.part").write_text(people.record(2))
        (self.hot / ".hidden.xml").write_text(people.record(3))
        (self.hot / "below").mkdir()
        (self.hot / "below" / "form.xml").write_text(people.record(4))
        self.start("--forget")
        self.wait_until(lambda: not (self.hot / "form.xml").exists() and list(self.out.glob("*.pdf")), "done")
        time.sleep(1)
        self.assertEqual(self.stop_all(), [0])
        self.assertEqual([path.name for path in self.out.glob("*.pdf")], ["r00001.pdf"])
        self.assertEqual(self.names("."), [".hidden.xml", "other.xml.part"])
        self.assertFalse((self.hot / "done").exists())

    def test_a_name_that_comes_again(self):
        self.start()
        for number in range(1, 4):
            (self.hot / "form.xml").write_text(people.record(number))
            self.wait_until(lambda: len(self.names("done")) == number, "done")
        self.assertEqual(self.stop_all(), [0])
        self.assertEqual(self.names("done"), ["form.xml", "form.xml.2", "form.xml.3"])
        self.assertEqual(len(list(self.out.glob("*.pdf"))), 3)

    def test_it_ends_soon_with_a_large_file_in_hand_and_goes_on_later(self):
        count = 60
        (self.hot / "many.xml").write_text(people.bundle(range(1, count + 1)))
        self.start()
        self.wait_until(lambda: len(list(self.out.glob("*.pdf"))) > 3, "begun")
        begun = time.monotonic()
        self.assertEqual(self.stop_all(), [0])
        self.assertLess(time.monotonic() - begun, 10)
        self.start()
        self.wait_until(lambda: self.names("done") == ["many.xml"], "done")
        self.assertEqual(self.stop_all(), [0])
        self.assertEqual(len(list(self.out.glob("*.pdf"))), count)

    def messages(self):
        self.errors.flush()
        return (self.work / "errors").read_text(encoding="utf-8")

    def test_a_folder_that_cannot_be_shared(self):
        (self.hot / ".magreport-watch").write_text("no folder")
        self.assertEqual(self.start().wait(timeout=10), 75)
        self.assertIn("[E633]", self.messages())

    def test_what_is_done_cannot_be_moved(self):
        (self.hot / "done").symlink_to("nowhere")
        (self.hot / "form.xml").write_text(people.record(1))
        process = self.start()
        self.assertEqual(process.wait(timeout=PATIENCE_S), 75)
        self.assertIn("[E634]", self.messages())
        self.assertIn("[E635]", self.messages())
        self.assertEqual((self.hot / "form.xml").read_text(), people.record(1))
        (self.hot / "done").unlink()
        self.running = []
        self.start()
        self.wait_until(lambda: self.names("done") == ["form.xml"], "done")

    def test_where_the_kernel_does_not_tell(self):
        """Only looking again helps: a user namespace without inotify."""
        limit = "/proc/sys/user/max_inotify_instances"
        command = ["unshare", "-U", "-r", "sh", "-c", f"echo 0 >{limit} && exec \"$@\"", "sh"]
        if subprocess.run([*command, "true"], check=False, capture_output=True).returncode != 0:
            self.skipTest("no user namespaces here")
        process = subprocess.Popen([*command, MAGREPORT, "watch", "hot", "-o", "out", "--rescan", "1"], cwd=self.work,
                                   stderr=self.errors)
        self.running.append(process)
        self.wait_until(lambda: "[W632]" in self.messages(), "told")
        (self.hot / "form.xml").write_text(people.record(1))
        self.wait_until(lambda: self.names("done") == ["form.xml"], "done")
        self.assertEqual(self.stop_all(), [0])

    def test_a_printer_that_is_not_there(self):
        self.start("-P", "ipp://127.0.0.1:1/none", "--wait", "1")
        (self.hot / "form.xml").write_text(people.record(1))
        self.wait_until(lambda: self.names("done") == ["form.xml"], "done")
        self.assertEqual(self.stop_all(), [0])
        self.assertIn(self.log()[0]["key"], self.messages())
        self.assertIn("[W634]", self.messages())
        self.assertEqual(len(list(self.out.glob("*.pdf"))), 1)

    def test_a_folder_that_is_not_there(self):
        done = subprocess.run([MAGREPORT, "watch", "gone", "-o", "out"], cwd=self.work, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 66, done.stderr)
        self.assertIn("[E632]", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
