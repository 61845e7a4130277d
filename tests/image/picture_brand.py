"""A brand with one picture, and layouts that print it."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = Path(os.environ.get("MAGREPORT", ROOT / "build/magreport"))
RESPONSE = ROOT / "samples" / "emergency.xml"
MARGIN_PT = 72

BRAND = (ROOT / "layouts/brands/plain/brand.xml").read_text(encoding="utf-8")
LAYOUT = """<layout xmlns="urn:magreport:layout:1" version="1" name="test" title="Test" language="en-US">
  <page name="only" margin-top="72pt" margin-right="72pt" margin-bottom="72pt" margin-left="72pt"/>
  <flow page="only">{body}</flow>
</layout>
"""


def write_brand(folder, picture):
    """brand.xml in folder for a picture there."""
    path = Path(folder) / "brand.xml"
    image = f'<image name="logo" file="{picture}"/>\n</brand>'
    path.write_text(BRAND.replace("</brand>", image), encoding="utf-8")
    return path


def write_layout(folder, body):
    path = Path(folder) / "layout.xml"
    path.write_text(LAYOUT.format(body=body))
    return path


def magreport(*words, seconds=120):
    return subprocess.run([str(MAGREPORT), *map(str, words)], capture_output=True, timeout=seconds, check=False)


def produce(folder, picture, body, *command):
    """Standard output of a command on a response with that brand and layout."""
    brand, layout = write_brand(folder, picture), write_layout(folder, body)
    done = magreport(*command, RESPONSE, "--brand", brand, "--layout", layout)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout
