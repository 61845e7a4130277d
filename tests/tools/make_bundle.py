#!/usr/bin/python3
"""Writes a FHIR Bundle of many responses, each of a patient of its own; every other patient stands behind all responses.

usage: make_bundle.py COUNT [BYTES]      to standard output; the same on every run. BYTES pads it to about that size.

20000 responses of 75,000,000 bytes are the size that the reader is held to (tests/bench/read.py).
"""
import random
import sys

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>\n'
TAIL = "</Bundle>\n"
ITEMS = [f"Q{number:02}" for number in range(1, 46, 2)]
GATES = [f"G{number:02}" for number in range(1, 12)]


def uuid(number):
    return f"urn:uuid:00000000-0000-4000-8000-{number:012}"


def patient(number):
    return (f'<entry><fullUrl value="{uuid(number)}"/><resource><Patient><id value="p{number}"/>'
            f'<identifier><system value="urn:example:clinic"/><value value="MRN-{number:06}"/></identifier>'
            f'<name><family value="Person{number}"/><given value="Pat"/></name><gender value="female"/>'
            f'<birthDate value="19{number % 60 + 30}-04-0{number % 9 + 1}"/></Patient></resource></entry>\n')


def response(number, chance, padding):
    items = "".join(f'<item><linkId value="{item}"/><answer><valueInteger value="{chance.randrange(4)}"/></answer></item>'
                    for item in ITEMS)
    gates = "".join(f'<item><linkId value="{item}"/><answer><valueBoolean value="false"/></answer></item>'
                    for item in GATES)
    note = f'<item><linkId value="remarks"/><answer><valueString value="{("none " * (padding // 5)).strip()}"/></answer></item>'
    return (f'<entry><fullUrl value="{uuid(1000000 + number)}"/><resource><QuestionnaireResponse>'
            f'<id value="r{number}"/>{"<!-- filled in -->" if number % 7 == 0 else ""}'
            '<questionnaire value="urn:magreport:questionnaire:magnesium"/><status value="completed"/>'
            f'<subject><reference value="{uuid(number)}"/></subject>'
            f'<authored value="2026-{number % 12 + 1:02}-1{number % 10}T09:00:00Z"/>'
            f'{items}{gates}{note}</QuestionnaireResponse></resource></entry>\n')


def main():
    count = int(sys.argv[1])
    chance = random.Random(20261122)
    least = len(response(1, random.Random(0), 0)) + len(patient(1))
    padding = max(0, int(sys.argv[2]) // count - least) if len(sys.argv) > 2 else 0
    out = sys.stdout
    out.write(HEAD)
    for number in range(1, count + 1):
        if number % 2 == 0:
            out.write(patient(number))
        out.write(response(number, chance, padding))
    for number in range(1, count + 1, 2):
        out.write(patient(number))
    out.write(TAIL)


if __name__ == "__main__":
    main()
