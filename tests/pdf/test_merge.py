#!/usr/bin/python3
"""The merged print file: three handouts, and fifty summaries with separators, made by merge_driver. Other programs open it, the checks
of PDF/UA-1 and PDF/A-2a are clean, each record is what its own file is, and stands on fronts of sheets of its own.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pikepdf

import check_pdf_ua
import check_pdfa
from pdf_model import Document

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
DRIVER = MAGREPORT.parent / "tests" / "tools" / "merge_driver"
SAMPLES = [path for path in sorted((ROOT / "samples").glob("*.xml")) if path.stem not in ("response-odm", "visits")]  # one response each
PEOPLE = sorted((ROOT / "tests" / "bench" / "people").glob("*.xml"))
sys.path.insert(0, str(ROOT / "tests" / "bench"))


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, check=False)


def merge(path, count, files, layout="handout", separators=False):
    done = run(DRIVER, path, "riverside", layout, int(separators), count, *files)
    if done.returncode != 0 or "not ended" in done.stderr:
        raise RuntimeError(done.stderr)
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", done.stdout, re.M)}


def page_texts(path):
    return run("pdftotext", "-layout", path, "-").stdout.split("\f")[:-1]


class Merged(unittest.TestCase):
    separators, count, layout = False, 3, "handout"
    files = [SAMPLES[0], *PEOPLE]

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name) / "merged.pdf"
        cls.pages = merge(cls.path, cls.count, cls.files, cls.layout, cls.separators)["pages"]
        cls.document = Document(cls.path)
        cls.singles = {}
        for file in dict.fromkeys(cls.inputs()):
            cls.singles[file] = Path(cls.folder.name) / f"{file.stem}.pdf"
            done = run(MAGREPORT, "render", file, "--brand", "riverside", "--layout", cls.layout, "-o", cls.singles[file])
            if done.returncode != 0:
                raise RuntimeError(done.stderr)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def inputs(cls):
        return [cls.files[number % len(cls.files)] for number in range(cls.count)]

    def records(self):
        """(single file, index of its first page, number of its pages) of each record, as they must be."""
        first = 0
        for file in self.inputs():
            with pikepdf.open(self.singles[file]) as pdf:
                pages = len(pdf.pages)
            first += 2 * self.separators
            yield self.singles[file], first, pages
            first += pages + pages % 2

    def test_accessible(self):
        self.assertEqual(check_pdf_ua.faults_in(self.document), [])

    def test_archivable(self):
        self.assertEqual(check_pdfa.faults_in(self.document), [])

    def test_opens(self):
        for command in (("qpdf", "--check"), ("mutool", "info"), ("mutool", "draw", "-q", "-r", "10", "-o", "/dev/null"),
                        ("pdftotext",), ("pdfinfo",)):
            done = run(*command, self.path)
            self.assertEqual(done.returncode, 0, command)
            self.assertEqual(done.stderr.replace("warning: ICC support is not available\n", ""), "", command)
        self.assertIn(f"Pages:           {self.pages}\n", run("pdfinfo", self.path).stdout)

    def test_each_begins_on_a_front(self):
        records = list(self.records())
        self.assertEqual(len(records), self.count)
        for _, first, _ in records:
            self.assertEqual(first % 2, 0)
        _, first, pages = records[-1]
        self.assertEqual(self.pages, first + pages + pages % 2)
        self.assertEqual(len(self.document.pages), self.pages)

    def test_bookmarks_and_labels(self):
        outline = self.document.root.Outlines
        entries = [entry for entry, depth in check_pdf_ua.outline_entries(outline) if depth == 0]
        self.assertEqual([str(entry.Title) for entry in entries], [f"Record {number + 1}" for number in range(self.count)])
        labels = ["-"] * self.pages
        with pikepdf.open(self.path) as pdf:
            for entry, (_, first, pages) in zip(entries, self.records()):
                self.assertEqual(self.document.page_number(entry.Dest[0]), first)
                labels[first:first + pages] = [str(page + 1) for page in range(pages)]
            self.assertEqual([page.label for page in pdf.pages], labels)

    def test_says_what_the_single_file_says(self):
        texts = page_texts(self.path)
        for single, first, pages in self.records():
            self.assertEqual(texts[first:first + pages], page_texts(single), single.name)
            self.assertGreater(len(texts[first]), 100)
            if pages % 2:
                self.assertEqual(texts[first + pages], "")

    def test_structure_is_that_of_the_single_file(self):
        parts = self.document.root.StructTreeRoot.K.K
        self.assertEqual(len(parts), self.count)
        for part, file in zip(parts, self.inputs()):
            with pikepdf.open(self.singles[file]) as pdf:
                self.assertEqual((str(part.S), str(part.Lang)), ("/Part", str(pdf.Root.Lang)))
                self.assertEqual(roles(part)[1:], roles(pdf.Root.StructTreeRoot.K)[1:])

    def test_shared_once(self):
        streams = [stream.read_raw_bytes() for stream in self.document.pdf.objects
                   if isinstance(stream, pikepdf.Stream) and ("/Length1" in stream or "/N" in stream or "/Width" in stream)]
        self.assertGreater(len(streams), 4)
        self.assertEqual(len(streams), len(set(streams)))

    def test_same_bytes_again(self):
        again = Path(self.folder.name) / "again.pdf"
        merge(again, self.count, self.files, self.layout, self.separators)
        self.assertEqual(again.read_bytes(), self.path.read_bytes())


def roles(element):
    """The roles of an element and of all below it, in order."""
    found = [str(element.S)]
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += roles(kid)
    return found


class Fifty(Merged):
    separators, count, layout = True, 50, "summary"
    files = [*SAMPLES, *PEOPLE]

    def test_separators(self):
        texts = page_texts(self.path)
        numbers = [(texts[first - 2].strip(), texts[first - 1]) for _, first, _ in self.records()]
        self.assertEqual(numbers, [(str(number + 1), "") for number in range(self.count)])


class Sizes(unittest.TestCase):
    """Different people, so that nothing is shared that would not be in a real batch."""
    count, more = 10, 200

    def test_size_and_memory(self):
        from people import write_people
        with tempfile.TemporaryDirectory() as folder:
            people = write_people(folder, 2001, self.count)
            path = Path(folder) / "merged.pdf"
            few = merge(path, self.count, people)
            content = 0
            for file in people:
                run(MAGREPORT, "render", file, "--brand", "riverside", "-o", f"{folder}/one.pdf")
                with pikepdf.open(f"{folder}/one.pdf") as pdf:
                    content += sum(len(contents.read_raw_bytes()) for page in pdf.pages
                                   for contents in ([page.Contents] if isinstance(page.Contents, pikepdf.Stream) else page.Contents))
            self.assertLessEqual(path.stat().st_size, 2 * content)
            if os.environ.get("WHOLE"):
                many = merge(path, self.more, people)
                self.assertLessEqual(many["peak_kib"] - few["peak_kib"], 1024 + self.more - self.count)


if __name__ == "__main__":
    unittest.main()
