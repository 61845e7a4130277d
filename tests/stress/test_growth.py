#!/usr/bin/python3
"""A document of 1,000 pages costs at most 11 times one of 100, in processor time and in memory, with all that a document
may hold: headings, running heads, links, tables, lists, columns, charts, footers with the number of pages.

Time is the least of several runs, of the whole program; from memory what a program with nothing to print takes is taken
off, so that it does not hide growth. A document of one long table, one of one long paragraph and one long column are each asked for themselves.
"""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from layouts import HEAD, Words, layout, p, page, repeat, row, table
from measured import render

FEW, MANY = 100, 1000
TIMES_MOST = 11
RUNS = 3
NOTHING_MB = 2  # what allocation in blocks may add
REGIONS = ('<header top="8mm"><p>{$section}</p></header>'
           '<footer bottom="8mm" height="8mm"><p>Page {$page} of {$pages}</p></footer>')


def one_page(words, number, count):
    list_items = repeat(4, lambda _: f"<item>{words(6)}</item>")
    chart = ('<chart kind="bars" select="/report/*[position() &lt; 4]" value="position()" label="{name()}" text="{position()}" '
             'max="9" alt="Three bars"/>')
    spans = f'<row><cell rows="3">{words(3)}</cell><cell>{words(5)}</cell></row>' + repeat(
        2, lambda _: f"<row><cell>{words(5)}</cell></row>")
    return (f'<h level="1" name="place{number}">{words(3)}</h>{p(words, 30)}<h level="2">{words(2)}</h>'
            f'<list kind="number">{list_items}</list>{table(spans, 2, HEAD)}'
            f'<columns widths="1fr 1fr">{p(words, 20)}<box role="note">{p(words, 12)}</box></columns>{chart}'
            f'<p><link href="#place{number * 7 % count}">{words(4)}</link></p><break/>')


def mixed(count):
    words = Words()
    return layout(repeat(count, lambda number: one_page(words, number, count)), page(regions=REGIONS))


def long_table(count):
    words = Words()
    return layout(table(repeat(27 * count, lambda _: row(words(2), words(4))), 2, HEAD))


def long_paragraph(count):
    words = Words()
    return layout(p(words, 575 * count))


def long_column(count):
    words = Words()
    return layout(f'<columns widths="1fr 2fr">{p(words)}<box>{repeat(17 * count, lambda _: p(words))}</box></columns>')


@unittest.skipIf("asan" in os.environ.get("BUILD", ""), "figures of another program")
class Growth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.holder.name)
        cls.nothing_mb = cls.cost("nothing", layout(""))[1]

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def cost(cls, name, source):
        """Least seconds, least peak in MB, and pages."""
        file, pdf = cls.folder / f"{name}.xml", cls.folder / f"{name}.pdf"
        file.write_text(source)
        runs = [render(file, pdf) for _ in range(RUNS)]
        if any(run.status != 0 for run in runs):
            raise RuntimeError(runs[0].messages[:2000])
        facts = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        return (min(run.seconds for run in runs), min(run.memory_kb for run in runs) / 1024,
                int(re.search(r"Pages:\s+(\d+)", facts)[1]))

    def check(self, make):
        few, many = (self.cost(make.__name__, make(count)) for count in (FEW, MANY))
        self.assertGreater(many[2], 0.9 * MANY)
        times = many[2] / few[2] * TIMES_MOST * FEW / MANY
        seconds, memory = (few[0], many[0]), (few[1] - self.nothing_mb, many[1] - self.nothing_mb)
        print(f"{make.__name__}: {few[2]} and {many[2]} pages, {seconds[0]:.2f} and {seconds[1]:.2f} s, "
              f"{memory[0]:.1f} and {memory[1]:.1f} MB")
        self.assertLessEqual(seconds[1], times * seconds[0])
        self.assertLessEqual(memory[1], times * memory[0] + NOTHING_MB)

    def test_mixed(self):
        self.check(mixed)

    def test_long_table(self):
        self.check(long_table)

    def test_long_paragraph(self):
        self.check(long_paragraph)

    def test_long_column(self):
        self.check(long_column)


if __name__ == "__main__":
    unittest.main()
