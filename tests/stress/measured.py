"""Commands with what they took."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
MEASURE = ROOT / "tests" / "stress" / "measure.py"
SAMPLE = ROOT / "samples" / "emergency.xml"


class Run:
    """A finished command with what it took."""

    def __init__(self, *command):
        with tempfile.NamedTemporaryFile() as facts:
            done = subprocess.run([sys.executable, "-IS", MEASURE, facts.name, *map(str, command)], capture_output=True,
                                  stdin=subprocess.DEVNULL, check=False)
            self.status = done.returncode
            self.output, self.messages = done.stdout.decode(), done.stderr.decode(errors="replace")
            seconds, memory_kb = facts.read().split()
        self.seconds, self.memory_kb = float(seconds), int(memory_kb)


def render(layout, pdf):
    return Run(MAGREPORT, "render", SAMPLE, "--brand", "riverside", "--layout", layout, "-o", pdf)


def dump(layout):
    return Run(MAGREPORT, "dump", "--stage=pages", SAMPLE, "--brand", "riverside", "--layout", layout)
