"""What the checks of `make chaos` say of jobs and mails."""

import unittest
from types import SimpleNamespace

from chaosrun.job_checks import Aftermath, check_accounts, check_jobs, check_orphans, repeated
from chaosrun.report import Report

USER, JOB, EMAIL = b"u" * 12, b"j" * 12, "a@example.com"
MAIL = (EMAIL, f"<{JOB.hex()}@localhost>")


def job(user=USER, id=JOB, state="done", worker="host:1"):
    return {"_id": id, "kind": "welcome_mail", "payload": {"user_id": user}, "state": state, "worker": worker}


def answers(*statuses):
    return [SimpleNamespace(status=status, is_success=status in (200, 201)) for status in statuses]


class JobChecksTests(unittest.TestCase):
    def test_an_account_with_its_job_and_its_mail_is_as_it_must_be(self):
        self.assertEqual(self.broken(Aftermath({EMAIL: [USER]}, [job()], [MAIL])), [])

    def test_an_account_without_a_job_is_found(self):
        self.assertIn("each account has one job", self.broken(Aftermath({EMAIL: [USER]}, [], [MAIL])))

    def test_an_account_with_two_jobs_is_found(self):
        twice = Aftermath({EMAIL: [USER]}, [job(), job(id=b"k" * 12)], [MAIL])
        self.assertIn("each account has one job", self.broken(twice))

    def test_a_job_of_an_account_that_was_rolled_back_is_found(self):
        orphaned = Aftermath({EMAIL: [USER]}, [job(), job(user=b"x" * 12, id=b"k" * 12)], [MAIL])
        self.assertEqual(self.broken(orphaned), ["no job is for an account that is not there"])

    def test_a_job_that_is_not_done_is_found_whatever_else_it_is(self):
        for state in ("scheduled", "available", "running", "dead", "cancelled"):
            with self.subTest(state):
                found = self.broken(Aftermath({EMAIL: [USER]}, [job()], [MAIL], everything=[job(state=state)]))
                self.assertEqual(found, ["no job waits or runs at the end, none is dead"])

    def test_an_account_without_a_mail_is_found(self):
        self.assertEqual(self.broken(Aftermath({EMAIL: [USER]}, [job()], [])), ["each account was welcomed by mail"])

    def test_a_mail_to_somebody_without_an_account_is_found(self):
        stray = Aftermath({EMAIL: [USER]}, [job()], [MAIL, ("b@example.com", "<1@localhost>")])
        self.assertEqual(self.broken(stray), ["no mail went to an address without an account"])

    def test_a_mail_that_came_again_as_another_message_is_found(self):
        others = Aftermath({EMAIL: [USER]}, [job()], [MAIL, (EMAIL, "<1@localhost>")])
        found = self.broken(others, cuts_work=True)
        self.assertEqual(found, ["all mails to an account are its welcome or a step of its orders"])

    def test_steps_of_orders_that_are_told_in_their_order_are_as_they_must_be(self):
        self.assertEqual(self.broken(self.told(b"1", b"2")), [])

    def test_a_step_that_nobody_was_told_of_is_found(self):
        for told in ([], [b"1"], [b"2"]):
            with self.subTest(told):
                self.assertEqual(self.broken(self.told(*told)), ["each step of an order was told by mail, in its order"])

    def test_steps_that_are_told_in_another_order_are_found(self):
        self.assertEqual(self.broken(self.told(b"2", b"1")), ["each step of an order was told by mail, in its order"])

    def test_a_step_that_is_told_again_later_is_found_where_no_worker_was_cut_off(self):
        twice = self.told(b"1", b"2", b"1")
        self.assertEqual(self.broken(twice), ["no mail came twice"])
        self.assertEqual(self.broken(twice, cuts_work=True), [])

    def test_a_step_that_is_told_to_somebody_else_is_found(self):
        aftermath = self.told(b"1", b"2")
        aftermath.accounts["b@example.com"] = [b"v" * 12]
        aftermath.orders = {b"o": (b"v" * 12, [b"1" * 12, b"2" * 12])}
        self.assertEqual(self.broken(aftermath), ["all mails to an account are its welcome or a step of its orders"])

    def test_a_mail_that_came_twice_is_found_where_no_worker_was_cut_off(self):
        twice = Aftermath({EMAIL: [USER]}, [job()], [MAIL, MAIL])
        self.assertEqual(self.broken(twice), ["no mail came twice"])
        self.assertEqual(self.broken(twice, cuts_work=True), [])
        self.assertEqual(repeated(twice, [EMAIL]), 1)

    def test_an_answered_account_is_there_once_and_an_unanswered_one_once_at_most(self):
        for ids, answered, perhaps in (([], False, True), ([USER], True, True), ([USER, b"x" * 12], False, False)):
            with self.subTest(ids):
                self.assertEqual(self.holds(ids, answered=[EMAIL]), answered)
                self.assertEqual(self.holds(ids, perhaps=[EMAIL]), perhaps)

    def test_of_rivals_not_two_win_nor_do_all_lose(self):
        for statuses, holds in (
            ((200, 409, 409), True), ((503, 409, None), True), ((200, 201, 409), False), ((409, 409, 409), False),
        ):  # fmt: skip
            with self.subTest(statuses):
                self.assertEqual(self.holds([USER], races={EMAIL: answers(*statuses)}), holds)

    def test_a_killed_worker_that_left_nothing_to_others_shows_nothing(self):
        for killed, holds in (("host:1", False), ("host:2", True)):
            with self.subTest(killed):
                report = Report()
                check_orphans(report, Aftermath({}, [], [], everything=[job(worker="host:1")]), {JOB: killed})
                self.assertEqual(report.holds, holds)

    def told(self, *events):
        """An order to which two things happened, and whoever placed it was told of some."""
        mails = [(EMAIL, f"<{(event * 12).hex()}@localhost>") for event in events]
        return Aftermath({EMAIL: [USER]}, [job()], [MAIL, *mails], {b"o": (USER, [b"1" * 12, b"2" * 12])})

    def broken(self, aftermath, cuts_work=False):
        report = Report()
        check_jobs(report, aftermath, [EMAIL], SimpleNamespace(cuts_work=cuts_work))
        return [invariant for invariant, _, faults in report.lines if faults]

    def holds(self, ids, answered=(), perhaps=(), races=None):
        report = Report()
        check_accounts(report, Aftermath({EMAIL: ids}, [], []), answered, perhaps, races or {})
        return report.holds


if __name__ == "__main__":
    unittest.main()
