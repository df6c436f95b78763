"""What the checks of `make chaos` say of requests that came again."""

import json
import unittest

from chaosrun.client import Answer
from chaosrun.repeat_checks import what_is_kept


def registration(user, token, at):
    body = {"access_token": token, "user": {"id": user, "last_login": at}}
    return Answer("POST /api/v1/auth/register", 0, 0.0, status=201, content=(json.dumps(body).encode(), None))


class RepeatChecksTests(unittest.TestCase):
    def test_a_registration_that_comes_again_is_the_same_users_with_other_tokens(self):
        first = what_is_kept(registration("a", "1", "2026-01-01"))
        self.assertEqual(first, what_is_kept(registration("a", "2", "2026-01-02")))
        self.assertNotEqual(first, what_is_kept(registration("b", "1", "2026-01-01")))

    def test_every_other_answer_is_the_same_byte_for_byte(self):
        answers = [Answer("POST /auth/signup", 0, 0.0, status=200, content=(body, None)) for body in (b"{}", b"{ }")]
        self.assertNotEqual(*map(what_is_kept, answers))


if __name__ == "__main__":
    unittest.main()
