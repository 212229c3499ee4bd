"""The words by which pages state how often they were read, and which of them stand for something else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readership.numbers import Count, fold, parse_count

SPACE = r"[ \u2009]"
NUMBER = (
    rf"(?:(?:lebih dari|more than|over){SPACE}+)?"
    rf"\(?\d[\d.,'\u2009]*(?:{SPACE}\d{{3}})*(?:{SPACE}?(?:rb|ribu|k|jt|juta|m|b|miliar))?\+?\)?"
)
TIMES = rf"(?:{SPACE}*(?:kali|x|times|orang|pengunjung|pembaca|people|readers)(?![^\W\d_]))?"
_N = rf"(?P<n>{NUMBER})"
_THING = r"(?:artikel|berita|halaman|tulisan|postingan|post|posting|konten|naskah|informasi|dokumen|laman|pengumuman|kabar)"
_THIS = rf"{_THING}(?:\s+ini)?"
_DONE = r"(?:(?:sudah|telah)\s+)?"
_VERBS = r"(?:dibaca|terbaca|dilihat|ditonton|diakses|dikunjungi|dibuka|disimak)"
_NOUNS = (
    r"(?:pembaca|views?|view\(s\)|viewers?|page ?views?|post views?|article views?|hits?|hit\(s\)|reads|readers?"
    r"|tayangan|penayangan)"
)
_AMBIGUOUS = (
    r"(?:kunjungan|klik|diklik|clicks?|visits?|akses|tampilan|read|seen|viewed|visited|baca|lihat|tayang"
    r"|ditampilkan|ditayangkan)"
)
"""Words that only the line of facts under a title makes a reader count: elsewhere they are links, buttons or the whole site's."""
_OF_THIS = rf"(?:\s+(?:{_THIS}|of this (?:article|page|post)))?"
_COUNTED = r"(?:(?:views?|reads?) ?(?:count|counts|counter)|hits? counts?|number of (?:views|reads|readers|hits)|no\. of views)"
_LABEL = (
    rf"(?:(?:{_THIS}|abstract|abstrak)\s+)?(?:(?:jumlah|total|jml\.?|kali|banyaknya)\s+)?{_DONE}"
    rf"(?:{_VERBS}|(?:kunjungan|pengunjung|pengakses)(?= {_THING} ini)|{_NOUNS}|{_COUNTED}){_OF_THIS}"
)
_FACT_LABEL = rf"(?:(?:jumlah|total|jml\.?|kali)\s+)?{_DONE}{_AMBIGUOUS}{_OF_THIS}"
_JOINT = rf"{SPACE}*(?:sebanyak|oleh|by)?{SPACE}*(?:[:=]|(?<={SPACE})[-–](?={SPACE}))?{SPACE}*"
_SINCE_ITSELF = r"(?: sejak (?:(?:di)?terbit(?:kan)?|(?:di)?tayang(?:kan)?|di(?:publikasikan|unggah|posting)))?"
_BY_WHOM = r"(?: (?:oleh|by) (?:pengunjung|pembaca|orang|warga|masyarakat|visitors|readers))?"


def _forms(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _label_forms(label: str) -> tuple[re.Pattern[str], ...]:
    return _forms(
        rf"{label}{_JOINT}\[?{_N}\]?{TIMES}{_BY_WHOM}(?:{_SINCE_ITSELF}|(?P<since> sejak .+))",
        rf"(?:(?:{_THING} ini )?{_DONE})?{_N}{TIMES}{SPACE}*:?{SPACE}*{label}(?: so far)?",
    )


_ABOUT_THIS = _forms(
    rf"{_THING} ini {_DONE}(?:\w+ dan )?(?:{_VERBS}|ditayangkan|diklik) (?:sebanyak |oleh )?{_N}(?:{TIMES}| warga){_BY_WHOM}",
    rf"(?:(?:sudah|telah|ada|sebanyak) )?{_N} (?:orang|pembaca|pengunjung|warga) {_DONE}"
    rf"(?:membaca|melihat|mengunjungi|membuka|mengakses) {_THING} ini",
    rf"(?:terima kasih, )?(?:anda (?:adalah )?)?(?:pembaca|pengunjung) ke-? ?{_N} {_THING} ini",
    rf"{_N} (?:people|readers|visitors|persons) (?:have |has )?(?:read|viewed|seen|visited) this"
    r"(?: (?:article|post|page|news|story|entry))?",
    rf"this (?:post|article|page|entry|news|story) (?:has been |was )?(?:viewed|read|seen|visited|accessed)(?: by)?{SPACE}*{_N}"
    rf"{SPACE}*(?:times|people|readers|visitors)",
)
_FORMS = (
    *_label_forms(_LABEL),
    *_forms(
        rf"{_N}{TIMES}{SPACE}*(?:tampilan|ビュー|回閲覧|次浏览)",
        rf"(?:by|oleh|penulis){SPACE}*:?{SPACE}*[^\W\d_][\w.\-]*{SPACE}+{_N}{TIMES}{SPACE}*{_LABEL}",
        rf"(?:viewed|read|seen|visited){SPACE}*:?{SPACE}*(?:by )?{_N}{SPACE}*(?:times|people|readers)",
        rf"{_N} times (?:read|viewed|seen|visited)",
        rf"{_N} orang {_DONE}(?:membaca|melihat)",
        rf"{_DONE}{_N} orang (?:membaca|melihat)",
        rf"(?P<rounded>{NUMBER}){SPACE}*\((?P<n>\d[\d.,]*)\){TIMES}{SPACE}*{_LABEL}",
    ),
    *_ABOUT_THIS,
)
_FACT_FORMS = (
    *_label_forms(_FACT_LABEL),
    *_forms(
        rf"(?:total )?{_N} total {_NOUNS}",
        rf"total {_N}{TIMES}{SPACE}*{_LABEL}",
        rf"(?:anda (?:adalah )?)?pembaca ke-? ?{_N}",
    ),
)
_TIMES_ONLY = re.compile(rf"{_N}{SPACE}*(?:kali|x)", re.IGNORECASE)
_WHOLE_SITE = re.compile(
    rf"(?:jumlah|total)\s+(?:pembaca|views?|hits?|page ?views|readers|tayangan|penayangan|kunjungan)"
    rf"(?!\s+(?!halaman\b(?! ini)){_THIS})"
    r"|hari ini|today|(?:dikunjungi|diakses).* sejak ",
    re.IGNORECASE,
)
_PURE_LABEL = re.compile(_LABEL, re.IGNORECASE)
_MONTHS = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu(?:stus)?|ags|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|des(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?(?:wib|wita|wit|am|pm))?(?!\d)"
_DATE = (
    rf"(?:\d{{1,2}} {_MONTHS},? \d{{4}}|{_MONTHS} \d{{1,2}},? \d{{4}}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_WHEN = re.compile(
    rf"(?<![\w.,/])(?:{_DAYS},? )?{_DATE}(?:[ ,\-–|]*(?:pukul |jam |at )?{_TIME})?(?: (?:wib|wita|wit)\b)?(?![\w/])\.?",
    re.IGNORECASE,
)
_OTHER_THINGS = (
    r"(?:komentar|comments?|suka|likes?|bagikan|dibagikan|shares?|unduhan|diunduh|downloads?"
    r"|menit baca|min(?:ute)?s? read|tanggapan|balasan|repl(?:y|ies))"
)
_OTHER_COUNT = re.compile(
    rf"(?<![\w.,]){_OTHER_THINGS}{SPACE}*:{SPACE}*\d[\d.,]*(?:{SPACE}*(?:kali|x)\b)?(?![\w.,]*\d)"
    rf"|(?<![\w.,])\d[\d.,]*{SPACE}*(?:kali |x )?{_OTHER_THINGS}\b",
    re.IGNORECASE,
)
_NAMED_FACT = re.compile(
    rf"^((?:penulis|oleh|by|author|editor|kategori|category|rubrik|kanal|tanggal|sumber|admin|di\w+kan|posted by"
    r"|reporter)\b[^:]*:"
    rf"(?:(?!{_LABEL}).)*?){SPACE}+(?={_LABEL}{SPACE}*:)",
    re.IGNORECASE,
)
_STRONG_CUT = re.compile(r"\s*(?:[|·•●∙»›;~\\]|::)\s*|\s*\n\s*|[ \u2009]{2,}")
_CUT = re.compile(r"\s*(?:[|·•●∙»›;~\\]|::)\s*|\s+[-–—/]\s+|,\s+|\s*\n\s*|[ \u2009]{2,}")
_IN_BRACKETS = re.compile(r"^(?P<before>[^()]{0,60})\((?P<inside>[^()]+)\)$")
_PICTURE = re.compile(r"^[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+[ \u2009]*")
_EYE_PICTURE = re.compile(
    rf"\U0001f441[\ufe0f\u200d\U0001f5e8]*[ \u2009]*(?P<n>{NUMBER})|\U0001f440[ \u2009]*(?P<m>{NUMBER})", re.IGNORECASE
)
LONGEST = 140


@dataclass(frozen=True)
class Trust:
    """What the place of a text allows to believe: a bare total, or a word of many meanings, only counts among its facts."""

    total: bool = False
    facts: bool = False
    since: bool = False


NOT_OWN = Trust()


@dataclass(frozen=True)
class Statement:
    """A count that a text states; `words` False where only the picture of an eye names it."""

    text: str
    count: Count
    words: bool = True


def one_line(text: str) -> str:
    """The text folded to one line; two spaces that a page sets on purpose stay."""
    return re.sub(r"[ \t\r\n\f]+", " ", fold(text)).strip(" \u2009")


def statement(text: str, trust: Trust = NOT_OWN) -> Statement | None:
    """The count that a short text states, on its own or as one part of a line of facts."""
    folded = one_line(text)
    if not folded or len(folded) > LONGEST or not re.search(r"\d", folded):
        return None
    return next((found for part in _parts(folded, trust) if (found := _stated(part, trust)) is not None), None)


def says_about_this(text: str) -> bool:
    """Whether a whole sentence tells how often this very article was read."""
    return any(form.fullmatch(one_line(text).rstrip(". ")) for form in _ABOUT_THIS)


def is_label(text: str) -> bool:
    """Whether the text is nothing but the name of a reader count."""
    return bool(_PURE_LABEL.fullmatch(one_line(text).rstrip(": ")))


def without_facts(text: str) -> str:
    """What a text says beside the date, the counts of other things and the count of readers."""
    line = _OTHER_COUNT.sub(" | ", _WHEN.sub(" | ", one_line(text)))
    return " ".join(part for part in _CUT.split(line) if part and not is_label(part) and statement(part) is None)


def first_part(text: str) -> str:
    """The first fact of a line."""
    return _CUT.split(one_line(text))[0]


def last_part(text: str) -> str:
    """The last fact of a line."""
    return _CUT.split(one_line(text))[-1]


def _parts(line: str, trust: Trust) -> Iterator[str]:
    """The line, then its parts: cut at the signs between facts, then at what is known to be a date or another thing's number."""
    yield line
    yield from _STRONG_CUT.split(line)
    yield from _CUT.split(line)
    marked = _NAMED_FACT.sub(r"\1 | ", _OTHER_COUNT.sub(" | ", _WHEN.sub(" | ", line)))
    if marked != line:
        yield from _CUT.split(marked)
    brackets = _IN_BRACKETS.match(marked)
    if brackets and (trust.facts or not brackets["before"].strip(" |")):
        yield brackets["inside"]


def _stated(part: str, trust: Trust) -> Statement | None:
    eye = _EYE_PICTURE.fullmatch(part)
    if eye:
        count = parse_count(eye["n"] or eye["m"])
        return Statement(part, count, words=False) if count is not None and count.value > 0 else None
    count = _count(_PICTURE.sub("", part).strip(" \u2009[]."), trust)
    return Statement(part, count) if count is not None else None


def _count(part: str, trust: Trust) -> Count | None:
    if _speaks_of_the_site(part, trust):
        return None
    part = _unbracketed(part)
    for form in (*_FORMS, *(_FACT_FORMS if trust.facts else ())):
        match = form.fullmatch(part)
        if match:
            found = match.groupdict()
            count = parse_count(match["n"])
            return count if _fits(count, found.get("rounded")) and (trust.since or not found.get("since")) else None
    return None


def _unbracketed(part: str) -> str:
    """The part without the brackets around it; those of “view(s)” and of “4,2 rb (4.211)” belong to it."""
    whole = re.fullmatch(r"\((.*[^s])\)|\(([^()]*)|([^()]*)\)", part)
    return next((kept for kept in whole.groups() if kept is not None), part).strip(" .") if whole else part


def _speaks_of_the_site(part: str, trust: Trust) -> bool:
    whole = _WHOLE_SITE.search(part)
    if whole is None or re.match(r"(?:jumlah|total)\s+di", part, re.IGNORECASE):
        return False
    return not (trust.total and whole[0].lower().startswith(("jumlah", "total")))


def _fits(exact: Count | None, rounded: str | None) -> bool:
    band = parse_count(rounded) if rounded else exact
    return exact is not None and band is not None and exact.agrees(band)
