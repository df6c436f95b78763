import json
import tempfile
import unittest
from pathlib import Path

from localservers import dotenv
from localservers.settings import ROOT

CASES = json.loads((ROOT / "Tests" / "Fixtures" / "dotenv.json").read_text())


class DotenvTests(unittest.TestCase):
    def test_a_text_gives_the_values_or_the_line_of_the_table(self):
        for case in CASES:
            with self.subTest(case["name"]):
                if "values" in case:
                    self.assertEqual(dotenv.parse(case["text"]), case["values"])
                else:
                    with self.assertRaises(dotenv.DotenvError) as raised:
                        dotenv.parse(case["text"])
                    self.assertEqual(raised.exception.line, case["error_line"])

    def test_bytes_that_are_no_text_are_refused_with_their_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ".env"
            path.write_bytes(b"A=1\nB=\xff\n")
            with self.assertRaises(dotenv.DotenvError) as raised:
                dotenv.read(path)
        self.assertEqual(raised.exception.line, 2)

    def test_a_file_that_is_absent_has_no_values(self):
        self.assertEqual(dotenv.read(Path("/nowhere/.env")), {})


if __name__ == "__main__":
    unittest.main()
