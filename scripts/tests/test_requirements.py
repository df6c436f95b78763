"""Holds docs/requirements.md to its word: what it says is there is there, and what it says is to come is not.

Routes, tests, commands and settings are found by reading the sources, so nothing has to be built. The sources may move
within Sources/ and Tests/.
"""

import difflib
import functools
import pathlib
import re
import tempfile
import typing
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "docs/requirements.md"

HEADER = ["capability", "state", "shown by"]
# The page's own list of documents.
OTHER_HEADERS = [["document", "what it describes"]]

ROUTE = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)")
COMMAND = re.compile(r"(make|bodega)((?: [a-z][a-z-]*)+)")
TEST = re.compile(r"([A-Z]\w*Tests)(?:\.(\w+))?")
SETTING = re.compile(r"[A-Z][A-Z0-9_]+")
FILE = re.compile(r"([\w.-][\w./-]*)(?:: (.+))?")


class Row(typing.NamedTuple):
    line: int
    capability: str
    state: str
    shown_by: str

    @property
    def names(self):
        return re.findall(r"`([^`]*)`", self.shown_by)


class Repository:
    """What the checkout at `root` has."""

    def __init__(self, root):
        self.root = root

    def has(self, name):
        """Whether the thing that a row names is there; None if the name has none of the forms."""
        if match := ROUTE.fullmatch(name):
            return (match[1], without_names(match[2])) in self.routes
        if match := COMMAND.fullmatch(name):
            known = self.targets if match[1] == "make" else self.subcommands
            return known.issuperset(match[2].split())
        if match := TEST.fullmatch(name):
            return match[1] in self.suites and (match[2] is None or match[2] in self.suites[match[1]])
        if SETTING.fullmatch(name):
            return name in self.settings
        if match := FILE.fullmatch(name):
            return self.file_has(match[1], match[2])
        return None

    def like(self, name):
        """Names of the same form that are there and look alike."""
        if match := TEST.fullmatch(name):
            if match[2] and match[1] in self.suites:
                return [f"{match[1]}.{test}" for test in close(match[2], self.suites[match[1]])]
            return close(match[1], self.suites) + [
                f"{suite}.{match[2]}" for suite, tests in self.suites.items() if match[2] in tests
            ]
        if SETTING.fullmatch(name):
            return close(name, self.settings)
        if match := ROUTE.fullmatch(name):
            return close(name, [f"{method} {path}" for method, path in self.routes])
        return []

    @functools.cached_property
    def routes(self):
        """Pairs of method and path, as `Route(.get, "/products", …)` and `Route(page: "/docs")` declare them.

        What a `Mount` puts before them is told by the name of the type that declares them: `V1CartRoutes` has routes
        below /api/v1. Further places, `.also(.put, "/cart/{id}")`, are routes like others.
        """
        found = set()
        for text in self.swift("Sources"):
            prefix = "/api/v1" if re.search(r"^struct V1\w*Routes\b", text, re.MULTILINE) else ""
            for method, path in re.findall(r'\.(get|post|put|patch|delete)\s*[,(]\s*"(/[^"]*)"', text):
                found.add((method.upper(), without_names(prefix + path)))
            for path in re.findall(r'\bpage:\s*"(/[^"]*)"', text):
                found.add(("GET", without_names(path)))
        return found

    @functools.cached_property
    def suites(self):
        """The names of each suite's tests, in Swift and in the scripts' Python."""
        found = {}
        parts = re.compile(
            r"^[^\n\S]*(?:@Suite[^\n]*?\s)?(?:\w+ )*?(?:struct|class|actor|enum|extension) (?P<suite>\w+)"
            r"|@Test\b(?:(?!@Test\b).)*?\bfunc (?P<test>\w+)",
            re.MULTILINE | re.DOTALL,
        )
        for text in self.swift("Tests"):
            suite = ""
            for match in parts.finditer(text):
                if name := match["suite"]:
                    suite = name if name.endswith("Tests") else suite
                    found.setdefault(suite, set())
                else:
                    found.setdefault(suite, set()).add(match["test"])
        for file in sorted([*self.root.glob("scripts/**/test_*.py"), *self.root.glob("Tests/**/test_*.py")]):
            for match in re.finditer(r"^class (\w+)|^    def (test_\w+)", file.read_text(), re.MULTILINE):
                if match[1]:
                    tests = found.setdefault(match[1], set())
                else:
                    tests.add(match[2])
        return found

    @functools.cached_property
    def targets(self):
        """The targets of make."""
        return set(re.findall(r"^([a-z][a-z-]*):(?!=)", self.text("Makefile"), re.MULTILINE))

    @functools.cached_property
    def subcommands(self):
        """What may follow `bodega` on the command line."""
        found = set()
        for text in self.swift("Sources"):
            for match in re.finditer(r"struct (\w+): (?:Async)?ParsableCommand\b", text):
                named = re.match(
                    r"[^{]*\{\s*static let configuration = CommandConfiguration\(\s*commandName: \"([\w-]+)\"",
                    text[match.start() :],
                )
                found.add(named[1] if named else re.sub(r"(?<!^)(?=[A-Z])", "-", match[1]).lower())
        return found

    @functools.cached_property
    def settings(self):
        """The settings of the example and of the operators' table."""
        example = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", self.text(".env.example"), re.MULTILINE)
        rows = re.findall(r"^\| (`[A-Z][^|]*)\|", self.text("docs/operations.md"), re.MULTILINE)
        return {*example, *re.findall(r"`([A-Z][A-Z0-9_]*)`", " ".join(rows))}

    def file_has(self, path, text):
        file = self.root / path
        return file.exists() and (text is None or (file.is_file() and text in file.read_text()))

    def swift(self, folder):
        """The sources below a folder without their comments of whole lines."""
        for file in sorted((self.root / folder).rglob("*.swift")):
            yield re.sub(r"^\s*//.*$", "", file.read_text(), flags=re.MULTILINE)

    def text(self, path):
        file = self.root / path
        return file.read_text() if file.exists() else ""


def without_names(path):
    """A path whose placeholders have no names: they may be called anything."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def close(name, names):
    return difflib.get_close_matches(name, list(names), n=2, cutoff=0.6)


def rows(page):
    """The rows of the page's tables, and what is wrong with their form."""
    found, problems, header = [], [], None
    for number, line in enumerate(page.splitlines(), 1):
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
            if header != HEADER and header not in OTHER_HEADERS:
                problems.append(f"line {number}: a table of other columns: {cells}")
        elif header == HEADER and not all(re.fullmatch(":?-+:?", cell) for cell in cells):
            if len(cells) == len(HEADER):
                found.append(Row(number, *cells))
            else:
                problems.append(f"line {number}: {len(cells)} cells instead of {len(HEADER)}")
    return found, problems


def problems(page, repository):
    """All that is wrong with the page, a sentence each."""
    found, wrong = rows(page)
    for row in found:
        wrong += [f"line {row.line} ({row.capability}): {problem}" for problem in problems_of(row, repository)]
    return wrong


def problems_of(row, repository):
    if not row.capability:
        yield "says of nothing what it is"
    if not re.fullmatch(r"yes|still to come|not, because .+", row.state):
        yield f"has the state {row.state!r}"
        return
    if row.state == "yes" and not row.names:
        yield "names nothing that shows it"
    if row.state == "still to come" and not row.shown_by:
        yield "does not say what will show it"
    for name in row.names:
        exists = repository.has(name)
        if exists is None:
            yield f"names `{name}`, which is no route, command, test, setting or file"
        elif row.state == "still to come" and exists:
            yield f"is still to come, but `{name}` is there"
        elif row.state != "still to come" and not exists:
            like = " or ".join(repository.like(name))
            yield f"names `{name}`, which is not there" + (f"; is it {like}?" if like else "")


class RequirementsTests(unittest.TestCase):
    def test_the_page_is_true(self):
        wrong = problems((ROOT / PAGE).read_text(), Repository(ROOT))
        self.assertFalse(wrong, f"\n{PAGE}:\n  " + "\n  ".join(wrong))

    def test_the_page_has_all_documents(self):
        found, _ = rows((ROOT / PAGE).read_text())
        self.assertGreater(len(found), 500)
        self.assertEqual({row.state.split(",")[0] for row in found}, {"yes", "still to come", "not"})


class RequirementsCheckTests(unittest.TestCase):
    """The check itself, on a small repository and tables that are wrong."""

    FILES = {
        "Sources/API/Routes.swift": """
            /// Route(.get, "/in-a-comment")
            Route(
                .get, "/products/{slug}", id: "getProduct"),
            Route(.post, "/cart/add"), Route(page: "/docs") { }
            struct Examine: AsyncParsableCommand {
                static let configuration = CommandConfiguration(
                    commandName: "doctor")
            }
            struct CreateAdmin: AsyncParsableCommand {
                static let configuration = CommandConfiguration(abstract: "…")
            }
            """,
        "Sources/API/V1CartRoutes.swift": """
struct V1CartRoutes: Sendable {
    let routes = [Route(.patch, "/cart/items/{id}", id: "setQuantity").also(.put, "/cart/{id}")]
}
""",
        "Tests/APITests/Deep/CartTests.swift": """
            @Suite struct CartTests {
                private func fill() {}
                @Test(arguments: [
                    1, 2,
                ])
                func aCartIsEmpty(number: Int) {
                    struct Inner { func help() {} }
                }
                @Test func linesAreShown() {}
            }
            extension CartTests { @Test func more() {} }
            """,
        "scripts/tests/test_image.py": "class ImageTests(TestCase):\n    def test_it_builds(self):\n",
        "Makefile": "run: ## Serve\n\t@scripts/run\nNAME := value\n",
        ".env.example": "PORT=8000\n#REDIS_URL=redis://localhost\n",
        "docs/operations.md": "| `JWT_ISSUER`, `JWT_AUDIENCE` | `bodega` |\n",
    }

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for path, text in self.FILES.items():
            file = pathlib.Path(folder.name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.repository = Repository(pathlib.Path(folder.name))

    def check(self, row):
        return problems(f"| capability | state | shown by |\n|---|---|---|\n{row}\n", self.repository)

    def test_names_that_are_there(self):
        for name in [
            "GET /products/{slug}", "GET /products/{id}", "POST /cart/add", "PATCH /api/v1/cart/items/{id}",
            "PUT /api/v1/cart/{id}", "GET /docs", "make run", "bodega doctor",
            "bodega create-admin", "CartTests", "CartTests.aCartIsEmpty", "CartTests.linesAreShown", "CartTests.more",
            "ImageTests.test_it_builds", "PORT", "REDIS_URL", "JWT_ISSUER", "JWT_AUDIENCE", "Makefile", "docs",
            "Makefile: @scripts/run",
        ]:
            with self.subTest(name):
                self.assertEqual(self.check(f"| x | yes | `{name}` |"), [])
                self.assertEqual(self.check(f"| x | not, because of y | `{name}` |"), [])
                self.assertEqual(len(self.check(f"| x | still to come | `{name}` |")), 1)

    def test_names_that_are_not_there(self):
        for name in [
            "PUT /cart/{id}", "GET /in-a-comment", "POST /products/{slug}", "GET /products", "GET /products/{slug}/{id}", "make jump",
            "make NAME", "bodega examine", "bodega doctor --fast", "CartTests.fill", "CartTests.help", "CardTests",
            "ImageTests.test_it", "HOST", "Makefile.old", "Makefile: @scripts/jump", "docs: text",
        ]:
            with self.subTest(name):
                self.assertEqual(len(self.check(f"| x | yes | `{name}` |")), 1)
                self.assertEqual(len(self.check(f"| x | not, because of y | `PORT`, `{name}` |")), 1)

    def test_what_is_to_come_is_not_there(self):
        for name in ["GET /api/v1/products", "make image", "bodega worker", "JobTests", "SERVICES", "compose.yml"]:
            with self.subTest(name):
                self.assertEqual(self.check(f"| x | still to come | `{name}` |"), [])
        self.assertEqual(self.check("| x | still to come | a test of it |"), [])

    def test_rows_of_another_form(self):
        for row in [
            "| x | Yes | `PORT` |", "| x | maybe | `PORT` |", "| x | not | |", "| x | not, because | |", "| x | | |",
            "| x | yes | |", "| x | yes | PORT |", "| x | still to come | |", "| | yes | `PORT` |", "| x | yes |",
            "| x | yes | `PORT` | `PORT` |", "| x | yes | `what is this` |", "| x | still to come | `a b` |",
        ]:
            with self.subTest(row):
                self.assertEqual(len(self.check(row)), 1)
        self.assertEqual(self.check("| x | not, because of y | |"), [])

    def test_a_table_of_other_columns(self):
        self.assertEqual(len(problems("| capability | state |\n|---|---|\n| x | yes |\n", self.repository)), 1)

    def test_a_name_that_looks_alike_is_proposed(self):
        [problem] = self.check("| x | yes | `CartTests.linesAreShow` |")
        self.assertIn("CartTests.linesAreShown", problem)
        [problem] = self.check("| x | yes | `CardTests` |")
        self.assertIn("is it CartTests", problem)

    def test_a_line_is_named(self):
        self.assertTrue(self.check("| x | yes | |")[0].startswith("line 3 (x): "))


if __name__ == "__main__":
    unittest.main()
