#!/usr/bin/python3
"""print, printers and render -P against a print system of the test's own (rig.py) and printers that misbehave (fake.py).

What is expected of a failure: the message, the exit status, no job left in the queue, and the PDF kept, readable by its
owner alone, under a name without anything of the patient. make check runs this once with the plain build; with WHOLE=1
also all of it as an ordinary user, and the slow cases.
"""
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import fake
import rig as rigs

ROOT = Path(__file__).resolve().parent.parent.parent
MAGREPORT = os.environ["MAGREPORT"]
SAMPLE = str(ROOT / "samples" / "response.xml")
IS_WHOLE = os.environ.get("WHOLE") == "1"
IS_SANITIZED = "asan" in os.environ.get("BUILD", "")
NOBODY = 65534
PATIENT = "Meadows"  # in the name of the file


def page_count(path):
    return int(subprocess.run(["qpdf", "--show-npages", str(path)], capture_output=True, text=True,
                              check=True).stdout)


def page_size(path):
    """Of the first page, in whole points."""
    text = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    return tuple(round(float(number)) for number in re.search(r"Page size: +([\d.]+) x ([\d.]+)", text).groups())


class Case(unittest.TestCase):
    """With an empty folder to work in."""
    environment = dict(os.environ, CUPS_SERVER="127.0.0.1:1", HOME="/nonexistent")
    as_user = None

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.work = Path(holder.name)
        if self.as_user is not None:
            os.chown(self.work, self.as_user, self.as_user)
        self.form = self.work / f"{PATIENT}.xml"
        shutil.copy(SAMPLE, self.form)
        self.form.chmod(0o644)

    def command(self, *arguments):
        drop = [] if self.as_user is None else ["setpriv", f"--reuid={self.as_user}", f"--regid={self.as_user}",
                                                "--clear-groups"]
        return [*drop, MAGREPORT, *arguments]

    def run_magreport(self, *arguments, stdin=None, environment=None):
        source = open(stdin, "rb") if stdin else subprocess.DEVNULL
        try:
            return subprocess.run(self.command(*arguments), cwd=self.work, env=environment or self.environment,
                                  stdin=source, capture_output=True, text=True, timeout=120, check=False)
        finally:
            if stdin:
                source.close()

    def print_form(self, printer, *arguments):
        return self.run_magreport("print", self.form.name, "--date", "2026-11-20", "-P", printer, *arguments)

    def expect(self, done, status, *ids):
        said = re.findall(r"\[([EWN]\d{3})\]", done.stderr)
        self.assertEqual(done.returncode, status, done.stderr)
        for wanted in ids:
            self.assertIn(wanted, said, done.stderr)
        self.assertFalse([found for found in said if found[0] == "E" and found not in ids], done.stderr)
        self.assertEqual(done.stdout, "")

    def expect_kept(self, folder=".", count=1):
        kept = sorted((self.work / folder).glob("*.pdf"))
        self.assertEqual(len(kept), count)
        for path in kept:
            self.assertRegex(path.name, r"^unprinted-[0-9a-f]{12}\.pdf$")
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertGreater(page_count(path), 1)

    def expect_failure(self, done, status, *ids):
        self.expect(done, status, *ids, "N642")
        self.expect_kept()


class WithoutServer(Case):
    """What needs no print system."""

    def test_no_print_server(self):
        self.expect_failure(self.print_form("desk"), 75, "E643")
        self.expect(self.run_magreport("printers"), 75, "E643")

    def test_nothing_at_the_address(self):
        done = self.run_magreport("print", self.form.name, "-P", "ipp://127.0.0.1:1/ipp/print", "--keep", "kept")
        self.expect(done, 75, "E644", "N642")
        self.expect_kept("kept")
        self.assertEqual(stat.S_IMODE((self.work / "kept").stat().st_mode), 0o700)

    def test_no_libcups(self):
        (self.work / "libcups.so.2").touch()
        done = self.run_magreport("print", self.form.name, "-P", "desk",
                                  environment=dict(self.environment, LD_LIBRARY_PATH=str(self.work)))
        self.expect_failure(done, 64, "E657")
        version = self.run_magreport("--version", environment=dict(self.environment, LD_LIBRARY_PATH=str(self.work)))
        self.assertIn("printing no", version.stdout)
        self.assertRegex(self.run_magreport("--version").stdout, r"printing CUPS 2\.\d")

    def test_wrong_numbers(self):
        for words in (["--copies", "0"], ["--copies", "100"], ["--wait", "x"], ["--sides", "both"]):
            self.expect(self.run_magreport("print", "a.pdf", "-P", "desk", *words), 64, "E905")

    def test_every_file_is_tried(self):
        done = self.run_magreport("print", "gone.xml", self.form.name, "-P", "ipp://127.0.0.1:1/ipp/print")
        self.expect(done, 66, "E001", "E644", "N642")


class WithFake(Case):
    """Printers that misbehave."""

    def test_few_copies(self):
        with fake.Fake({"copies-supported": ("range", (1, 1))}) as printer:
            self.expect_failure(self.print_form(printer.address, "--copies", "2"), 64, "E647")
            self.assertNotIn(fake.CREATE_JOB, printer.asked)

    def test_no_pdf(self):
        with fake.Fake({"document-format-supported": ("mime", ["image/pwg-raster", "image/jpeg"])}) as printer:
            self.expect_failure(self.print_form(printer.address), 64, "E648")

    def test_not_allowed(self):
        with fake.Fake(answer={fake.CREATE_JOB: fake.FORBIDDEN}) as printer:
            self.expect_failure(self.print_form(printer.address), 74, "E649")

    def test_broken_off(self):
        for way in (fake.DEVICE_ERROR, "close"):
            with fake.Fake(answer={fake.SEND_DOCUMENT: way}, states=[fake.CANCELED]) as printer:
                self.expect_failure(self.print_form(printer.address), 75, "E650")
                self.assertIn(fake.CANCEL_JOB, printer.asked)

    def test_busy_then_free(self):
        answers = [fake.BUSY, fake.OK]
        with fake.Fake(answer={fake.CREATE_JOB: lambda _: answers.pop(0)}) as printer:
            self.expect(self.print_form(printer.address), 0, "N640")

    def test_busy(self):
        with fake.Fake(answer={fake.CREATE_JOB: fake.BUSY}) as printer:
            self.expect_failure(self.print_form(printer.address, "--wait", "1"), 75, "E658")

    def test_somebody_cancels(self):
        with fake.Fake(states=[fake.PROCESSING, fake.CANCELED]) as printer:
            self.expect_failure(self.print_form(printer.address), 75, "E654")

    def test_cancelling_too_late(self):
        """A job that is done when it is to be cancelled has been sent, once."""
        with fake.Fake(states=[fake.PROCESSING]) as printer:
            printer.answer[fake.CANCEL_JOB] = lambda _: printer.states.insert(0, fake.COMPLETED) or 0x0404
            printer.states = [fake.PROCESSING]
            done = self.print_form(printer.address, "--wait", "1")
        self.expect(done, 0, "N640")
        self.assertEqual(list(self.work.glob("*.pdf")), [])

    def test_a_stopped_job_of_a_stopped_printer_waits(self):
        with fake.Fake({"printer-state": ("enum", 5), "printer-state-reasons": ("keyword", "media-jam-error")},
                       states=[fake.STOPPED, fake.STOPPED, fake.COMPLETED]) as printer:
            done = self.print_form(printer.address)
        self.expect(done, 0, "N641", "N640")
        self.assertIn("says: paper jam", done.stderr)

    @unittest.skipUnless(IS_WHOLE, "slow")
    def test_cancelling_unconfirmed(self):
        with fake.Fake(states=[fake.PROCESSING]) as printer:
            self.expect_failure(self.print_form(printer.address, "--wait", "1"), 75, "E651", "W640")

    @unittest.skipUnless(IS_WHOLE, "slow")
    def test_silence(self):
        """A printer that takes the request and says nothing."""
        with fake.Fake(answer={fake.GET_PRINTER: lambda _: time.sleep(20) or "close"}) as printer:
            start = time.monotonic()
            self.expect_failure(self.print_form(printer.address, "--wait", "2"), 75, "E650")
            self.assertLess(time.monotonic() - start, 15)


class WithRig(Case):
    """A queue and its printer, both directly and through the queue."""
    rig = None

    @classmethod
    def setUpClass(cls):
        cls.rig = rigs.Rig()
        cls.rig.__enter__()
        cls.environment = cls.rig.environment
        cls.rig.add_queue("desk")

    @classmethod
    def tearDownClass(cls):
        cls.rig.__exit__(None, None, None)

    def setUp(self):
        super().setUp()
        self.rig.forget_received()
        self.rig.set_mode("")
        self.reference = self.work / "reference"

    def expect_queue_empty(self):
        self.assertEqual(self.rig.waiting_jobs(), [])

    def received(self, count=1):
        """What the printer got; a job is out a moment after the queue has given it away."""
        end = time.monotonic() + 10
        while len(self.rig.received()) < count and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(len(self.rig.received()), count)
        return self.rig.received()

    def render(self, *arguments):
        self.run_magreport("render", self.form.name, "--date", "2026-11-20", "-o", "reference", "--format=pdf",
                           *arguments)
        return self.reference.read_bytes()

    def test_directly(self):
        wanted = self.render("--paper", "a4")
        done = self.print_form(self.rig.address, "--paper", "a4", "--copies", "2", "--sides", "long", "--color",
                               "gray", "--tray", "main")
        self.expect(done, 0, "N640", "W641")
        job, = self.received()
        self.assertEqual(job.pdf.read_bytes(), wanted)
        options = job.options
        self.assertEqual(options["IPP_COPIES"], "2")
        self.assertEqual(options["IPP_SIDES"], "two-sided-long-edge")
        self.assertEqual(options["IPP_PRINT_COLOR_MODE"], "monochrome")
        self.assertEqual(options["IPP_MULTIPLE_DOCUMENT_HANDLING"], "separate-documents-collated-copies")
        self.assertIn("x-dimension=21000 y-dimension=29700", options["IPP_MEDIA_COL"])
        self.assertIn("media-source=main", options["IPP_MEDIA_COL"])
        self.assertEqual(options["IPP_JOB_NAME"], "magreport handout 1")

    def test_through_the_queue(self):
        papers = (("a4", (21000, 29700)), ("letter", (21590, 27940)))
        for paper, size in papers if IS_WHOLE else papers[:1]:
            self.rig.forget_received()
            self.render("--paper", paper)
            done = self.print_form("desk", "--paper", paper, "--copies", "3", "--sides", "short", "--tray", "main")
            self.expect(done, 0, "N640")
            job, = self.received()
            self.assertEqual(page_count(job.pdf), page_count(self.reference))
            self.assertEqual(page_size(job.pdf), page_size(self.reference))
            self.assertEqual(job.options["IPP_COPIES"], "3")
            self.assertEqual(job.options["IPP_SIDES"], "two-sided-short-edge")
            self.assertIn("x-dimension=%d y-dimension=%d" % size, job.options["IPP_MEDIA_COL"])
            self.assertIn("media-source=main", job.options["IPP_MEDIA_COL"])
        self.assertEqual([path.name for path in self.work.glob("*.pdf")], [])

    def test_the_printer_decides_what_nothing_says(self):
        """Nothing that was not asked for is sent to a printer; a queue's own settings hold."""
        self.expect(self.print_form(self.rig.address), 0, "N640")
        job, = self.received()
        for name in ("IPP_COPIES", "IPP_SIDES", "IPP_PRINT_COLOR_MODE", "IPP_MEDIA_COL"):
            self.assertNotIn(name, job.options)
        self.assertEqual(job.options["IPP_MEDIA"], "na_letter_8.5x11in")
        self.rig.forget_received()
        self.rig.add_queue("two-sided")
        self.rig.make_two_sided("two-sided")
        self.expect(self.print_form("two-sided"), 0, "N640")
        self.assertEqual(self.received()[0].options["IPP_SIDES"], "two-sided-long-edge")
        self.rig.forget_received()
        self.expect(self.print_form("two-sided", "--sides", "one"), 0, "N640")
        self.assertEqual(self.received()[0].options["IPP_SIDES"], "one-sided")

    def test_files_of_both_kinds(self):
        """Each response and each PDF is a job of its own; a PDF is not changed."""
        self.render("--paper", "a4")
        response = re.search(r"<response .*</response>", self.form.read_text(), re.S).group(0)
        again = re.sub(r' id="[^"]*"', ' id="second"', response, count=1)
        self.form.write_text(f'<responses xmlns="urn:magreport:response:1" version="1">{response}{again}</responses>')
        done = self.run_magreport("print", "reference", self.form.name, "-P", self.rig.address)
        self.expect(done, 0, "N640")
        jobs = self.received(3)
        self.assertEqual(jobs[0].pdf.read_bytes(), self.reference.read_bytes())
        self.assertEqual([job.options["IPP_JOB_NAME"] for job in jobs], [f"magreport handout {i}" for i in (1, 2, 3)])

    def test_nothing_of_the_patient(self):
        """Neither in the job's attributes nor in the server's logs; the account is the program's."""
        words = re.findall(r'(?:family|given|name|birth-date|id)="([^"]{3,})"', self.form.read_text())
        self.assertTrue(words)
        self.expect(self.print_form("desk"), 0, "N640")
        options = json.dumps(self.received()[0].options)
        logs = "".join(path.read_text(errors="replace") for path in (self.rig.folder / "log").iterdir())
        for word in {*words, PATIENT}:
            self.assertNotIn(word, options)
            self.assertNotIn(word, logs)

    def test_render_and_print(self):
        done = self.run_magreport("render", self.form.name, "-o", "out.pdf", "-P", self.rig.address)
        self.expect(done, 0, "N640")
        self.assertEqual(self.received()[0].pdf.read_bytes(), (self.work / "out.pdf").read_bytes())
        done = self.run_magreport("render", self.form.name, "-o", "kept.pdf", "-P", "nosuch")
        self.expect(done, 64, "E640")
        self.assertEqual((self.work / "kept.pdf").read_bytes(), (self.work / "out.pdf").read_bytes())

    def test_standard_input(self):
        self.render()
        done = self.run_magreport("print", "-", "-P", self.rig.address, stdin=self.reference)
        self.expect(done, 0, "N640")
        self.assertEqual(self.received()[0].pdf.read_bytes(), self.reference.read_bytes())
        self.expect_failure(self.run_magreport("print", "-", "-P", "nosuch", stdin=self.reference), 64, "E640")

    def test_unknown_queue(self):
        self.expect_failure(self.print_form("nosuch"), 64, "E640")

    def test_default_printer(self):
        if os.getuid() != 0 or self.as_user is None:
            environment = dict(self.environment)
            environment.pop("PRINTER", None)
            done = self.run_magreport("print", self.form.name)
            self.expect_failure(done, 64, "E641")
        self.rig.admin("lpadmin", "-d", "desk")
        try:
            self.expect(self.run_magreport("print", self.form.name), 0, "N640")
            self.assertRegex(self.run_magreport("printers").stdout, r"(?m)^\* desk ")
        finally:
            self.rig.admin("lpadmin", "-x", "desk")
            self.rig.add_queue("desk")

    def test_what_the_printer_lacks(self):
        for printer in (self.rig.address, "desk"):
            for words in (["--paper", "a5"], ["--tray", "tray-9"], ["--color", "color"]):
                done = self.print_form(printer, *words, "--keep", "kept")
                self.expect(done, 64, "E646", "N642")
                self.assertIn("it has: ", done.stderr)
        self.expect_queue_empty()
        self.assertEqual(self.rig.received(), [])

    def test_rejecting(self):
        self.rig.admin("cupsreject", "desk")
        try:
            self.expect_failure(self.print_form("desk"), 75, "E645")
            self.assertIn("takes no jobs", self.run_magreport("printers", "desk").stdout)
        finally:
            self.rig.admin("cupsaccept", "desk")
        self.expect_queue_empty()

    def test_disabled(self):
        self.rig.admin("cupsdisable", "desk")
        try:
            done = self.print_form("desk", "--wait", "1")
            self.expect_failure(done, 75, "E651", "N641")
            self.assertIn("switched off in the print system", done.stderr)
            self.assertIn("stopped", self.run_magreport("printers").stdout)
            self.expect_queue_empty()
        finally:
            self.rig.admin("cupsenable", "desk")

    def test_aborting(self):
        self.rig.set_mode("fail")
        self.expect_failure(self.print_form(self.rig.address), 75, "E653")

    def test_not_a_pdf(self):
        (self.work / "bad.pdf").write_bytes(b"%PDF-1.7\nrubbish\n%%EOF\n")
        self.expect(self.run_magreport("print", "bad.pdf", "-P", "desk"), 65, "E655")
        self.expect_queue_empty()
        self.assertEqual(sorted(path.name for path in self.work.iterdir()), sorted(["bad.pdf", self.form.name]))

    def test_out_of_paper(self):
        self.rig.set_mode("empty")
        threading.Timer(1.5, self.rig.set_mode, [""]).start()
        done = self.print_form(self.rig.address)
        self.expect(done, 0, "N641", "N640")
        self.assertIn("says: out of paper", done.stderr)

    def start_stuck(self, printer):
        """A job that the printer has taken and cannot print."""
        self.rig.set_mode("empty")
        process = subprocess.Popen(self.command("print", self.form.name, "-P", printer), cwd=self.work,
                                   env=self.environment, stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            if "out of paper" in line:
                return process
        self.fail("it ended")

    def test_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start_stuck("desk")
            process.send_signal(number)
            errors = process.stderr.read()
            process.stderr.close()
            self.assertEqual(process.wait(30), 75, errors)
            self.assertIn("[E652]", errors)
            self.expect_kept()
            self.expect_queue_empty()
            self.rig.set_mode("")
            self.wait_for_idle()

    def wait_for_idle(self):
        """The virtual printer ends what it had begun."""
        end = time.monotonic() + 20
        while "idle" not in self.run_magreport("printers", self.rig.address).stdout:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)

    def test_printers(self):
        self.assertRegex(self.run_magreport("printers").stdout, r"(?m)^[* ] desk +idle.*IPP Everywhere$")
        self.assertIn(self.rig.address, self.run_magreport("printers", self.rig.address, "desk").stdout)
        self.expect(self.run_magreport("printers", "nosuch"), 64, "E640")

    def test_zz_printer_off(self):
        """The last: the virtual printer does not come back in the same place."""
        self.rig.stop_printer()
        try:
            done = self.print_form("desk", "--wait", "2")
            self.expect_failure(done, 75, "E651")
            self.assertIn("may not exist or is unavailable", done.stderr)
            self.expect_queue_empty()
            self.expect(self.print_form(self.rig.address), 75, "E644", "N642")
        finally:
            self.rig.start_printer()


class WithRigAsNobody(WithRig):
    """The print system of root, the program of an ordinary account."""
    as_user = NOBODY if os.getuid() == 0 else None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.rig.folder / "magreport"
        shutil.copy(MAGREPORT, cls.program)

    def command(self, *arguments):
        return [str(self.program) if word == MAGREPORT else word for word in super().command(*arguments)]


@unittest.skipUnless(IS_WHOLE and os.getuid() == 0, "slow, or not root")
class AsOrdinaryUser(unittest.TestCase):
    """The print system, too, is an ordinary account's: all of this again, with copies that it may read."""

    def test_all(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            copy = Path(folder)
            shutil.copytree(ROOT / "tests" / "print", copy / "tests" / "print")
            (copy / "samples").mkdir()
            shutil.copy(SAMPLE, copy / "samples")
            shutil.copy(MAGREPORT, copy / "magreport")
            environment = dict(os.environ, MAGREPORT=str(copy / "magreport"), HOME="/nonexistent",
                               PYTHONDONTWRITEBYTECODE="1")
            done = subprocess.run(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                                   sys.executable, str(copy / "tests" / "print" / "test_print.py")], cwd="/",
                                  env=environment, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-4000:])


class WithEmptyServer(Case):
    def test_no_printers(self):
        with rigs.Rig() as rig:
            self.expect(self.run_magreport("printers", environment=rig.environment), 0, "N643")


QUICK_AS_NOBODY = ("test_directly", "test_through_the_queue", "test_rejecting", "test_not_a_pdf")


SANITIZED = (*QUICK_AS_NOBODY, "test_aborting", "test_interrupted", "test_printers", "test_unknown_queue")


def load_tests(loader, _, __):
    suite = unittest.TestSuite()
    is_short = IS_SANITIZED and not IS_WHOLE
    for case in (WithoutServer, WithFake, WithEmptyServer, AsOrdinaryUser):
        suite.addTests(loader.loadTestsFromTestCase(case))
    suite.addTests(WithRig(name) for name in (SANITIZED if is_short else loader.getTestCaseNames(WithRig)))
    if os.getuid() == 0 and not is_short:
        names = loader.getTestCaseNames(WithRigAsNobody) if IS_WHOLE else QUICK_AS_NOBODY
        suite.addTests(WithRigAsNobody(name) for name in names)
    return suite


def main():
    missing = rigs.missing_tools()
    if missing and os.environ.get("NOTHING_SKIPPED") == "1":
        sys.exit(f"missing: {' '.join(missing)}")
    if missing:
        print(f"skipped: printing, for want of {' '.join(missing)}\n0 passed, 0 failed, 1 skipped")
        return
    unittest.main()


if __name__ == "__main__":
    main()
