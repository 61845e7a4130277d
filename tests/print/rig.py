"""A print system of one's own, on loopback, in a folder of its own: a D-Bus that ippeveprinter insists on, a virtual
IPP Everywhere printer, and a CUPS scheduler with a queue for it. Needs no root and touches nothing in /etc; several
may run at once. Debian: cups cups-client cups-ipp-utils cups-filters ghostscript dbus.

    with Rig() as rig:
        run magreport with rig.environment, printing to rig.address or to the queue "desk"
        for job in rig.received(): job.pdf (a path), job.options ({"IPP_SIDES": ...})

The virtual printer runs a command for each job, which does as the file `mode` in the folder says: `fail` (the job is
aborted), `empty` (out of paper until the mode changes), `slow` (a page a second), or prints.
"""
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

TOOLS = ("cupsd", "ippeveprinter", "ipptool", "dbus-daemon", "lpadmin", "cupsdisable", "cupsenable", "cupsreject", "cupsaccept",
         "lpoptions", "lpstat")
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
START_LIMIT_S = 15

PRINT_COMMAND = """#!/bin/sh
# $1 is the document; the job's options are IPP_* variables; standard error tells states.
base={folder}
read mode <"$base/mode" || mode=
case $mode in
fail) exit 1 ;;
empty)
    echo 'STATE: +media-empty-error' >&2
    while [ "$mode" = empty ]; do sleep 0.1; read mode <"$base/mode" || mode=; done
    echo 'STATE: -media-empty-error' >&2
    ;;
slow)
    for page in 1 2 3 4; do sleep 1; echo "ATTR: job-impressions-completed=$page" >&2; done
    ;;
esac
number=$(ls "$base/out" | wc -l)
mkdir "$base/out/new-$number" && cp "$1" "$base/out/new-$number/document" &&
    env | grep ^IPP_ >"$base/out/new-$number/options"
mv "$base/out/new-$number" "$base/out/$(date +%s%N)"
"""

FILES_CONF = """ServerRoot {folder}/conf
DataDir /usr/share/cups
ServerBin /usr/lib/cups
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/req
TempDir {folder}/req/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
ServerKeychain {folder}/ssl
DocumentRoot /usr/share/cups/doc-root
FileDevice Yes
"""

SERVER_CONF = """LogLevel info
Listen 127.0.0.1:{port}
Browsing No
BrowseLocalProtocols none
DefaultAuthType None
WebInterface No
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow 127.0.0.1
  </Limit>
</Policy>
"""


def missing_tools():
    return [tool for tool in TOOLS if shutil.which(tool, path=PATH) is None]


def free_port():
    """Free at this moment, for IPv4 and IPv6 alike."""
    with socket.socket(socket.AF_INET) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true, what):
    end = time.monotonic() + START_LIMIT_S
    while not is_true():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come up")
        time.sleep(0.05)


def answers(port):
    with socket.socket(socket.AF_INET) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Job:
    def __init__(self, folder):
        self.pdf = folder / "document"
        lines = (folder / "options").read_text().splitlines()
        self.options = dict(line.split("=", 1) for line in lines if "=" in line)


class Rig:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rig-", dir="/tmp"))  # names of sockets must be short
        self.printer_port, self.server_port = free_port(), free_port()
        self.address = f"ipp://localhost:{self.printer_port}/ipp/print"
        # "localhost" and not 127.0.0.1: the scheduler refuses other names
        self.environment = dict(os.environ, PATH=PATH, CUPS_SERVER=f"localhost:{self.server_port}",
                                DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.folder}/run/bus", HOME=str(self.folder))
        self.processes = {}

    def __enter__(self):
        try:
            for name in ("spool", "out", "conf/ppd", "req/tmp", "cache", "run", "log", "ssl"):
                (self.folder / name).mkdir(parents=True)
            self.folder.chmod(0o755)
            self.set_mode("")
            self._start_bus()
            self.start_printer()
            self._start_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self._stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, name, *command):
        with open(self.folder / "log" / name, "ab") as log:
            self.processes[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log,
                                                    stdin=subprocess.DEVNULL)

    def _stop(self, name):
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start_bus(self):
        bus = self.folder / "run" / "bus"
        self._start("bus", "dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={bus}")
        wait_until(bus.exists, "D-Bus")

    def start_printer(self):
        command = self.folder / "print"
        command.write_text(PRINT_COMMAND.format(folder=self.folder))
        command.chmod(0o755)
        self._start("printer", "ippeveprinter", "-v", "-2", "-r", "off", "-n", "localhost", "-p", str(self.printer_port),
                    "-c", str(command), "-d", str(self.folder / "spool"), "-f", "application/pdf", "virtual")
        wait_until(lambda: answers(self.printer_port), "ippeveprinter")

    def stop_printer(self):
        self._stop("printer")

    def _start_server(self):
        files = FILES_CONF.format(folder=self.folder)
        if os.getuid() == 0:  # the scheduler's filters do not run as root
            files += "User lp\nGroup lp\nSystemGroup root\n"
            account = pwd.getpwnam("lp")
            for path in [self.folder / "req", self.folder / "req" / "tmp", self.folder / "cache", self.folder / "run",
                         self.folder / "log", self.folder / "conf", self.folder / "conf" / "ppd", self.folder / "ssl"]:
                os.chown(path, 0, account.pw_gid)
            (self.folder / "req").chmod(0o710)
            (self.folder / "req" / "tmp").chmod(0o1770)
        (self.folder / "conf" / "cups-files.conf").write_text(files)
        (self.folder / "conf" / "cupsd.conf").write_text(SERVER_CONF.format(port=self.server_port))
        self._start("server", "cupsd", "-f", "-c", str(self.folder / "conf" / "cupsd.conf"),
                    "-s", str(self.folder / "conf" / "cups-files.conf"))
        wait_until(lambda: answers(self.server_port), "cupsd")

    def admin(self, *command):
        """One of CUPS's own tools."""
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False,
                              timeout=30).stdout

    def add_queue(self, name):
        """The scheduler asks the printer what it can do a moment after it has said that the queue is there."""
        self.admin("lpadmin", "-p", name, "-E", "-v", self.address, "-m", "everywhere")
        wait_until(lambda: "Duplex" in self.admin("lpoptions", "-l", "-p", name), "the queue")

    def make_two_sided(self, name):
        """As the queue's own setting; again if the scheduler, still busy with a new queue, has forgotten it."""
        def is_set():
            self.admin("lpadmin", "-p", name, "-o", "Duplex=DuplexNoTumble")
            time.sleep(0.3)
            told = self.admin("ipptool", "-tv", f"ipp://localhost:{self.server_port}/printers/{name}",
                              "get-printer-attributes.test")
            return "sides-default (keyword) = two-sided-long-edge" in told
        wait_until(is_set, "the setting of the queue")

    def set_mode(self, mode):
        (self.folder / "mode").write_text(mode + "\n")

    def received(self):
        return [Job(folder) for folder in sorted((self.folder / "out").iterdir()) if not folder.name.startswith("new-")]

    def forget_received(self):
        for folder in (self.folder / "out").iterdir():
            shutil.rmtree(folder)

    def waiting_jobs(self):
        return self.admin("lpstat", "-W", "not-completed", "-o").splitlines()
