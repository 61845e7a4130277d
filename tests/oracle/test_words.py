#!/usr/bin/python3
"""Reads every text that guidance.xml can print to a patient and checks how it is worded.

Each group of texts (a section, a list of entries): Flesch-Kincaid grade at most 6, sentences of at most 12 words on
average and never more than 20, no banned word, no figure in milligrams outside a placeholder, no heading in capitals, each
title of an action begins with a verb. Names that a reader knows as one word count as two syllables; they are printed.

    test_words.py [-v]     -v prints the grade of each group and its hardest sentences
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

import readability
from readability import sentences_of, words_of

PACK = Path(__file__).resolve().parents[2] / "layouts" / "magnesium"
NAMESPACE = "{urn:magreport:guidance:1}"
VERBS = {"ask", "bring", "book", "check", "cut", "eat", "finish", "get", "have", "keep", "read", "see", "set", "stretch",
         "swap", "take", "talk", "tell"}
SAMPLES = {"emergency": "911", "crisis": "call or text 988", "clinic": "the clinic", "phone": "555 0100", "goal": "320",
           "limit": "350", "symptom-band": "some", "risk-band": "some", "food": "a cup of beans", "food-mg": "60",
           "allergens": "milk and egg", "diets": "vegan", "nearest": "300", "before": "2", "after": "4", "percent": "80",
           "data-date": "today", "version": "1", "reviewer": "Dr Smith", "reviewed": "May", "often": "3-7", "day": "1",
           "month": "May", "year": "2026", "form": "magnesium citrate", "label-mg": "500", "content-mg": "80",
           "men-mg": "400", "women-mg": "310", "hour": "8", "hour-of-24": "8"}


def fill(text):
    return re.sub(r"\{([a-z-]+)\}", lambda match: SAMPLES[match[1]], text)


def own_text(node):
    pieces = [node.text or ""] + [child.tail or "" for child in node]
    return " ".join("".join(pieces).split())


def read_groups():
    """group -> texts; titles apart, since a title is no sentence."""
    root = ElementTree.parse(PACK / "guidance.xml").getroot()
    texts, titles = defaultdict(list), []
    for part in root:
        tag, name = part.tag.replace(NAMESPACE, ""), part.get("id", "")
        for node in part.iter():
            kind, text = node.tag.replace(NAMESPACE, ""), own_text(node)
            if node.get("title"):
                titles.append((kind, node.get("title")))
            if not text or kind == "source" or (tag == "words" and not text.endswith(".")):
                continue
            if kind == "title":
                titles.append((kind, text))
            else:
                texts[f"{tag} {name}".strip()].append(text)
    return texts, titles


def main():
    verbose = "-v" in sys.argv
    texts, titles = read_groups()
    problems, checks = [], 0
    for group, lines in texts.items():
        sentences = [sentence for line in lines for sentence in sentences_of(fill(line))]
        lengths = [len(words_of(sentence)) for sentence in sentences]
        level, mean = readability.Measure(sentences).grade, sum(lengths) / len(lengths)
        checks += 2
        if level > 6:
            problems.append(f"{group}: grade {level:.1f}")
        if mean > 12:
            problems.append(f"{group}: {mean:.1f} words a sentence")
        if verbose:
            print(f"{group}: grade {level:.1f}, {len(sentences)} sentences of {mean:.1f} words")
            for sentence in sorted(sentences, key=lambda one: -readability.Measure([one]).grade)[:3]:
                print(f"    {readability.Measure([sentence]).grade:.1f} {sentence}")
        for line in lines:
            checks += 1
            problems += [f"{group}: {length} words: {sentence}" for sentence in sentences_of(fill(line))
                         if (length := len(words_of(sentence))) > 20]
    for place, line in [(group, line) for group, lines in texts.items() for line in lines] + titles:
        checks += 1
        problems += [f"{place}: '{word}' in: {line}" for word in readability.banned_in(line)]
        if re.search(r"\d\s*mg\b|\bmilligrams?\b", line):
            problems.append(f"{place}: a figure in milligrams that no rule can withhold: {line}")
        if re.search(r"\b[A-Z]{4,}\b(?: \b[A-Z]{2,}\b){2,}", line):
            problems.append(f"{place}: capitals: {line}")
    for kind, title in titles:
        checks += 1
        if kind == "action" and title.split()[0].lower() not in VERBS:
            problems.append(f"action '{title}' does not begin with a verb")
        if len(words_of(title)) > 9:
            problems.append(f"title of {len(words_of(title))} words: {title}")
    for problem in problems:
        print("FAIL " + problem)
    print("counted as two syllables: " + ", ".join(sorted(readability.NAMES)))
    print(f"{checks - len(problems)} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
