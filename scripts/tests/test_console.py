"""What the console's files name is there, and nothing in them needs more than its policy allows."""

import re
import unittest

from localservers.settings import ROOT

CONSOLE = ROOT / "console"
SCRIPTS = sorted(CONSOLE.rglob("*.js"))


class ConsoleTests(unittest.TestCase):
    def test_every_module_that_is_imported_is_there(self):
        for script in SCRIPTS:
            for name in re.findall(r'^import .*? from "(.+)"$', script.read_text(), re.MULTILINE):
                with self.subTest(script=script.name, name=name):
                    self.assertTrue((script.parent / name).is_file())

    def test_every_name_that_is_imported_is_exported(self):
        for script in SCRIPTS:
            for names, path in re.findall(r'^import \{(.+?)\} from "(.+)"$', script.read_text(), re.MULTILINE):
                exporting = (script.parent / path).read_text()
                for name in names.split(","):
                    with self.subTest(script=script.name, name=name):
                        self.assertRegex(
                            exporting, rf"export (async function|function|const|class) {name.strip()}\b"
                        )

    def test_every_import_is_used(self):
        for script in SCRIPTS:
            text = script.read_text()
            for names in re.findall(r'^import \{(.+?)\} from ".+"$', text, re.MULTILINE):
                for name in names.split(","):
                    with self.subTest(script=script.name, name=name):
                        self.assertGreater(len(re.findall(rf"\b{name.strip()}\b", text)), 1)

    def test_every_module_is_reached_from_the_page(self):
        reached, waiting = set(), [CONSOLE / "app.js"]
        while waiting:
            script = waiting.pop().resolve()
            if script not in reached:
                reached.add(script)
                names = re.findall(r'^import .*? from "(.+)"$', script.read_text(), re.MULTILINE)
                waiting += [script.parent / name for name in names]
        self.assertEqual(reached, {script.resolve() for script in SCRIPTS})

    def test_the_page_loads_files_that_are_there(self):
        page = (CONSOLE / "index.html").read_text()
        names = re.findall(r'(?:src|href)="/console/([^"]+)"', page)
        self.assertEqual(len(names), len(re.findall(r'(?:src|href)="', page)))
        libraries = {name.partition("/")[2] for name in names if name.startswith("libraries/")}
        for name in names:
            if not name.startswith("libraries/"):
                self.assertTrue((CONSOLE / name).is_file(), name)
        fetched = (ROOT / "scripts/requirements/console-ui.txt").read_text()
        self.assertEqual(libraries, {path.rpartition("/")[2] for path in re.findall(r" (/usr/\S+)", fetched)})
        served = (ROOT / "Sources/ShopAPI/Console/ConsoleRoutes.swift").read_text()
        self.assertEqual(libraries, set(re.findall(r'"([^"]+)"', re.search(r"libraryNames = \[(.+)\]", served)[1])))

    def test_nothing_is_written_into_the_page(self):
        page = (CONSOLE / "index.html").read_text()
        self.assertNotRegex(page, r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:")

    def test_no_script_makes_code_or_markup_of_a_text(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                self.assertNotRegex(
                    script.read_text(), r"\beval\(|new Function|innerHTML|outerHTML|m\.trust|document\.write|insertAdjacentHTML"
                )

    def test_nothing_comes_from_another_host(self):
        for file in sorted(CONSOLE.rglob("*.*")):
            with self.subTest(file=file.name):
                self.assertNotRegex(file.read_text().replace("http://www.w3.org/2000/svg", ""), r"https?://|url\(")
