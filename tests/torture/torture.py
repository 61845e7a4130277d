"""Batches that are disturbed, for test_torture.py: runs with calls that fail (fail.c), runs that are killed, and what
must hold after each of them."""
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "batch"))
import people  # noqa: E402

BUILD = Path(os.environ.get("BUILD", ROOT / "build")).resolve()
MAGREPORT = os.environ.get("MAGREPORT", str(BUILD / "magreport"))
FAIL = BUILD / "tests" / "torture" / "fail.so"
CALLS = ("open", "read", "write", "sync", "rename", "unlink", "mkdir", "truncate", "fork", "send", "allocate")
# Processor time of the whole handout is ten times that of the slip, and all that is tested here is the same.
LAYOUT = ("--layout", "slip")
DONE, IO, AGAIN = 0, 74, 75
SANITIZER = 99  # run.py and `make torture` tell it to exit so


def new_folder():
    """In memory if that is possible: a sync takes no time there, and killing a process loses nothing of it."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


class Scene:
    """Inputs, an undisturbed run of them, and disturbed runs."""

    def __init__(self, work, count, jobs=2, bad=()):
        self.work, self.jobs, self.count = Path(work), jobs, count
        people.write_files(self.work / "in", range(1, count + 1))
        for number in bad:  # not a form
            (self.work / "in" / f"form-{number:05d}.xml").write_text("<not-a-form/>\n")
        began = time.time()
        done = self.run("whole")
        self.seconds = time.time() - began
        assert done.returncode == DONE, done.stderr
        self.wanted = people.results(self.work / "whole")
        self.manifest = people.without_times(people.manifest(self.work / "whole"))
        assert len(self.manifest) == count

    def command(self, out, jobs=None):
        return [MAGREPORT, "batch", "in", "-o", out, "-j", str(jobs or self.jobs), "-q", *LAYOUT]

    def run(self, out, jobs=None, **plan):
        """plan: what fails, see fail.c, with its names in small letters."""
        return subprocess.run(self.command(out, jobs), cwd=self.work, env=self.environment(plan), check=False,
                              capture_output=True, text=True, timeout=300)

    def environment(self, plan):
        environment = dict(os.environ)
        if plan:
            environment.update({f"FAIL_{name.upper()}": str(value) for name, value in plan.items()})
            environment["FAIL_COUNTS"] = str(self.work / "counts")
            environment["LD_PRELOAD"] = str(FAIL)
            # Before the sanitizer's own library, which it calls.
            environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return environment

    def counts(self):
        numbers = struct.unpack("14Q", (self.work / "counts").read_bytes())
        return dict(zip((*CALLS, "failed", "jobs", "most"), numbers))

    def remove(self, out):
        shutil.rmtree(self.work / out, ignore_errors=True)

    def faults_in_part(self, out):
        """Whatever happened: what can be seen is whole."""
        folder = self.work / out
        there = people.results(folder) if folder.is_dir() else {}
        return [f"{name} is not as it should be" for name, content in there.items()
                if self.wanted.get(name) != content]

    def faults(self, out):
        """Of a run that came to its end."""
        folder = self.work / out
        faults = self.faults_in_part(out)
        faults += [f"{name} is lost" for name in sorted(set(self.wanted) - set(people.results(folder)))]
        if not (folder / "manifest.ndjson").is_file():
            faults.append("no manifest")
        elif people.without_times(people.manifest(folder)) != self.manifest:
            faults.append("the manifest is another")
        return faults + [f"{name} was left" for name in people.hidden(folder)]

    def resume(self, out):
        """The same command, with nothing that fails."""
        done = self.run(out)
        if done.returncode != DONE:
            return [f"went on with status {done.returncode}: {done.stderr[-300:]}"]
        return self.faults(out)


def one_failing_call(scene, allowed, **plan):
    """Faults of a run in which a call fails, and of the run after it."""
    scene.remove("out")
    done = scene.run("out", **plan)
    name = " ".join(f"{key}={value}" for key, value in plan.items())
    if done.returncode not in allowed:
        return [f"{name}: status {done.returncode}: {done.stderr[-600:]}"]
    faults = scene.faults("out") if done.returncode == DONE else scene.faults_in_part("out")
    if done.returncode != DONE and "error[E" not in done.stderr and "out of memory" not in done.stderr:
        faults.append(f"no message: {done.stderr!r}")
    if done.returncode != DONE:
        faults += scene.resume("out")
    return [f"{name} (status {done.returncode}): {fault}" for fault in faults]


class Killer:
    """Runs one batch again and again, and kills it or one of its workers at random, until it is done; then begins
    anew, until there were enough kills."""

    def __init__(self, scene, seed):
        self.scene, self.chance = scene, random.Random(seed)
        self.kills = self.supervisor_kills = self.rounds = self.runs = self.looks = 0
        self.faults, self.seen = [], set()
        self.peak_bytes = 0

    def look(self):
        """All that can be seen right now is whole. A file that was looked at is not read again."""
        self.looks += 1
        folder = self.scene.work / "out"
        for entry in os.scandir(folder) if folder.is_dir() else ():
            if entry.name.endswith(".pdf"):
                status = entry.stat()
                mark = (entry.name, status.st_ino, status.st_mtime_ns, status.st_size)
                if mark in self.seen:
                    continue
                self.seen.add(mark)
                if Path(entry.path).read_bytes() != self.scene.wanted.get(entry.name):
                    self.faults.append(f"{entry.name} was seen in part")

    def kill(self, process):
        if self.chance.random() < 0.5:
            process.kill()
            self.kills += 1
            self.supervisor_kills += 1
            return
        try:
            workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            if workers:
                os.kill(int(self.chance.choice(workers)), signal.SIGKILL)
                self.kills += 1
        except OSError:
            pass

    def run_once(self):
        """True if the run came to its end."""
        self.runs += 1
        process = subprocess.Popen(self.scene.command("out"), cwd=self.scene.work, stderr=subprocess.PIPE, text=True)
        while process.poll() is None:
            until = time.time() + self.chance.uniform(0, self.scene.seconds * 0.5)
            while process.poll() is None and time.time() < until:
                self.look()
                time.sleep(0.004)
            if process.poll() is None:
                self.kill(process)
        errors = process.communicate()[1]
        self.look()
        # A lost worker is replaced; the process that lists or arranges is not, the next run does it.
        is_expected = process.returncode in (DONE, -signal.SIGKILL) or (
            process.returncode == AGAIN and ("E607" in errors or "E608" in errors or "E616" in errors))
        if not is_expected:
            self.faults.append(f"status {process.returncode}: {errors[-300:]}")
        return process.returncode == DONE

    def run(self, kills):
        while self.kills < kills:
            self.rounds += 1
            self.seen.clear()
            self.scene.remove("out")
            while not self.run_once():
                pass
            self.faults += self.scene.faults("out")
        return self


class Usage:
    """What a batch takes: processor seconds of all its processes, and the most that any of its workers and the
    supervisor had of memory and of open files."""

    def __init__(self, command, folder):
        self.supervisor_kb = self.worker_kb = self.sorter_kb = self.handles = self.worker_handles = 0
        with open(folder / "errors", "w+", encoding="utf-8") as errors:
            process = subprocess.Popen(command, cwd=folder, stderr=errors)
            while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                self.look(process.pid)
                time.sleep(0.02)
            _, self.status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(self.status)
        self.seconds = usage.ru_utime + usage.ru_stime

    def look(self, pid):
        try:
            kb, handles, _ = self.of(pid)
            self.supervisor_kb, self.handles = max(self.supervisor_kb, kb), max(self.handles, handles)
            for worker in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                kb, handles, is_shut_in = self.of(worker)
                if is_shut_in:
                    self.worker_kb = max(self.worker_kb, kb)
                    self.worker_handles = max(self.worker_handles, handles)
                else:  # the processes that list and sort, which end
                    self.sorter_kb = max(self.sorter_kb, kb)
        except OSError:
            pass

    @staticmethod
    def of(pid):
        """Memory but for what it has of files, open files, and whether it is in the sandbox."""
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        values = dict(line.split()[:2] for line in lines if line.startswith(("RssAnon:", "NoNewPrivs:")))
        return int(values.get("RssAnon:", 0)), len(os.listdir(f"/proc/{pid}/fd")), values["NoNewPrivs:"] == "1"
