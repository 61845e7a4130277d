#!/usr/bin/python3
"""Apache PDFBox preflight, a validator of PDF/A-1b, on our PDF/A-2a files: for what the two standards share it is a second
opinion. What a 2a file does that 1b forbids is listed in ALLOWED; everything else fails.
"""
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pikepdf

from made import make_files, need

JARS = [Path("/usr/share/java") / f"{name}.jar" for name in (
    "preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "jaxb-api", "javax.activation")]
VALIDATOR = "org.apache.pdfbox.preflight.Validator_A1b"

# (code, what the details say, why a PDF/A-2a file may do it)
ALLOWED = [
    ("1.4", r"XRef cross reference streams are not allowed$", "part 2 allows them"),
    ("7.11.2", r"part must be 1$", "the file says part 2"),
    ("3.1.11", r"The CIDSet entry is missing", "part 2 asks for none"),
    ("2.2.2", r"Soft Mask must be null or None .*\{Subtype\}:COSName\{Image\}", "part 2 allows transparency in images"),
]


def complaints(paths, folder):
    """name -> [(code, details)], from one run over all files."""
    names = Path(folder) / "files"
    names.write_text("".join(f"{path}\n" for path in paths))
    subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-cp", ":".join(map(str, JARS)), VALIDATOR, "xml", "group",
                    str(names)], capture_output=True, timeout=300, check=False)
    found = {}
    told = Path(f"{names}.preflight.xml").read_text(encoding="utf-8", errors="replace")
    told = re.sub(r"&#\w+;|[\x00-\x08\x0b\x0c\x0e-\x1f]", "?", told)  # bytes of strings, which are no XML
    for file in ElementTree.fromstring(told.encode()).iter("preflight"):
        found[file.get("name")] = [(error.findtext("code"), error.findtext("details")) for error in file.iter("error")]
    return found


def is_allowed(code, details):
    return any(code == known and re.search(words, details) for known, words, _ in ALLOWED)


class Preflight(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        need("PDFBox preflight", "java", *JARS)
        cls.folder = tempfile.TemporaryDirectory()
        cls.files = make_files(cls.folder.name)
        cls.faulty = Path(cls.folder.name) / "faulty.pdf"
        with pikepdf.open(cls.files["structure"]) as pdf:
            del pdf.Root.OutputIntents
            pdf.Root.AA = pikepdf.Dictionary()
            pdf.save(cls.faulty)
        cls.found = complaints([*cls.files.values(), cls.faulty], cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_file_was_looked_at(self):
        self.assertEqual(set(self.found), {path.name for path in [*self.files.values(), self.faulty]})
        for name, errors in self.found.items():
            with self.subTest(name):
                self.assertIn("7.11.2", [code for code, _ in errors])  # it read the metadata

    def test_only_what_part_2_allows(self):
        for path in self.files.values():
            with self.subTest(path.name):
                self.assertEqual([error for error in self.found[path.name] if not is_allowed(*error)], [])

    def test_every_entry_of_the_list_is_needed(self):
        for code, words, _ in ALLOWED:
            with self.subTest(code):
                self.assertTrue(any(code == known and re.search(words, details)
                                    for errors in self.found.values() for known, details in errors))

    def test_faults_are_found(self):
        bad = {code for code, details in self.found[self.faulty.name] if not is_allowed(code, details)}
        self.assertTrue(any(code.startswith("2.4") for code in bad), bad)  # colours without an output intent
        self.assertTrue(any(code.startswith("6.") for code in bad), bad)  # an action by itself


if __name__ == "__main__":
    unittest.main()
