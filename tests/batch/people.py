"""Responses of invented people for the tests of batch: the sample with other ids, names and answers."""
import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = (ROOT / "samples" / "response.xml").read_text()
RECORD = re.search(r"<response .*</response>", SAMPLE, re.S).group()


def record(number, seed=1):
    """One <response> with its namespace; each number is another person."""
    chance = random.Random(seed * 1000003 + number)
    text = re.sub(r' id="[^"]*"', f' id="r{number:05d}"', RECORD, count=1)
    text = text.replace("Maria Sample", f"Zyxwina Planted{number}")

    def other(match):
        return f'{match.group(1)}{chance.randint(0, 3)}{match.group(3)}'
    return re.sub(r'(<answer item="Q(?:0[1-9]|1[0-9])"[^>]*value=")(\d)(")', other, text)


def bundle(numbers):
    """One file of several."""
    records = [record(number).replace(' xmlns="urn:magreport:response:1" version="1"', "") for number in numbers]
    return '<responses xmlns="urn:magreport:response:1" version="1">\n' + "\n".join(records) + "\n</responses>\n"


def write_files(folder, numbers):
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in numbers:
        path = folder / f"form-{number:05d}.xml"
        path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + record(number) + "\n")
        paths.append(path)
    return paths


def manifest(folder, name="manifest.ndjson"):
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def without_times(lines):
    """What two runs must agree on."""
    kept = []
    for line in lines:
        line = dict(line)
        del line["ms"]
        line["status"] = {"already": "done"}.get(line["status"], line["status"])
        kept.append(line)
    return kept


def results(folder):
    """Name -> bytes of everything that can be seen, but the manifest."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".") and path.name != "manifest.ndjson"}


def hidden(folder):
    return sorted(path.name for path in folder.rglob(".*") if not path.name.endswith(".lock"))
