"""Holds docs/adding-a-feature.md, and what README shows of it, to the code that is compiled.

Each block of code follows a paragraph whose last link is to a file. A block of Swift stands in that file, lines next to each
other; of a diff the lines that are there before. Indentation as a whole, blank lines, and the import by which the tests
see into the API's target are left out of account.
"""

import pathlib
import re
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "docs/adding-a-feature.md"

BLOCK = re.compile(r"(?P<before>(?:^[^\n]+\n)*)\n?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)\)")
ONLY_IN_TESTS = "@testable import ShopAPI"


def problems(page, folder):
    """A sentence for each block of a page in `folder` that does not stand in its file."""
    found = list(BLOCK.finditer(page))
    if not found:
        yield "there is no block of code"
    for block in found:
        line = page[: block.start("text")].count("\n")
        links = LINK.findall(block["before"])
        if not links:
            yield f"line {line}: the block has no link to its file above it"
        elif not (file := folder / links[-1]).is_file():
            yield f"line {line}: {links[-1]} is not there"
        else:
            lines = file.read_text().splitlines()
            for piece in pieces(block["language"], block["text"]):
                if not stands(piece, lines):
                    yield f"line {line}: {links[-1]} has no such lines: {piece[0] if piece else 'none'} …"


def pieces(language, text):
    """What must stand in the file, as lists of lines."""
    if language != "diff":
        return [text.splitlines()]
    before = "".join(line + "\n" for line in text.splitlines() if not line.startswith("+"))
    return [[line[1:] for line in piece.splitlines()] for piece in re.split(r"^@@\n", before, flags=re.MULTILINE)]


def stands(piece, lines):
    piece, lines = plain(piece), [line for line in lines if line.strip() and line != ONLY_IN_TESTS]
    count = len(piece)
    return count > 0 and any(plain(lines[i : i + count]) == piece for i in range(len(lines) - count + 1))


def plain(lines):
    return textwrap.dedent("\n".join(line.rstrip() for line in lines if line.strip())).splitlines()


class WalkthroughTests(unittest.TestCase):
    def assert_true(self, name, text):
        wrong = list(problems(text, (ROOT / name).parent))
        self.assertFalse(wrong, f"\n{name}:\n  " + "\n  ".join(wrong))

    def test_the_page_shows_what_is_compiled(self):
        self.assert_true(PAGE, (ROOT / PAGE).read_text())

    def test_readme_shows_what_is_compiled(self):
        section = re.search(r"^## Adding to it\n.*?(?=^## )", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
        self.assert_true("README.md", section[0])


class WalkthroughCheckTests(unittest.TestCase):
    """The check itself, on a small file."""

    def check(self, block, link="File.swift", language="swift"):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "File.swift")
            file.write_text("import A\n\n@testable import ShopAPI\n\nstruct B {\n    let c = 1\n\n    let d = 2\n}\n")
            page = f"In [the file]({link}):\n\n```{language}\n{block}\n```\n"
            return len(list(problems(page, pathlib.Path(folder))))

    def test_lines_next_to_each_other_stand_in_the_file(self):
        for block in ["let c = 1\nlet d = 2", "    let d = 2\n}", "import A\n\nstruct B {\n    let c = 1"]:
            with self.subTest(block):
                self.assertEqual(self.check(block), 0)

    def test_other_lines_do_not(self):
        for block in ["let c = 2", "let d = 2\nlet c = 1", "import A\nlet c = 1", "struct B {\nlet c = 1", "let c", ""]:
            with self.subTest(block):
                self.assertEqual(self.check(block), 1)

    def test_of_a_diff_the_lines_of_before_stand_there(self):
        self.assertEqual(self.check(" import A\n+import E\n@@\n-    let c = 1\n+    let c = 3", language="diff"), 0)
        self.assertEqual(self.check(" import A\n+import E\n@@\n-    let c = 3", language="diff"), 1)

    def test_a_block_without_a_file_is_a_fault(self):
        self.assertEqual(self.check("let c = 1", link="Other.swift"), 1)
        self.assertEqual(len(list(problems("Text\n\n```swift\nlet c = 1\n```\n", ROOT))), 1)
        self.assertEqual(len(list(problems("no block", ROOT))), 1)


if __name__ == "__main__":
    unittest.main()
