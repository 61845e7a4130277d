"""usage: measure.py FACTS COMMAND...      runs the command; writes "seconds of processor time, peak in KB" to FACTS

A process of its own, because the peak of a child counts what the process that began it held."""
import os
import sys

child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as facts:
    facts.write(f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
sys.exit(os.waitstatus_to_exitcode(status) & 255)
