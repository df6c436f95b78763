"""What the checks of `make chaos` say of answers."""

import unittest

from chaosrun.answer_checks import MANY, slowest_of_each_kind
from chaosrun.client import Answer


class SlowestTests(unittest.TestCase):
    def test_a_kind_is_compared_with_itself_and_a_rare_one_with_all(self):
        answers = [Answer("GET /often", 0, 0.0, seconds=0.1)] * MANY + [Answer("GET /often", 0, 0.0, seconds=0.3)]
        answers += [Answer("POST /rarely", 0, 0.0, seconds=0.2), Answer("POST /checkout", 0, 0.0, seconds=0.4)]
        self.assertEqual(
            slowest_of_each_kind(answers), {"GET /often": 0.3, "POST /rarely": 0.4, "POST /checkout": 0.4}
        )


if __name__ == "__main__":
    unittest.main()
