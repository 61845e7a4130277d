"""Files for the tests that ask other programs: handouts of samples and the pages of structure.xml; and what to do where
such a program is missing."""
import os
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
SAMPLES = ROOT / "samples"
# name: response and options; between them every template, brand, paper and kind of page
CASES = {
    "handout": ["response.xml", "--brand", "riverside"],
    "plain": ["long-name.xml", "--brand", "plain", "--paper", "a4"],
    "large-print": ["response-fhir.xml", "--brand", "riverside", "--variant", "large-print"],
    "summary": ["healthy-young-adult.xml", "--brand", "riverside", "--layout", "summary"],
    "clinician": ["pregnant.xml", "--brand", "riverside", "--layout", "clinician"],
    "slip": ["response.xml", "--brand", "riverside", "--layout", "slip"],
    "emergency": ["emergency.xml", "--brand", "riverside"],
    "scripts": ["name-vietnamese.xml", "--brand", "riverside"],
    "structure": ["response.xml", "--brand", "riverside", "--layout", ROOT / "tests/pdf/structure.xml"],
}


def make_files(folder):
    """name -> path of all cases."""
    made = {}
    for name, (sample, *options) in CASES.items():
        made[name] = Path(folder) / f"{name}.pdf"
        subprocess.run([MAGREPORT, "render", SAMPLES / sample, *options, "-o", made[name]], check=True, timeout=120,
                       capture_output=True)
    return made


def need(what, program, *files):
    """Skips the test by name if the program or one of the files is missing; under check-all that is a failure."""
    missing = [] if shutil.which(program) else [program]
    missing += [str(file) for file in files if not os.path.exists(file)]
    if not missing:
        return
    words = f"{what} ({', '.join(missing)} missing; make check-all installs it)"
    if os.environ.get("NOTHING_SKIPPED") == "1":
        raise RuntimeError(words)
    print(f"skipped: {words}", flush=True)
    raise unittest.SkipTest(words)
