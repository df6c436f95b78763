"""What the checks of `make chaos` say of the carts of those who are not logged in."""

import json
import unittest
from collections import Counter
from types import SimpleNamespace

from chaosrun.cart_checks import misplaced_pieces
from chaosrun.client import Answer, Record
from chaosrun.passersby import AnonymousCart

PLENTIFUL, SCARCE = "p" * 24, "s" * 24


def login(token="a", status=200, rejected=()):
    told = {"cart_rejected": [{"product_id": id, "quantity": quantity} for id, quantity in rejected]}
    content = (json.dumps(told).encode(), None)
    return Answer("POST /api/v1/auth/login", 0, 0.0, status=status, content=content, given=token)


class MisplacedPiecesTests(unittest.TestCase):
    def test_pieces_that_are_all_there_are_not_misplaced(self):
        self.assertEqual(self.faults({PLENTIFUL: 2, SCARCE: 1}, stored={PLENTIFUL: 2, SCARCE: 1}), [])

    def test_a_lost_line_is_found(self):
        [fault] = self.faults({PLENTIFUL: 2, SCARCE: 1}, stored={SCARCE: 1})
        self.assertIn(f"product {PLENTIFUL}: put 2 (perhaps 0 more) into anonymous carts, found 0", fault)

    def test_a_doubled_line_is_found(self):
        [fault] = self.faults({PLENTIFUL: 2}, stored={PLENTIFUL: 4})
        self.assertIn("put 2 (perhaps 0 more) into anonymous carts, found 4", fault)

    def test_a_line_that_was_never_put_in_is_found(self):
        self.assertEqual(len(self.faults({PLENTIFUL: 2}, stored={PLENTIFUL: 2, SCARCE: 1})), 1)

    def test_pieces_that_were_refused_are_in_their_place(self):
        self.assertEqual(self.faults({SCARCE: 3}, [login(rejected=[(SCARCE, 2)])], stored={SCARCE: 1}), [])

    def test_pieces_that_were_refused_and_stored_are_doubled(self):
        self.assertEqual(len(self.faults({SCARCE: 3}, [login(rejected=[(SCARCE, 2)])], stored={SCARCE: 3})), 1)

    def test_of_an_unanswered_login_only_what_is_scarce_may_be_missing(self):
        lost = [login(status=None), login()]
        self.assertEqual(self.faults({SCARCE: 3}, lost, stored={SCARCE: 1}), [])
        self.assertEqual(len(self.faults({PLENTIFUL: 3}, lost, stored={PLENTIFUL: 1})), 1)
        self.assertEqual(len(self.faults({SCARCE: 3}, [login("b", None), login()], stored={SCARCE: 1})), 1)

    def test_what_is_not_known_may_be_there_or_not(self):
        for stored, count in ((1, 1), (2, 0), (5, 0), (6, 1)):
            with self.subTest(stored):
                found = self.faults({PLENTIFUL: 2}, stored={PLENTIFUL: stored}, perhaps={PLENTIFUL: 3})
                self.assertEqual(len(found), count)

    @staticmethod
    def faults(pieces, answers=(), *, stored, perhaps=None):
        cart = AnonymousCart("a", Counter(pieces), Counter(perhaps or {}))
        passerby = SimpleNamespace(carts=[cart], record=Record(answers=list(answers)))
        return misplaced_pieces(passerby, Counter(stored), {PLENTIFUL})


if __name__ == "__main__":
    unittest.main()
