#!/usr/bin/python3
"""The recipes of samples/cluster, run as they are where that can be done here, else read by those who know: shellcheck,
systemd-analyze, and for Kubernetes the fields of its batch/v1 reference."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "batch"))
import people  # noqa: E402  pylint: disable=wrong-import-position

CLUSTER = ROOT / "samples" / "cluster"
MAGREPORT = os.environ["MAGREPORT"]

# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ (1.29): the fields that may stand where.
TEXT, NUMBER, LIST, FLAG = str, int, list, bool
SECURITY = {"allowPrivilegeEscalation": FLAG, "readOnlyRootFilesystem": FLAG, "capabilities": {"drop": LIST}}
CONTAINER = {"name": TEXT, "image": TEXT, "command": LIST, "env": [{"name": TEXT, "value": TEXT}],
             "resources": {"requests": {"cpu": TEXT, "memory": TEXT}, "limits": {"memory": TEXT}},
             "securityContext": SECURITY, "volumeMounts": [{"name": TEXT, "mountPath": TEXT}]}
POD = {"restartPolicy": TEXT, "terminationGracePeriodSeconds": NUMBER,
       "securityContext": {"runAsNonRoot": FLAG, "runAsUser": NUMBER, "runAsGroup": NUMBER, "fsGroup": NUMBER},
       "containers": [CONTAINER],
       "volumes": [{"name": TEXT, "persistentVolumeClaim": {"claimName": TEXT}}]}
RULE = {"action": TEXT, "onExitCodes": {"containerName": TEXT, "operator": TEXT, "values": LIST},
        "onPodConditions": [{"type": TEXT, "status": TEXT}]}
JOB = {"apiVersion": TEXT, "kind": TEXT, "metadata": {"name": TEXT},
       "spec": {"completions": NUMBER, "parallelism": NUMBER, "completionMode": TEXT, "backoffLimitPerIndex": NUMBER,
                "backoffLimit": NUMBER, "maxFailedIndexes": NUMBER, "podFailurePolicy": {"rules": [RULE]},
                "template": {"spec": POD}}}


def needs(test, *programs):
    for program in programs:
        if not shutil.which(program):
            test.assertNotIn("NOTHING_SKIPPED", os.environ, f"{program} is missing")
            test.skipTest(f"{program} is missing")


class Recipes(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def load(self, name):
        import yaml  # pylint: disable=import-outside-toplevel
        return yaml.safe_load((CLUSTER / name).read_text())

    def check_fields(self, value, fields, place):
        if isinstance(fields, dict):
            self.assertIsInstance(value, dict, place)
            for name, inner in value.items():
                self.assertIn(name, fields, place)
                self.check_fields(inner, fields[name], f"{place}.{name}")
        elif isinstance(fields, list):
            self.assertIsInstance(value, list, place)
            for inner in value:
                self.check_fields(inner, fields[0], place)
        else:
            self.assertIs(type(value), fields, place)

    def test_shell_scripts(self):
        needs(self, "shellcheck")
        subprocess.run(["shellcheck", *map(str, sorted(CLUSTER.glob("*.sh")))], check=True)

    def test_systemd_units(self):
        needs(self, "systemd-analyze")
        program = self.work / "magreport"
        program.symlink_to(MAGREPORT)
        for path in CLUSTER.glob("magreport-*.*"):
            text = path.read_text().replace("/usr/local/bin/magreport", str(program))
            (self.work / path.name).write_text(text)
        units = sorted(str(path) for path in self.work.glob("magreport-*"))
        self.assertEqual(len(units), 3)
        done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "magreport" in line]
        self.assertEqual(ours, [])

    def test_commands_of_units_are_taken(self):
        """Each command line of a unit runs, on folders of the test."""
        people.write_files(self.work / "forms", [1])
        (self.work / "hot").mkdir()
        line = re.search(r"^ExecStart=(.*)$", (CLUSTER / "magreport-batch.service").read_text(), re.M).group(1)
        command = line.replace("/usr/local/bin/magreport", MAGREPORT).replace("/srv/magreport", str(self.work))
        subprocess.run(command.split(), check=True)
        self.assertEqual(len(list((self.work / "handouts").glob("*.pdf"))), 1)
        line = re.search(r"^ExecStart=(.*)$", (CLUSTER / "magreport-watch.service").read_text(), re.M).group(1)
        command = line.replace("/usr/local/bin/magreport", MAGREPORT).replace("/srv/magreport", str(self.work))
        watcher = subprocess.Popen(command.split(), stderr=subprocess.PIPE)
        try:
            watcher.communicate(timeout=2)
        except subprocess.TimeoutExpired:
            watcher.terminate()
            watcher.communicate()
        self.assertEqual(watcher.returncode, 0)

    def test_kubernetes_fields(self):
        for name in ("kubernetes-job.yaml", "kubernetes-merge.yaml"):
            self.check_fields(self.load(name), JOB, name)
        spec = self.load("kubernetes-job.yaml")["spec"]
        container = spec["template"]["spec"]["containers"][0]
        self.assertEqual(spec["completionMode"], "Indexed")
        self.assertEqual(spec["template"]["spec"]["restartPolicy"], "Never")  # podFailurePolicy asks for it
        self.assertEqual({"name": "MAGREPORT_SHARDS", "value": str(spec["completions"])}, container["env"][0])
        self.assertNotIn("backoffLimit", spec)
        meant = {}
        for rule in spec["podFailurePolicy"]["rules"]:
            self.assertIn(rule["action"], ("FailIndex", "FailJob", "Ignore", "Count"))
            self.assertEqual(len(rule), 2)  # one of onExitCodes and onPodConditions
            for status in rule.get("onExitCodes", {"values": []})["values"]:
                self.assertEqual(rule["onExitCodes"]["containerName"], container["name"])
                self.assertNotEqual(status, 0)
                meant[status] = rule["action"]
        self.assertEqual([meant[status] for status in (65, 78, 75)], ["FailIndex", "FailIndex", "Count"])

    def run_container(self, name, **environment):
        container = self.load(name)["spec"]["template"]["spec"]["containers"][0]
        command = [MAGREPORT] + [word.replace("/data", str(self.work)) for word in container["command"][1:]]
        given = {entry["name"]: entry["value"] for entry in container.get("env", [])}
        subprocess.run(command, env={**os.environ, **given, **environment}, check=True, capture_output=True)

    def test_kubernetes_commands(self):
        people.write_files(self.work / "forms", range(1, 20))
        for index in range(self.load("kubernetes-job.yaml")["spec"]["completions"]):
            self.run_container("kubernetes-job.yaml", JOB_COMPLETION_INDEX=str(index))
        self.run_container("kubernetes-merge.yaml")
        self.assertEqual(len(people.manifest(self.work / "handouts")), 19)

    def test_gnu_parallel(self):
        needs(self, "parallel")
        people.write_files(self.work / "forms", range(1, 8))
        counter = self.work / "counter"
        program = self.work / "magreport"  # the second shard fails at first, as if the disk were full
        program.write_text('#!/bin/sh\ncase "$*" in *" 1/3 "*) '
                           f'[ -e {counter} ] || {{ touch {counter}; exit 75; }};; esac\n'
                           f'exec {MAGREPORT} "$@"\n')
        program.chmod(0o755)
        environment = {**os.environ, "INPUTS": str(self.work / "forms"), "OUTPUT": str(self.work / "out"), "SHARDS": "3",
                       "MAGREPORT": str(program), "HOME": str(self.work)}
        command = ["sh", str(CLUSTER / "parallel.sh")]
        first = subprocess.run(command, env=environment, capture_output=True, check=False)
        self.assertEqual(first.returncode, 1, first.stderr)
        second = subprocess.run(command, env=environment, capture_output=True, check=False)
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertIn(b"3 shards, 7 records: none missing, none twice", second.stderr)
        runs = [line.split("\t")[-1] for line in (self.work / "out" / "parallel.log").read_text().splitlines()[1:]]
        self.assertEqual(sorted(re.search(r"(\d)/3", run).group(1) for run in runs), ["0", "1", "1", "2"])
        self.assertEqual(len(list((self.work / "out").glob("*.pdf"))), 7)


if __name__ == "__main__":
    unittest.main(verbosity=0)
