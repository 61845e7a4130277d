#!/usr/bin/python3
"""Invented people whose handouts have all parts, each one different: what the benchmark renders.

usage: people.py FOLDER FIRST COUNT

Writes COUNT responses of our own format, person-FIRST.xml and so on; a number always gives the same person.
tests/bench/people holds the first twelve. They are frozen: tests/bench/pages.xz is the content of their pages.
"""
import random
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

FIRST = ["Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kaito", "Luc\u00eda", "Maria",
         "Noor", "Oscar", "Petra", "Quinn", "Rosa", "Sven", "Tara", "Uma", "Viktor", "Wanda", "Yusuf", "Zo\u00eb"]
LAST = ["Example", "Sample", "Muster", "Pr\u00f8ve", "Voorbeeld", "Esempio", "Pr\u00f3ba", "Exemple", "Muestra", "N\u00e4yte", "Vzor",
        "Amostra", "Ornek", "Contoh"]
DIETS = [(), (), ("vegetarian",), ("vegan",), ("gluten-free",), ("dairy-free",), ("low-fodmap",)]
ALLERGIES = [(), (), ("tree-nuts",), ("peanuts", "sesame"), ("milk",), ("fish", "shellfish"), ("egg",)]
MEDICINES = [(), (), ("I03", "I04"), ("I05",), ("I06", "I10"), ("I08",), ("I12", "I30")]
REMARKS = ["", "", "", "Please bring all your pill bottles to the next visit.", "We will check your blood again in spring.",
           "Do not stop your stomach pill on your own."]
YES_NO = {31, 32, 33, 43, 44, 45}


def scored(source):
    """One mood for each group of questions, so that some people have many signs, some few, each in other fields."""
    answers = {}
    for start in range(1, 46, 5):
        low = source.choice([0, 0, 1])
        high = source.choice([1, 2, 3])
        for number in range(start, start + 5):
            answers[number] = min(source.randint(low, high), 1 if number in YES_NO else 3)
    return answers


def person(number):
    source = random.Random(f"magreport {number}")
    medicines = source.choice(MEDICINES)
    lines = [f'<answer item="Q{item:02}" value="{value}"/>' for item, value in scored(source).items()]
    gates = {10} if medicines else set()
    lines += [f'<answer item="G{gate:02}" value="{int(gate in gates)}"/>' for gate in range(1, 14)]
    more = {"allergies": source.choice(ALLERGIES), "diet": source.choice(DIETS), "medicines": medicines}
    lines += [f'<answer item="{item}" value="{value}"/>' for item, values in more.items() for value in values]
    if source.random() < 0.3:
        lines.append(f'<answer item="kcal" value="{source.randrange(1600, 3000, 50)}"/>')
    remarks = source.choice(REMARKS)
    lines += [f"<remarks>{remarks}</remarks>"] if remarks else []
    patient = (f'<patient name={quoteattr(source.choice(FIRST) + " " + source.choice(LAST))} birth-date="'
               f'{source.randint(1938, 2004)}-{source.randint(1, 12):02}-{source.randint(1, 28):02}" '
               f'sex="{source.choice(["female", "male", "other"])}" life-stage="none"/>')
    body = "\n  ".join([patient, *lines])
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<response xmlns="urn:magreport:response:1" version="1" '
            f'id="bench-{number:04}" date="2026-{source.randint(1, 11):02}-{source.randint(1, 28):02}" language="en" '
            f'status="complete" questionnaire="magnesium">\n  {body}\n</response>\n')


def write_people(folder, first, count):
    """The files, in order."""
    files = [Path(folder) / f"person-{number:04}.xml" for number in range(first, first + count)]
    for number, file in enumerate(files, first):
        file.write_text(person(number), encoding="utf-8")
    return files


if __name__ == "__main__":
    write_people(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
