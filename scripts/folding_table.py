"""Writes Sources/ShopCore/Texts/FoldingTable+Data.swift: what searches take each scalar of Unicode for.

Run it by hand with a newer Python when Unicode has grown: python3 scripts/folding_table.py
"""

import unicodedata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "Sources/ShopCore/Texts/FoldingTable+Data.swift"

# Letters that Unicode does not decompose, or that are only another form of a letter to those who read them.
FURTHER = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ƀ": "b", "ɓ": "b", "ɖ": "d", "ɗ": "d",
    "ƙ": "k", "ɨ": "i", "ʉ": "u", "æ": "ae", "œ": "oe", "þ": "th", "ĸ": "k", "ŋ": "n", "ə": "e", "ə": "e",
    # Arabic and Persian: forms of alef, yeh, teh marbuta and kaf, and the line that only stretches a word.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ە": "ه", "ہ": "ه", "ھ": "ه", "ـ": "",
    # Katakana that Hiragana has two scalars for.
    "ヷ": "わ\u3099", "ヸ": "ゐ\u3099", "ヹ": "ゑ\u3099", "ヺ": "を\u3099",
    # Hebrew: the forms at the end of a word.
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ς": "σ", "ґ": "г",
}

# Marks that only qualify the letter before: accents, Arabic harakat, Hebrew points. Signs of vowels are none of them.
ACCENTS = [
    (0x0300, 0x036F), (0x0483, 0x0489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0xFB1E, 0xFB1E),
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8),
    (0x06EA, 0x06ED), (0x0898, 0x089F), (0x08CA, 0x08FF), (0x0711, 0x0711), (0x0730, 0x074A), (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
]


def is_accent(character):
    # A nukta (7) makes another letter of one, and is left out as often as not.
    return unicodedata.combining(character) == 7 or any(a <= ord(character) <= b for a, b in ACCENTS)


def further(character):
    if character in FURTHER:
        return FURTHER[character]
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    # Katakana as Hiragana.
    if 0x30A1 <= ord(character) <= 0x30F6 or 0x30FD <= ord(character) <= 0x30FE:
        return chr(ord(character) - 0x60)
    return character


def folded(character):
    category = unicodedata.category(character)
    if category == "Cf":
        return " " if character == "\u200b" else ""
    if category[0] not in "LMN":
        return character
    if 0xAC00 <= ord(character) <= 0xD7A3:
        return character
    text = character
    for _ in range(3):
        text = unicodedata.normalize("NFKD", text).casefold()
    # Kana keep their sign of voice, and Hangul its syllables.
    if any(0x3040 <= ord(c) <= 0x30FF or 0x1100 <= ord(c) <= 0x11FF for c in text):
        text = unicodedata.normalize("NFC", text)
    else:
        text = "".join(c for c in text if not is_accent(c))
    return "".join(further(c) for c in text)


def entries():
    for value in range(0x80, 0xF0000):
        if 0xD800 <= value <= 0xDFFF:
            continue
        character = chr(value)
        text = folded(character)
        if text != character:
            yield value, text


def runs():
    """Scalars one behind the other that become scalars one behind the other (or all the same) are one entry."""
    run = None
    for value, text in entries():
        if run and value == run[1] + run[3] and len(text) == 1 == len(run[2]):
            first, last, start, step, delta = run
            if ord(text) == ord(start) + delta * ((last - first) // step + 1):
                run = (first, value, start, step, delta)
                continue
        if run and run[0] == run[1] and value - run[0] in (1, 2):
            first, last, start, _, _ = run
            step = value - first
            if text == start and len(text) <= 1:
                run = (first, value, start, step, 0)
                continue
            if len(text) == 1 == len(start) and ord(text) - ord(start) in (1, 2):
                run = (first, value, start, step, ord(text) - ord(start))
                continue
        if run and run[2] == "" == text and run[3] == 1 and value == run[1] + 1:
            run = (run[0], value, "", 1, 0)
            continue
        if run:
            yield run
        run = (value, value, text, 1, 1 if text else 0)
    yield run


def line(run):
    first, last, text, step, delta = run
    count = (last - first) // step + 1
    scalars = "+".join(f"{ord(c):X}" for c in text)
    return f"{first:X}={scalars}" if count == 1 else f"{first:X}*{count},{step},{delta}={scalars}"


def main():
    words = [line(run) for run in runs()]
    lines, present = [], ""
    for word in words:
        if len(present) + len(word) + 1 > 4000:
            lines.append(present)
            present = ""
        present += (" " if present else "") + word
    lines.append(present)
    body = " \\\n".join("        " + text for text in lines)
    TARGET.write_text(
        "// swift-format-ignore-file\n"
        "// Made by scripts/folding_table.py of Unicode "
        f"{unicodedata.unidata_version}; not to be changed by hand.\n\n"
        "extension FoldingTable {\n"
        "    /// `from=to`, or `from*count,step,delta=to` for scalars that lie `step` apart and become scalars that lie\n"
        "    /// `delta` apart; all in hexadecimal digits but for the numbers behind the star.\n"
        "    static let data: StaticString = \"\"\"\n"
        f"{body}\n"
        "        \"\"\"\n"
        "}\n")
    print(len(words), "entries", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
