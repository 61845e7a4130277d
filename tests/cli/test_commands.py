#!/usr/bin/python3
"""The commands as a person meets them: what they write, where, with which rights, and how they end."""
import os
import re
import resource
import shlex
import signal
import stat
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
SAMPLES = ROOT / "samples"
ASSESSMENT = "{urn:magreport:assessment:1}"


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


class Commands(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)

    def run_it(self, *arguments, status=0, **options):
        done = subprocess.run([MAGREPORT, *map(str, arguments)], cwd=self.work, capture_output=True, check=False,
                              **options)
        self.assertEqual(done.returncode, status, done.stderr.decode(errors="replace"))
        return done

    def several(self, *ids):
        """A file of several responses: the sample, under other ids."""
        one = (SAMPLES / "response.xml").read_text()
        element = re.search(r"<response .*</response>", one, re.S).group()
        element = element.replace(' xmlns="urn:magreport:response:1" version="1"', "")
        records = [re.sub(r' id="[^"]*"', f' id="{name}"', element, count=1) for name in ids]
        path = self.work / "several.xml"
        path.write_text('<responses xmlns="urn:magreport:response:1" version="1">' + "\n".join(records) + "</responses>\n")
        return path

    def names(self):
        return sorted(str(path.relative_to(self.work)) for path in self.work.rglob("*") if path.is_file())

    def test_default_name_is_the_id_in_this_folder(self):
        self.run_it("render", SAMPLES / "response.xml")
        self.assertEqual(self.names(), ["maria-sample-2026-11-20.pdf"])
        self.assertEqual(mode_of(self.work / "maria-sample-2026-11-20.pdf"), 0o600)

    def test_format_by_option_and_by_name(self):
        form = SAMPLES / "response.xml"
        self.run_it("render", form, "--format=html")
        self.run_it("render", form, "--format", "text")
        self.run_it("render", form, "-o", "a.HTML")
        self.run_it("render", form, "-o", "b.txt")
        self.run_it("render", form, "-o", "c.txt", "--format=pdf")
        self.assertEqual(self.names(), ["a.HTML", "b.txt", "c.txt", "maria-sample-2026-11-20.html",
                                        "maria-sample-2026-11-20.txt"])
        self.assertEqual({mode_of(path) for path in self.work.iterdir()}, {0o600})
        page = (self.work / "a.HTML").read_bytes()
        self.assertTrue(page.startswith(b"<!DOCTYPE html>"))
        self.assertEqual((self.work / "maria-sample-2026-11-20.html").read_bytes(), page)
        self.assertIn("\n====", (self.work / "b.txt").read_text())
        self.assertTrue((self.work / "c.txt").read_bytes().startswith(b"%PDF"))

    def test_formats_of_several_responses(self):
        self.run_it("render", self.several("a", "b"), "--format=html", "-o", "out")
        self.assertEqual(self.names(), ["out/a.html", "out/b.html", "several.xml"])
        self.run_it("render", self.work / "several.xml", "--format=text", "-o", "out/")
        self.assertEqual(self.names(), ["out/a.html", "out/a.txt", "out/b.html", "out/b.txt", "several.xml"])

    def test_unknown_format(self):
        done = self.run_it("render", SAMPLES / "response.xml", "--format=txt", status=64)
        self.assertRegex(done.stderr.decode(), r"E905\]: 'txt' .*--format.*pdf\|html\|text")
        self.assertIn("did you mean 'text'?", done.stderr.decode())
        self.run_it("render", SAMPLES / "response.xml", "--format=xml", status=64)
        self.run_it("score", SAMPLES / "response.xml", "--format=html", status=64)
        self.run_it("preview", SAMPLES / "response.xml", "--format=html", status=64)
        self.assertEqual(self.names(), [])

    def test_standard_input_and_output(self):
        content = (SAMPLES / "response.xml").read_bytes()
        done = self.run_it("render", "-", "-o", "-", input=content)
        self.assertTrue(done.stdout.startswith(b"%PDF-1.7"))
        self.run_it("render", SAMPLES / "response.xml", "-o", "out.pdf")
        self.assertEqual((self.work / "out.pdf").read_bytes(), done.stdout)

    def test_several_responses_need_a_folder(self):
        path = self.several("a", "b")
        self.run_it("render", path, status=64)
        self.run_it("render", path, "-o", "-", status=64)
        (self.work / "file").write_text("mine")
        self.run_it("render", path, "-o", "file", status=64)
        self.assertEqual(self.names(), ["file", "several.xml"])
        self.assertEqual((self.work / "file").read_text(), "mine")

    def test_several_responses_make_a_private_folder(self):
        self.run_it("render", self.several("a", "b", "c"), "-o", "out")
        self.assertEqual(self.names(), ["out/a.pdf", "out/b.pdf", "out/c.pdf", "several.xml"])
        self.assertEqual(mode_of(self.work / "out"), 0o700)
        self.assertEqual({mode_of(path) for path in (self.work / "out").iterdir()}, {0o600})

    def test_names_that_meet_and_paths_in_ids(self):
        self.run_it("render", self.several("a/b", "a:b", "../../x", "A_B"), "-o", "out/")
        names = sorted(path.name for path in (self.work / "out").iterdir())
        self.assertEqual(len(names), 4)
        self.assertIn("a_b.pdf", names)
        self.assertIn("_._.._x.pdf", names)
        self.assertEqual(self.names(), sorted([f"out/{name}" for name in names] + ["several.xml"]))

    def test_nobody_is_given_the_file_of_another(self):
        form = self.work / "form.xml"
        one = (SAMPLES / "response.xml").read_text()
        other = one.replace("Maria Sample", "Another Person")
        corrected = one.replace('item="Q01" value="', 'item="Q01" value="').replace('item="G03" value="0"', 'item="G03" value="1"')
        nameless = re.sub(r' name="[^"]*"', "", re.sub(r' birth-date="[^"]*"', "", one))
        self.assertEqual(len({one, other, corrected, nameless}), 4)
        for options, name in ((["-o", "out/"], "out/maria-sample-2026-11-20.pdf"), ([], "maria-sample-2026-11-20.pdf")):
            def render(text, status=0):
                form.write_text(text)
                done = self.run_it("render", form, *options, status=status)
                self.assertEqual(b"E916]: response 1:" in done.stderr, status != 0)
                return (self.work / name).read_bytes()
            first = render(one)
            self.assertEqual(render(other, 64), first)
            self.assertEqual(render(nameless, 64), first)
            changed = render(corrected)
            self.assertNotEqual(changed, first)
            self.assertEqual(render(one.replace("riverside", "plain")), first)
            (self.work / name).write_bytes(b"%PDF-1.4 a letter")
            self.assertEqual(render(one, 64), b"%PDF-1.4 a letter")
            (self.work / name).unlink()
            first = render(nameless)
            self.assertEqual(render(nameless), first)
            self.assertEqual(render(nameless.replace('item="G03" value="0"', 'item="G03" value="1"'), 64), first)
        self.run_it("render", form, "-o", self.work / name)  # a name that was typed is taken

    def test_one_of_several_refused(self):
        path = self.several("a", "b")
        path.write_text(path.read_text().replace('<answer item="Q01"', "<answer", 1))  # an answer to nothing
        self.run_it("render", path, status=65)
        self.run_it("render", path, "-o", "one.pdf", status=65)
        self.assertEqual([name for name in self.names() if name.endswith(".pdf")], [])
        (self.work / "out").mkdir()
        self.run_it("render", path, "-o", "out", status=65)
        self.assertEqual([name for name in self.names() if name.endswith(".pdf")], ["out/b.pdf"])

    def test_nothing_of_the_questionnaire(self):
        path = self.work / "other.xml"
        path.write_text('<response xmlns="urn:magreport:response:1" version="1" id="x" date="2026-01-01">'
                        '<answer item="PHQ1" value="1"/></response>\n')
        done = self.run_it("score", path, status=65)
        self.assertEqual(done.stdout, b"")
        self.run_it("render", path, status=65)
        self.assertEqual(self.names(), ["other.xml"])
        self.assertIn(b"PHQ1", self.run_it("dump", "--stage=answers", path).stdout)

    def test_score(self):
        document = tree.fromstring(self.run_it("score", self.several("a", "b")).stdout)
        self.assertEqual(document.tag, ASSESSMENT + "assessments")
        self.assertEqual([one.get("response") for one in document], ["a", "b"])
        text = self.run_it("score", "--format=text", SAMPLES / "response.xml").stdout.decode()
        self.assertIn("symptom", text)
        self.assertNotIn("<", text)

    def test_a_line_for_each_response(self):
        """The same as the document says, however many there are."""
        path = self.several("a", "b")
        text = path.read_text()
        broken = '<response id="c"><answer item="Q01" value="3"/><answer item="G01" value="1"/></response>'
        path.write_text(text.replace("</responses>", broken + "</responses>"))
        document = tree.fromstring(self.run_it("score", path).stdout)
        wanted = []
        for number, one in enumerate(document, 1):
            found = {index.get("id"): index for index in one.iter(ASSESSMENT + "index")}
            scores = [index.get(name, "") for index in (found.get("symptom", {}), found.get("risk", {}))
                      for name in ("value", "band")]
            group = one.find(ASSESSMENT + "group")
            gates = " ".join(gate.get("id") for gate in one.iter(ASSESSMENT + "gate"))
            wanted.append("\t".join([str(number), one.get("response"), one.get("status"), *scores,
                                     group.get("id") if group is not None else "", gates]))
        lines = self.run_it("score", "--all", path).stdout.decode()
        self.assertEqual(lines, "\n".join(wanted) + "\n")
        self.run_it("score", "--all", path, "-o", "lines.tsv")
        self.assertEqual((self.work / "lines.tsv").read_text(), lines)
        self.assertEqual(mode_of(self.work / "lines.tsv"), 0o600)
        self.assertEqual(self.names(), ["lines.tsv", "several.xml"])

    def test_lines_of_nothing_leave_no_file(self):
        (self.work / "bad.xml").write_text("<html/>")
        self.run_it("score", "--all", "bad.xml", "-o", "lines.tsv", status=65)
        self.assertEqual(self.names(), ["bad.xml"])
        self.run_it("score", "--all", SAMPLES / "response.xml", "-o", "no/such/lines.tsv", status=74)
        self.run_it("score", "--all", SAMPLES / "response.xml", "-o", self.work, status=74)
        self.run_it("score", "--all", SAMPLES / "response.xml", "-o", "/dev/full", status=75)

    def test_lines_in_the_memory_of_a_few(self):
        """Beside the file itself nothing grows with the number of responses."""
        def peak(count):
            record = '<response id="r{}"><answer item="Q01" value="3"/><answer item="G01" value="0"/></response>'
            path = self.work / "many.xml"
            path.write_text('<responses xmlns="urn:magreport:response:1" version="1">' +
                            "".join(record.format(number) for number in range(count)) + "</responses>")
            process = subprocess.Popen([MAGREPORT, "score", "--all", path, "-o", self.work / "lines.tsv"])
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            self.assertEqual(len((self.work / "lines.tsv").read_text().splitlines()), count)
            return usage.ru_maxrss * 1024 - path.stat().st_size
        if "asan" not in os.environ.get("BUILD", "") and "san" not in os.environ.get("BUILD", ""):
            self.assertLess(peak(20000) - peak(200), 1 << 20)

    def test_ages_count_from_the_date_of_the_response_or_the_option(self):
        form = self.work / "form.xml"
        record = '<response xmlns="urn:magreport:response:1" {}><patient birth-date="2008-11-21"/>' \
                 '<answer item="G01" value="0"/></response>'
        for date, option, under in [("", "2026-11-20", True), ("", "2026-11-21", False), ("", None, False),
                                    ('date="2026-11-20"', "2026-11-21", True)]:
            form.write_text(record.format(date))
            done = self.run_it("score", form, *(["--date", option] if option else []))
            self.assertEqual(b'"under-18"' in done.stdout, under, (date, option))

    def test_other_spellings_of_yes_and_no_are_no_answer(self):
        form = self.work / "form.xml"
        spellings = dict.fromkeys(["yes", "true", "1", " yes ", "Y", "YES", "Yes", "TRUE", "True"], 1)
        spellings.update(dict.fromkeys(["no", "false", "0", "N", "NO", "No", "FALSE"], 0))
        spellings.update(dict.fromkeys(["oui", "y", "n", "2", "-1", "x", "on", "ye", "yes!", "off", "nein", "not", "0.5", "none"]))
        for gate in ("G01", "G02", "G08", "G11"):
            for said, meant in spellings.items():
                form.write_text('<response xmlns="urn:magreport:response:1"><answer item="Q01" value="1"/>'
                                f'<answer item="{gate}" value="{said}"/></response>')
                done = self.run_it("score", form)
                self.assertEqual(f'<gate id="{gate}"'.encode() in done.stdout, meant == 1, said)
                warns = f"W491]: response 1: item {gate}:".encode() in done.stderr
                self.assertEqual(warns, meant is None, (gate, said, done.stderr))
                noted = f'id="refused-value">{gate}'.encode() in done.stdout
                self.assertEqual(noted, meant is None, (gate, said))

    def test_score_only_packs(self):
        for name in ("who5", "gad7", "phq9", "gcs"):
            pack = ROOT / "tests" / "packs" / name
            done = self.run_it("render", "--pack", pack, SAMPLES / "response.xml", status=78)
            self.assertIn(b"E204", done.stderr)

    def test_export_and_use_what_was_exported(self):
        self.run_it("export", "mine")
        self.assertEqual(mode_of(self.work / "mine"), 0o700)
        self.run_it("export", "mine", status=64)
        for folder in ("magnesium", "brands", "schema"):
            for path in (ROOT / "layouts" / folder).rglob("*"):
                if path.is_file():
                    copy = self.work / "mine" / path.relative_to(ROOT / "layouts")
                    self.assertEqual(copy.read_bytes(), path.read_bytes())
        options = ["--brand", "riverside", "-o", "-"]
        ours = self.run_it("render", SAMPLES / "response.xml", *options).stdout
        theirs = self.run_it("render", SAMPLES / "response.xml", "--pack", "mine/magnesium", *options).stdout
        self.assertEqual(ours, theirs)
        by_file = self.run_it("render", SAMPLES / "response.xml", "--brand", "mine/brands/riverside/brand.xml",
                              "--layout", "mine/magnesium/handout.xml", "-o", "-").stdout
        self.assertEqual(ours, by_file)

    def test_no_more_of_the_person_than_needed(self):
        form = self.work / "form.xml"
        one = re.sub(r'(<response\b[^>]*?) id="[^"]*"', r"\1", (SAMPLES / "response.xml").read_text())
        form.write_text(one.replace('name="Maria Sample"', 'name="Zenobia Quill" identifier="MRN-774411"'))
        self.run_it("render", form, "-o", "out/")
        made = list((self.work / "out").iterdir())
        self.assertEqual(len(made), 1)
        self.assertRegex(made[0].name, r"^r-[0-9a-f]{16}\.pdf$")
        described = subprocess.run(["pdfinfo", "-meta", made[0]], capture_output=True, check=True).stdout + \
            subprocess.run(["pdfinfo", made[0]], capture_output=True, check=True).stdout
        text = subprocess.run(["pdftotext", made[0], "-"], capture_output=True, check=True).stdout
        for word in (b"Zenobia", b"Quill", b"774411", b"1958"):
            self.assertNotIn(word, described)
        for word in (b"774411", b"1958", b"March 14"):
            self.assertNotIn(word, text)
        self.assertIn(b"Zenobia Quill", text)

    def test_export_writes_all_or_nothing(self):
        def limited():  # what a full disk does to the first file that is too large for it
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000))
        (self.work / "there").mkdir()
        (self.work / "there" / "mine.txt").write_text("mine")
        (self.work / "there" / "brands").mkdir()
        for name in ("new", "new/", "there"):
            self.run_it("export", name, status=74, preexec_fn=limited)
            self.assertEqual(self.names(), ["there/mine.txt"])
            self.assertEqual([path.name for path in self.work.iterdir()], ["there"])
        self.run_it("export", "new/")
        self.run_it("export", "there")
        self.assertEqual([name.replace("new/", "there/") for name in self.names() if name.startswith("new/")],
                         [name for name in self.names() if name.startswith("there/") and not name.endswith("mine.txt")])
        self.assertFalse([name for name in self.names() if "/." in name or name.startswith(".")])

    def test_scores_and_dumps_are_written_whole_or_not(self):
        def limited():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
        (self.work / "out.xml").write_text("old")
        for command in (["score"], ["dump", "--stage=report"], ["dump", "--stage=pages"], ["render"]):
            self.run_it(*command, SAMPLES / "response.xml", "-o", "out.xml", status=74, preexec_fn=limited)
            self.assertEqual(self.names(), ["out.xml"])
            self.assertEqual((self.work / "out.xml").read_text(), "old")

    def test_everything_of_ours_passes_its_own_check(self):
        files = sorted((ROOT / "layouts").rglob("*.xml")) + [ROOT / "fonts" / "fonts.xml"]
        files += sorted((ROOT / "tests" / "packs").rglob("questionnaire.xml"))
        done = self.run_it("check", *files)
        self.assertEqual(done.stdout, b"")
        self.assertNotIn(b"error", done.stderr)

    def test_samples_can_be_read(self):
        for path in sorted(SAMPLES.glob("*.xml")):
            self.run_it("check", path)

    def test_check_reports_the_faults_of_all_files(self):
        (self.work / "a.xml").write_text("<questionnaire")
        (self.work / "b.xml").write_text('<brand xmlns="urn:magreport:brand:1" version="1"/>')
        done = self.run_it("check", "a.xml", "b.xml", "missing.xml", status=65)
        for name in (b"a.xml:", b"b.xml:", b"missing.xml:"):
            self.assertIn(name, done.stderr)

    def test_schemas(self):
        names = self.run_it("schema").stdout.decode().split()
        self.assertIn("report", names)
        for name in names:
            (self.work / "schema.xsd").write_bytes(self.run_it("schema", name).stdout)
            tree.parse(self.work / "schema.xsd")

    def test_help(self):
        listed = re.findall(r"^  magreport (\w+)", self.run_it("help").stdout.decode(), re.M)
        self.assertEqual(listed, ["render", "check", "score", "dump", "preview", "print", "printers", "batch",
                                  "watch", "questionnaire", "mapping", "export", "schema", "help", "version"])
        for name in listed:
            self.assertEqual(self.run_it("help", name).stdout, self.run_it(name, "--help").stdout)
        self.assertEqual(self.run_it("--help").stdout, self.run_it("help").stdout)
        self.run_it("help", "rendr", status=64)

    def test_version(self):
        text = self.run_it("--version").stdout.decode()
        self.assertRegex(text, r"^magreport \d+\.\d+\.\d+\n")
        for library in ("libharu", "libxml2", "zlib", "libdeflate", "HarfBuzz", "libpng", "libunistring", "nettle"):
            self.assertRegex(text, library + r" \d+\.\d+")
        self.assertIn("optional parts:", text)

    def test_a_full_disk_is_told(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([MAGREPORT, "score", SAMPLES / "response.xml"], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
        self.assertEqual(done.returncode, 75)
        self.assertIn(b"E006", done.stderr)

    def test_what_does_not_fit_on_standard_output_is_taken_back(self):
        """What was in the file before stays; a limit on its size stands for the full disk."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        path = self.work / "out"
        for mode in ("ab", "wb"):
            path.write_bytes(b"before")
            with open(path, mode) as out:
                done = subprocess.run([MAGREPORT, "render", SAMPLES / "response.xml", "-o", "-"], stdout=out,
                                      stderr=subprocess.PIPE, preexec_fn=limit, check=False)
            self.assertEqual(done.returncode, 74, done.stderr)
            self.assertEqual(path.read_bytes(), b"before" if mode == "ab" else b"")

    def test_the_output_never_replaces_what_is_read(self):
        form = self.work / "form.xml"
        form.write_bytes((SAMPLES / "response.xml").read_bytes())
        (self.work / "link.xml").symlink_to("form.xml")
        os.link(form, self.work / "second-name.xml")
        for name in ["form.xml", "./form.xml", "link.xml", "second-name.xml"]:
            for command in [["render"], ["score"], ["dump", "--stage=answers"]]:
                self.run_it(*command, "form.xml", "-o", name, status=64)
        self.run_it("export", "out")
        layout = "out/magnesium/handout.xml"
        self.run_it("render", "form.xml", "--layout", layout, "-o", layout, status=64)
        self.assertEqual(form.read_bytes(), (SAMPLES / "response.xml").read_bytes())

    def test_closed_standard_handles_are_not_taken_by_files(self):
        form = shlex.quote(str(SAMPLES / "name-emoji.xml"))  # one that warns
        for closed, status in [("<&- >&- 2>&-", 0), ("2>&-", 0)]:
            done = subprocess.run(["sh", "-c", f"{shlex.quote(MAGREPORT)} render {form} -o out.pdf {closed}"],
                                  cwd=self.work, check=False)
            self.assertEqual(done.returncode, status)
            self.assertTrue((self.work / "out.pdf").read_bytes().startswith(b"%PDF-1.7"))
        done = subprocess.run(["sh", "-c", f"{shlex.quote(MAGREPORT)} score {form} >&-"], cwd=self.work,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 74)
        self.assertTrue(done.stderr.startswith(b"standard output: error[E005]"), done.stderr)

    def test_pack_files_that_cannot_be_read_are_faults_of_the_pack(self):
        self.run_it("export", "out")
        foods = self.work / "out/magnesium/foods.xml"
        command = ["render", SAMPLES / "response.xml", "-o", "out.pdf", "--pack", "out/magnesium"]
        foods.unlink()
        self.run_it(*command, status=78)
        os.mkfifo(foods)
        self.assertIn(b"foods.xml: error[E002]", self.run_it(*command, status=78).stderr)
        foods.unlink()
        foods.mkdir()
        self.run_it(*command, status=78)
        self.assertFalse((self.work / "out.pdf").exists())

    def test_an_output_folder_that_is_not_there(self):
        self.run_it("render", SAMPLES / "response.xml", "-o", "no/such/folder.pdf", status=74)
        self.assertEqual(self.names(), [])

    def test_messages_hold_nothing_of_the_patient(self):
        text = (SAMPLES / "response.xml").read_text()
        text = text.replace("Maria Sample", "Zyxwv Utsrq").replace('value="1"', 'value="987654"')
        (self.work / "form.xml").write_text(text)
        done = subprocess.run([MAGREPORT, "check", "form.xml"], cwd=self.work, capture_output=True, check=False)
        for secret in (b"Zyxwv", b"Utsrq", b"1958", b"987654", b"maria-sample"):
            self.assertNotIn(secret, done.stderr)


if __name__ == "__main__":
    unittest.main()
