"""What the checks of a standard have in common: each is a generator of faults whose docstring is "CLAUSE: what"."""
import sys


def clause_of(check):
    return check.__doc__.split(":")[0]


def main(usage, standard, checks, faults_of):
    """The command that checks the files named: a line a fault, exit status 1 if there are any. standard is its name with
    its level, faults_of(path) gives (clause, fault)."""
    arguments = sys.argv[1:]
    if "--list" in arguments:
        for check in checks:
            print(" ".join(check.__doc__.split()))
        return 0
    if not arguments:
        print(usage, file=sys.stderr)
        return 64
    status = 0
    for path in arguments:
        faults = faults_of(path)
        for clause, fault in faults:
            print(f"{path}: {standard.split('-')[0]} {clause}: {fault}")
        print(f"{path}: {len(faults)} faults of {standard} in {len(checks)} groups of checks")
        status = 1 if faults else status
    return status
