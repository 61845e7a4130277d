#!/usr/bin/python3
"""A name planted in good and hostile files of all formats is found in no message, no name of a file (temporary ones too) and no
process title; only in what was asked for: the handout, the scores, the answers. 120 files; WHOLE=1 takes 1,000.

A command that writes logs or manifests of its own is in COMMANDS with the files that must not hold the name. What is set aside
is the form itself; the reason beside it must not hold the name."""
import ctypes
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import evil

MAGREPORT = os.environ["MAGREPORT"]
COUNT = 1000 if os.environ.get("WHOLE") else 40 if "asan" in os.environ["BUILD"] else 120
NAME = b"Zyxwquorba"
SAMPLES = [evil.ROOT / "samples" / name for name in ("response.xml", "response-fhir.xml", "response-odm.xml", "response-openrosa.xml")]

# name, words, whether standard output was asked for, patterns of files in the output folder that must not hold the name
COMMANDS = (
    ("render", lambda form, out: ["render", form, "-o", f"{out}/handout.pdf"], False, ()),
    ("render to a folder", lambda form, out: ["render", form, "-o", out], False, ()),
    ("render as text", lambda form, out: ["render", form, "-o", f"{out}/handout.txt"], False, ()),
    ("render to standard output", lambda form, out: ["render", form, "-o", "-"], True, ()),
    ("score", lambda form, out: ["score", form], True, ()),
    ("score --all", lambda form, out: ["score", "--all", form, "-o", f"{out}/scores.tsv"], False, ()),
    ("dump", lambda form, out: ["dump", "--stage=answers", form], True, ()),
    ("dump of pages", lambda form, out: ["dump", "--stage=pages", form, "-o", f"{out}/pages.txt"], False, ()),
    ("mapping", lambda form, out: ["mapping", form, "-o", f"{out}/mine.xml"], False, ()),
    ("batch", lambda form, out: ["batch", form, "-o", out, "-j", "2", "--name", "{ordinal}", "--layout", "slip"], False,
     ("manifest.ndjson", "set-aside/*.txt", ".magreport*")),
    ("batch by id", lambda form, out: ["batch", form, "-o", out, "-j", "1", "--layout", "slip"], False, ("set-aside/*.txt",)),
    ("batch, merged and packed", lambda form, out: ["batch", form, "-o", out, "-j", "1", "--name", "{ordinal}", "--layout", "slip",
                                                    "--merge", "all.pdf", "--separators", "--zip", "all.zip"], False,
     ("manifest.ndjson", "set-aside/*.txt")),
    ("check", lambda form, out: ["check", form], False, ()),
)


def plant(rng, data):
    """Puts the name where people put names, and where nobody does."""
    places = (
        lambda d: d.replace(b"Maria", NAME).replace(b"Sample", NAME),
        lambda d: replace_one(rng, d, rb'value="[^"]*"', b'value="' + NAME + b'"'),
        lambda d: replace_one(rng, d, rb'(id|uri|OID|Key|linkId)="[^"]*"', b'id="' + NAME + b'"'),
        lambda d: replace_one(rng, d, rb"<(\w+)", b"<" + NAME),
        lambda d: replace_one(rng, d, rb'="[^"]*"', b'="' + NAME + b'"'),
        lambda d: replace_one(rng, d, rb">\s*<", b">" + NAME + b"<"),
        lambda d: replace_one(rng, d, rb">\s*<", b"><!-- " + NAME + b" --><"),
        lambda d: replace_one(rng, d, rb">\s*<", b"><?" + NAME + b" " + NAME + b"?><"),
        lambda d: replace_one(rng, d, rb"xmlns", b"xmlns:" + NAME),
        lambda d: replace_one(rng, d, rb"UTF-8", NAME),
        lambda d: b'<?xml version="1.0"?><!DOCTYPE ' + NAME + b' SYSTEM "' + NAME + b'"><' + NAME + b"/>",
        lambda d: replace_one(rng, d, rb">\s*<", b">&" + NAME + b";<"),
        lambda d: replace_one(rng, d, rb'date="[^"]*"|authored value="[^"]*"', b'date="' + NAME + b'"'),
    )
    data = places[0](data)
    for _ in range(rng.randrange(4)):
        data = rng.choice(places)(data)
    return data


def replace_one(rng, data, pattern, new):
    found = list(re.finditer(pattern, data))
    if not found:
        return data
    one = rng.choice(found)
    return data[:one.start()] + new + data[one.end():]


def damage(rng, data):
    kind = rng.randrange(6)
    at = rng.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
    if kind == 2:
        return data[:at] + data[at:at + 200] * 3 + data[at + 200:]
    if kind == 3:
        return data.decode(errors="replace").encode("utf-16")
    return data


class Names:
    """Names of files that appear in folders, however briefly (inotify)."""
    APPEARS = 0x100 | 0x40 | 0x80  # created, moved from, moved to

    def __init__(self, *folders):
        libc = ctypes.CDLL(None, use_errno=True)
        self.handle = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder in folders:
            if libc.inotify_add_watch(self.handle, os.fsencode(folder), self.APPEARS) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def seen(self):
        names = []
        while True:
            try:
                data = os.read(self.handle, 65536)
            except BlockingIOError:
                return names
            while data:
                size = struct.unpack_from("iIII", data)[3]
                names.append(data[16:16 + size].rstrip(b"\0"))
                data = data[16 + size:]


def titles(pid):
    """What others see of the process and its workers."""
    workers = children(pid)
    for one in {pid, *workers, *(below for worker in workers for below in children(worker))}:
        for file in ("cmdline", "comm"):
            try:
                yield Path(f"/proc/{one}/{file}").read_bytes()
            except OSError:
                pass


def children(pid):
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def run(words, environment, watched):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([MAGREPORT, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=environment)
        seen = set()
        while watched and process.poll() is None:
            seen.update(titles(process.pid))
        process.wait()
        out.seek(0)
        errors.seek(0)
        return process.returncode, out.read(), errors.read(), seen


def leaks(command, form, folder, environment, watched):
    name, words, is_asked, private = command
    out = folder / "out"
    names = Names(out, folder / "tmp")
    status, text, errors, seen = run(words(str(form), str(out)), environment, watched)
    places = {"message": errors, "title": b"\n".join(seen)}
    if not is_asked:
        places["standard output"] = text
    # A file in a folder that was asked for bears its response's id: the name of the PDF is what the form says.
    by_id = name in ("render to a folder", "batch by id")
    names_seen = names.seen() + [os.fsencode(path.relative_to(out)) for path in out.rglob("*")]
    os.close(names.handle)
    places["file name"] = b"\n".join(one for one in names_seen if not (by_id and one.endswith(b".pdf")))
    for pattern in private:
        for path in out.glob(pattern):
            places[path.name] = path.read_bytes()
    for place, data in places.items():
        if NAME.lower() in data.lower():
            yield f"{name}: in a {place}: {data[:300]!r}"
    if status not in (0, 64, 65, 66):
        yield f"{name}: exit status {status}: {errors[:300]!r}"
    for left in (folder / "tmp").iterdir():
        yield f"{name}: left behind: {left.name}"
    for path in out.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def count_settled(hot):
    return len([path for name in ("done", "set-aside") for path in (hot / name).glob("**/*.xml*")])


def check_watch(folder, rng, environment):
    """A hot folder with many: what it says, what it is called, and the names of all files that it leaves."""
    hot, out, seen = folder / "hot", folder / "printed", set()
    hot.mkdir()
    count = COUNT // 8
    for number in range(count):
        data = plant(rng, rng.choice(SAMPLES).read_bytes())
        (hot / f"form-{number}.xml").write_bytes(damage(rng, data) if number % 3 else data)
    words = ["watch", hot, "-o", out, "-j", "1", "--name", "{ordinal}", "--layout", "slip", "--rescan", "1"]
    with open(folder / "watch.log", "w+b") as log:
        process = subprocess.Popen([MAGREPORT, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
        ends = time.monotonic() + 60 + COUNT
        while process.poll() is None and time.monotonic() < ends and count_settled(hot) < count:
            seen.update(titles(process.pid))
            time.sleep(0.01)
        process.terminate()
        status = process.wait()
    if status != 0 or count_settled(hot) < count:
        yield f"watch: exit status {status}, {count_settled(hot)} files of {count} done or set aside"
    paths = [path for top in (hot, out, folder / "tmp") for path in top.rglob("*")]
    places = {"message": (folder / "watch.log").read_bytes(), "title": b"\n".join(seen),
              "file name": b"\n".join(os.fsencode(path) for path in paths)}
    places.update((path.name, path.read_bytes()) for path in paths if path.suffix in (".txt", ".ndjson"))
    for place, data in places.items():
        if NAME.lower() in data.lower():
            yield f"watch: in a {place}: {data[:300]!r}"


def main():
    rng = random.Random(20261122)
    passed = failed = in_handouts = 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "out").mkdir()
        (folder / "tmp").mkdir()
        environment = dict(os.environ, TMPDIR=str(folder / "tmp"))
        for number in range(COUNT):
            data = plant(rng, rng.choice(SAMPLES).read_bytes())
            form = folder / "form.xml"
            form.write_bytes(damage(rng, data) if number % 3 else data)
            command = COMMANDS[number % len(COMMANDS)]
            faults = list(leaks(command, form, folder, environment, number % 5 == 0))
            passed += not faults
            failed += bool(faults)
            for fault in faults:
                (Path("/tmp") / f"planted-{number}.xml").write_bytes(form.read_bytes()) if os.environ.get("KEEP") else None
                print(f"file {number}: {fault}")
        faults = list(check_watch(folder, rng, environment))
        passed += not faults
        failed += bool(faults)
        print("".join(f"{fault}\n" for fault in faults), end="")
        # The name was there to be found.
        (folder / "form.xml").write_bytes(SAMPLES[0].read_bytes().replace(b"Maria", NAME))
        text = run(["dump", "--stage=answers", str(folder / "form.xml")], environment, False)[1]
        in_handouts = NAME in text
    passed += in_handouts
    failed += not in_handouts
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
