from localservers.settings import ROOT

from .project import ProjectTestCase


class EntryTests(ProjectTestCase):
    def test_the_help_lists_each_module(self):
        shown = self.project.dev("--help").stdout
        for module in (ROOT / "scripts" / "commands").glob("[a-z]*.py"):
            self.assertRegex(shown, rf"(?m)^  {module.stem.replace('_', '-')} +\S")

    def test_a_module_is_a_command_by_being_there(self):
        self.project.write("scripts/commands/greet_all.py", '"""Greet."""\n\nFORWARDS = "nothing"\n\n\n'
                           "def main(options):\n    print(*options.arguments)\n    return 3\n")  # fmt: skip
        result = self.project.dev("greet-all", "--loud", "you")
        self.assertEqual((result.returncode, result.stdout), (3, "--loud you\n"))

    def test_an_unknown_command_is_told_with_those_there_are(self):
        result = self.project.dev("nothing-like-it")
        self.assertEqual(result.returncode, 2)
        self.assertIn("There is no command nothing-like-it: bench, browser-test,", result.stderr)

    def test_a_command_tells_its_options(self):
        result = self.project.dev("servers", "--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("--throwaway", result.stdout)
