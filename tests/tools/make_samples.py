#!/usr/bin/python3
"""Larger inputs for trying things out: the same ones each time, of invented people, nothing for the tree.

usage: make_samples.py FOLDER

Writes responses-200.xml (one file of our own format), bundle-200.xml (a FHIR Bundle) and forms/ (50 files).
"""
import random
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

FIRST = ["Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hồng", "Ines", "Jonas", "Kaito", "Lucía"]
LAST = ["Example", "Sample", "Muster", "Prøve", "Voorbeeld", "Esempio", "Próba", "Παράδειγμα"]
ITEMS = [f"Q{number:02}" for number in range(1, 46)]
GATES = [f"G{number:02}" for number in range(1, 14)]
YES_NO = {"Q29", "Q31"}


def person(number):
    source = random.Random(number)
    answers = {item: source.choice("0123") for item in ITEMS if source.random() > 0.03}
    answers.update({item: source.choice("01") for item in YES_NO & set(answers)})
    answers.update({gate: "1" if source.random() < 0.03 else "0" for gate in GATES})
    return {
        "id": f"sample-{number:04}",
        "name": f"{source.choice(FIRST)} {source.choice(LAST)}",
        "birth": f"{source.randint(1935, 2005)}-{source.randint(1, 12):02}-{source.randint(1, 28):02}",
        "sex": source.choice(["female", "male", "other"]),
        "date": f"2026-{source.randint(1, 11):02}-{source.randint(1, 28):02}",
        "answers": answers,
    }


def native(one, root_attributes=""):
    lines = [f'<response{root_attributes} id="{one["id"]}" date="{one["date"]}" language="en" status="complete">',
             f'  <patient name={quoteattr(one["name"])} birth-date="{one["birth"]}" sex="{one["sex"]}"/>']
    lines += [f'  <answer item="{item}" value="{value}"/>' for item, value in one["answers"].items()]
    return "\n".join(lines + ["</response>\n"])


def fhir(one):
    items = "".join(f'<item><linkId value="{item}"/><answer><valueInteger value="{value}"/></answer></item>'
                    for item, value in one["answers"].items())
    patient = (f'<Patient><id value="p-{one["id"]}"/><name><text value={quoteattr(one["name"])}/></name>'
               f'<gender value="{one["sex"]}"/><birthDate value="{one["birth"]}"/></Patient>')
    response = (f'<QuestionnaireResponse><id value="{one["id"]}"/>'
                '<questionnaire value="urn:magreport:questionnaire:magnesium"/><status value="completed"/>'
                f'<subject><reference value="Patient/p-{one["id"]}"/></subject><authored value="{one["date"]}"/>{items}'
                "</QuestionnaireResponse>")
    return "".join(f"<entry><resource>{resource}</resource></entry>\n" for resource in (patient, response))


def main():
    folder = Path(sys.argv[1])
    (folder / "forms").mkdir(parents=True, exist_ok=True)
    people = [person(number) for number in range(1, 201)]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    namespace = ' xmlns="urn:magreport:response:1" version="1"'
    (folder / "responses-200.xml").write_text(
        f"{head}<responses{namespace}>\n" + "".join(map(native, people)) + "</responses>\n", encoding="utf-8")
    (folder / "bundle-200.xml").write_text(
        f'{head}<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>\n' + "".join(map(fhir, people)) +
        "</Bundle>\n", encoding="utf-8")
    for one in people[:50]:
        (folder / "forms" / f"{one['id']}.xml").write_text(head + native(one, namespace), encoding="utf-8")
    print(f"wrote {folder}/responses-200.xml, {folder}/bundle-200.xml and 50 files in {folder}/forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
