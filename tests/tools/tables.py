#!/usr/bin/python3
"""Writes what is printed from the tables in the sources: layout.xsd, brand.xsd, and two tables of README.md.

usage: tables.py [--check] BUILD

In README.md each table stands between the comments <!-- begin NAME --> and <!-- end NAME -->. --check changes nothing
and names what is not as the program prints it.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMAS = {"layout": ROOT / "layouts" / "schema" / "layout.xsd", "brand": ROOT / "layouts" / "schema" / "brand.xsd"}
README = ROOT / "README.md"
TABLES = ("table", "functions")


def printed(build, name):
    driver = Path(build).resolve() / "tests" / "tools" / "elements_driver"
    return subprocess.run([driver, name], check=True, capture_output=True, text=True).stdout


def with_table(text, name, table):
    """The text with the table in its place, ValueError if it has no such place."""
    place = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->\n)", re.S)
    if len(place.findall(text)) != 1:
        raise ValueError(f"no place for {name}")
    return place.sub(lambda found: f"{found.group(1)}\n{table}\n{found.group(2)}", text)


def wanted(build):
    """Path -> the text that it should have."""
    files = {path: printed(build, name) for name, path in SCHEMAS.items()}
    text = README.read_text(encoding="utf-8")
    for name in TABLES:
        text = with_table(text, name, printed(build, name))
    files[README] = text
    return files


def main(arguments):
    is_check = arguments[:1] == ["--check"]
    stale = 0
    for path, text in wanted(arguments[-1]).items():
        if path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if not is_check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {'not as printed: run make tables' if is_check else 'written'}")
    return 1 if is_check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
