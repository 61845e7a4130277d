"""How hard a text is to read: three formulas from their publications, and a counter of syllables.

Flesch-Kincaid grade: Kincaid, Fishburne, Rogers, Chissom, Derivation of new readability formulas, 1975.
SMOG grade: McLaughlin, SMOG grading: a new readability formula, Journal of Reading, 1969.
Fog index: Gunning, The technique of clear writing, 1952. A hard word has three syllables or more, those of the endings
-es, -ed and -ing not counted; a word in two parts (check-up) is as hard as its harder part.

Names that a reader knows as one word, or must tell a clinician, count as two syllables. Whoever uses this prints them.
"""
import math
import re
from pathlib import Path

BANNED = ["cure", "cures", "cured", "deficient", "deficiency", "therapeutic dose", "detox", "guaranteed", "reverses",
          "natural alternative", "you need magnesium", "optimal absorption", "root cause", "not psychological"]
NAMES = {"magnesium", "clinician", "clinicians", "pharmacist", "dietitian", "potassium", "medicine", "medicines", "ferritin",
         "thyroid", "calcium", "laxative", "laxatives", "antacid", "antacids", "diarrhea", "anxiety", "misoprostol", "insulin",
         "maternity", "diabetes", "pregnancy", "alcohol", "allergy", "allergies", "migraine", "pasteurized", "seizure",
         "vitamin", "vitamins", "myasthenia", "celiac", "dialysis"}
MAX_GRADE, MAX_SECOND, MAX_MEAN, MAX_SENTENCE = 6.0, 8.0, 12.0, 20


def read_exceptions():
    lines = (Path(__file__).resolve().parent / "syllables.txt").read_text("utf-8").splitlines()
    return {word: int(count) for word, count in (line.split() for line in lines if line and not line.startswith("#"))}


EXCEPTIONS = read_exceptions()
# Vowels side by side that are two syllables: di-et, me-di-a, gra-du-al, se-ri-ous, cry-ing. The exceptions hold the rest.
SPLIT = re.compile(r"(?<![tscg])ia|(?<![tscgxl])io|eo(?![pu])|(?<![gq])ua(?!r)|uou|[aeiouy]ing$")
# Endings that are written but not spoken: cause, causes, chewed, league.
SILENT = re.compile(r"(?<![aeiouy])(?:(?<![^aeiouy][lr])e|(?<![^aeiouy][lr])(?<![sxzcgh])es|(?<![td])ed)$|(?<=[gq])ue$")


def syllables_of_part(word):
    for known in (word, word[:-1] if word.endswith("s") else word):
        if known in EXCEPTIONS:
            return EXCEPTIONS[known]
    spoken = SILENT.sub("", word) if len(word) > 3 else word
    return max(1, len(re.findall(r"[aeiouy]+", spoken)) + len(SPLIT.findall(word)))


def parts_of(word):
    return [part for part in re.split(r"[^a-z]+", re.sub(r"['\u2019]", "", word.lower())) if part]


def syllables(word):
    return sum(2 if part in NAMES else syllables_of_part(part) for part in parts_of(word)) or 1


def is_hard(word, names=frozenset()):
    """Three syllables or more, those of common endings left out."""
    for part in parts_of(word):
        stem = re.sub(r"(es|ed|ing)$", "", part) if syllables(part) > 2 else part
        if part not in names and min(syllables(part), syllables(stem) if len(stem) > 2 else 99) > 2:
            return True
    return False


def words_of(sentence):
    return re.findall(r"[A-Za-z0-9][A-Za-z0-9'\u2019/-]*", sentence)


def sentences_of(text):
    """Parts that end in . ! or ?; what does not end so is a heading, a label or a name."""
    parts = re.split(r"(?<=[.!?])[\"\u201d]?\s+", text.strip())
    return [part for part in parts if words_of(part) and re.search(r"[.!?][\"\u201d)]?$", part)]


def flesch_kincaid(words, sentences, syllable_count):
    return 0.39 * words / sentences + 11.8 * syllable_count / words - 15.59


def smog(hard_words, sentences):
    return 3.1291 + 1.0430 * math.sqrt(hard_words * 30 / sentences)


def fog(words, sentences, hard_words):
    return 0.4 * (words / sentences + 100 * hard_words / words)


class Measure:
    """names: words beside NAMES that count as two syllables and are never hard."""

    def __init__(self, sentences, names=frozenset()):
        words = [words_of(sentence) for sentence in sentences]
        lengths = [len(one) for one in words]
        flat = [word for one in words for word in one]
        self.excluded = {word.lower() for word in flat if word.lower() in NAMES | names and syllables_of_part(word.lower()) > 2}
        count = sum(2 if word.lower() in names else syllables(word) for word in flat)
        hard = [word for word in flat if word.lower() not in names and is_hard(word, names)]
        self.sentences, self.words = len(sentences), len(flat)
        self.grade = flesch_kincaid(len(flat), len(sentences), count)
        plain = sum(syllables_of_part(part) for word in flat for part in parts_of(word)) or count
        self.plain_grade = flesch_kincaid(len(flat), len(sentences), plain)  # with no word excluded
        self.smog, self.fog = smog(len(hard), len(sentences)), fog(len(flat), len(sentences), len(hard))
        self.mean, self.longest = len(flat) / len(sentences), max(lengths)

    def problems(self):
        found = []
        if self.grade > MAX_GRADE:
            found.append(f"grade {self.grade:.1f}")
        if min(self.smog, self.fog) > MAX_SECOND:
            found.append(f"SMOG {self.smog:.1f} and Fog {self.fog:.1f}")
        if self.mean > MAX_MEAN:
            found.append(f"{self.mean:.1f} words a sentence")
        if self.longest > MAX_SENTENCE:
            found.append(f"a sentence of {self.longest} words")
        return found


def banned_in(text):
    return [word for word in BANNED if re.search(rf"\b{re.escape(word)}\b", text, re.I)]
