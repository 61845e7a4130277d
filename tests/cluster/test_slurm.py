#!/usr/bin/python3
"""The Slurm recipe on a real Slurm of one machine: an array of four tasks, one of them killed, nothing lost. WHOLE=1."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "batch"))
import people  # noqa: E402  pylint: disable=wrong-import-position

CLUSTER = ROOT / "samples" / "cluster"
MAGREPORT = os.environ["MAGREPORT"]
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol")
PATIENCE_S = 60
COUNT = 400

CONFIGURATION = """
ClusterName=magreport
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort={port}
SlurmdPort={port_of_node}
AuthType=auth/munge
AuthInfo=socket={work}/munge.socket
CryptoType=crypto/munge
StateSaveLocation={work}/state
SlurmdSpoolDir={work}/spool
SlurmctldPidFile={work}/slurmctld.pid
SlurmdPidFile={work}/slurmd.pid
SlurmctldLogFile={work}/slurmctld.log
SlurmdLogFile={work}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
RequeueExit=75
MailProg=/bin/true
SchedulerParameters=sched_interval=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=YES
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@unittest.skipUnless("WHOLE" in os.environ, "WHOLE=1")
class Slurm(unittest.TestCase):
    def setUp(self):
        missing = [program for program in PROGRAMS if not shutil.which(program, path=self.path())]
        if missing or os.geteuid() != 0:
            self.assertNotIn("NOTHING_SKIPPED", os.environ, missing)
            self.skipTest(f"not root, or missing: {missing}")
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        self.work.chmod(0o755)
        self.environment = {**os.environ, "PATH": self.path(), "SLURM_CONF": str(self.work / "slurm.conf"),
                            "MAGREPORT": MAGREPORT, "INPUTS": str(self.work / "forms"),
                            "OUTPUT": str(self.work / "out")}
        self.start()

    @staticmethod
    def path():
        return os.environ["PATH"] + ":/usr/sbin:/sbin"

    def run_command(self, *command):
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True,
                              cwd=self.work, timeout=2 * PATIENCE_S).stdout

    def start_daemon(self, *command):
        """No pipe: a daemon would keep it open."""
        with open(self.work / "daemons.log", "a", encoding="utf-8") as log:
            subprocess.run(command, env=self.environment, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                           cwd=self.work, timeout=PATIENCE_S)

    def start(self):
        for name in ("state", "spool"):
            (self.work / name).mkdir()
        key = self.work / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        configuration = CONFIGURATION.format(work=self.work, host=socket.gethostname().split(".")[0], port=free_port(),
                                             port_of_node=free_port(), processors=os.cpu_count())
        (self.work / "slurm.conf").write_text(configuration)
        self.addCleanup(self.stop)
        self.start_daemon("munged", "--force", f"--key-file={key}", f"--socket={self.work}/munge.socket",
                          f"--pid-file={self.work}/munged.pid", f"--log-file={self.work}/munged.log",
                          f"--seed-file={self.work}/munged.seed")
        self.start_daemon("slurmctld", "-c")
        self.start_daemon("slurmd", "-c")
        self.wait_until(lambda: "idle" in self.run_command("sinfo", "-h", "-o", "%T"), "node is idle")

    def stop(self):
        for name in ("slurmd", "slurmctld", "munged"):
            path = self.work / f"{name}.pid"
            pid = int(path.read_text()) if path.exists() else 0
            if pid == 0:
                continue
            os.kill(pid, signal.SIGTERM)
            end = time.monotonic() + 20
            while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
                time.sleep(0.1)

    def wait_until(self, is_reached, what):
        end = time.monotonic() + PATIENCE_S
        while not is_reached():
            if time.monotonic() > end:
                jobs = self.run_command("scontrol", "show", "job")
                logs = "".join(path.read_text() for path in self.work.glob("*-*.log")) if jobs else ""
                self.fail(f"never: {what}\n{jobs}{logs}")
            time.sleep(0.1)

    def kill_one_batch(self):
        """The batch of task 2, in the middle of its work."""
        def has_begun():
            journal = self.work / "out" / ".magreport-batch.0002-of-0004.journal"
            return journal.exists() and journal.read_bytes().count(b"\n") > 10
        self.wait_until(has_begun, "task 2 is at work")
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "environ").read_bytes().split(b"\0")
                is_batch = (folder / "comm").read_text().strip() == "magreport"
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                is_worker = (Path("/proc") / str(parent) / "comm").read_text().strip() == "magreport"
            except OSError:
                continue
            ours = f"OUTPUT={self.work}/out".encode() in words and b"SLURM_ARRAY_TASK_ID=2" in words
            if ours and is_batch and not is_worker:
                os.kill(int(folder.name), signal.SIGKILL)
                return
        self.fail("the batch of task 2 was not found")

    def are_over(self, job):
        """What is requeued is held back for some two minutes; nobody needs to wait for that here."""
        text = self.run_command("scontrol", "show", "job", job)
        states = re.findall(r"JobState=(\w+)", text)
        for entry in re.split(r"\n\s*\n", text):
            number = re.search(r"JobId=(\d+)", entry)
            if number and "JobState=PENDING Reason=BeginTime" in entry:
                subprocess.run(["scontrol", "update", f"JobId={number.group(1)}", "StartTime=now"], check=False,
                               env=self.environment, capture_output=True)
        return len(states) == 4 and set(states) == {"COMPLETED"}

    def test_an_array_with_a_task_that_is_killed(self):
        people.write_files(self.work / "forms", range(1, COUNT + 1))
        job = self.run_command("sbatch", "--parsable", "--array=0-3", f"--output={self.work}/task-%a.log",
                               str(CLUSTER / "slurm-array.sh")).strip()
        self.kill_one_batch()
        self.wait_until(lambda: self.are_over(job), "all tasks are completed")
        restarts = re.findall(r"Restarts=(\d+)", self.run_command("scontrol", "show", "job", job))
        self.assertEqual(sorted(restarts), ["0", "0", "0", "1"])
        self.run_command("sbatch", "--wait", f"--output={self.work}/merge.log", str(CLUSTER / "slurm-merge.sh"))
        self.assertIn(f"4 shards, {COUNT} records: none missing, none twice", (self.work / "merge.log").read_text())
        subprocess.run([MAGREPORT, "batch", str(self.work / "forms"), "-o", "whole", "--quiet"], cwd=self.work,
                       check=True)
        self.assertEqual(people.without_times(people.manifest(self.work / "out")),
                         people.without_times(people.manifest(self.work / "whole")))
        whole = people.results(self.work / "whole")
        found = {name: text for name, text in people.results(self.work / "out").items() if name.endswith(".pdf")}
        self.assertEqual(found, whole)


if __name__ == "__main__":
    unittest.main(verbosity=0)
