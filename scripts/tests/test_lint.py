import json

from .project import ProjectTestCase

SWIFT = """if [ "$1" = format ]; then echo "$@" >>formatted; else cat described.json; fi"""


class LintTests(ProjectTestCase):
    def setUp(self):
        super().setUp()
        self.project.program("swift", SWIFT)
        self.describe([])

    def describe(self, targets):
        self.project.write("described.json", json.dumps({"targets": targets}))

    def test_the_format_of_the_examples_is_looked_at(self):
        for folder in ("Sources", "Examples"):
            self.project.write(f"{folder}/Shop/File.swift", "")
        self.assertEqual(self.project.dev("lint").returncode, 0)
        self.assertIn("Sources Examples", (self.project.root / "formatted").read_text())

    def test_a_script_that_is_no_python_is_told_with_its_line(self):
        self.project.write("scripts/phases/broken.py", "value = 1\nif value\n")
        result = self.project.dev("lint")
        self.assertEqual(result.returncode, 1)
        self.assertIn("scripts/phases/broken.py:2: ", result.stderr)

    def test_an_undeclared_import_is_a_fault(self):
        self.project.write("Sources/BSON/File.swift", "import Schemas\n")
        self.describe([{"name": "BSON", "path": "Sources/BSON", "type": "library", "sources": ["File.swift"]}])
        result = self.project.dev("lint")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Sources/BSON/File.swift imports Schemas, which Package.swift does not name for BSON.", result.stderr)
