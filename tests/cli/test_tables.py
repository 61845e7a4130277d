#!/usr/bin/python3
"""The schemas and the README hold exactly what is printed from the tables in the sources."""
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
import tables  # noqa: E402 pylint: disable=wrong-import-position

BUILD = os.environ["BUILD"]


class Tables(unittest.TestCase):
    def test_files_are_as_printed(self):
        for path, text in tables.wanted(BUILD).items():
            with self.subTest(path.name):
                self.assertEqual(path.read_text(encoding="utf-8"), text, "run make tables")

    def test_a_stale_table_is_seen(self):
        """Or the test above could not fail."""
        text = "<!-- begin table -->\nold\n<!-- end table -->\n"
        self.assertNotEqual(tables.with_table(text, "table", "new"), text)
        self.assertRaises(ValueError, tables.with_table, text, "functions", "new")

    def test_tables_are_markdown(self):
        """Each row has as many cells as its head."""
        for name in tables.TABLES:
            rows = [line for line in tables.printed(BUILD, name).splitlines() if line.startswith("|")]
            self.assertGreater(len(rows), 3)
            for row in rows:
                self.assertEqual(row.count("|"), rows[0].count("|"), row)


if __name__ == "__main__":
    unittest.main()
