"""What the checks of `make chaos` say of payments."""

import unittest
from types import SimpleNamespace
from unittest.mock import patch

from chaosrun.client import Record
from chaosrun.money_checks import check_money
from chaosrun.report import Report

ORDER = b"o" * 12


def order(status="paid", total="20.00", refunded="0"):
    return {"_id": ORDER, "status": status, "total": total, "refunded": refunded}


def intent(kept="20.00", charges=1):
    return {"_id": b"i" * 12, "order_id": ORDER, "charges": charges, "kept": kept}


KEPT = "the gateway keeps what an order was paid, less what was refunded, and nothing of the others"


class MoneyChecksTests(unittest.TestCase):
    def test_a_paid_order_whose_money_is_there_is_as_it_must_be(self):
        self.assertEqual(self.broken([order()], [intent("0", 0), intent()]), [])
        self.assertEqual(self.broken([order(refunded="5.50")], [intent("14.50")]), [])
        self.assertEqual(self.broken([order("canceled")], [intent("0")]), [])

    def test_a_second_charge_is_found(self):
        self.assertEqual(self.broken([order()], [intent(charges=2)]), ["no attempt was charged twice"])
        self.assertEqual(self.broken([order()], [intent(), intent()]), [KEPT])

    def test_money_for_nothing_is_found(self):
        self.assertEqual(self.broken([order("canceled")], [intent()]), [KEPT])
        self.assertEqual(self.broken([], [intent()]), [KEPT])

    def test_goods_for_nothing_are_found(self):
        self.assertEqual(self.broken([order()], [intent("0", 0)]), [KEPT])
        self.assertEqual(self.broken([order()], []), [KEPT])

    def test_a_refund_that_the_gateway_never_heard_of_is_found(self):
        self.assertEqual(self.broken([order(refunded="20.00")], [intent()]), [KEPT])

    def test_an_order_and_pieces_that_wait_for_ever_are_found(self):
        found = self.broken([order("pending")], [], waiting=[order("pending")], aside=[{"slug": "tee"}])
        self.assertEqual(found, ["no order waits for its payment beyond its time", "nothing is set aside for nobody"])

    def test_an_order_that_is_not_cancelled_although_it_was_said_is_found(self):
        self.assertEqual(self.broken([order()], [intent()], cancelled=[ORDER.hex()]), ["what was answered cancelled is so"])
        self.assertEqual(
            self.broken([order("canceled")], [intent("0")], cancelled=[ORDER.hex()], ended=[order("canceled")]), []
        )

    def broken(self, orders, intents, waiting=(), aside=(), cancelled=(), ended=()):
        def read(place, collection, query, projection):
            if collection == "orders":
                return orders if "payment.intent_id" in query else waiting if "status" in query else ended
            return intents if collection == "simulated_payments" else aside

        report = Report()
        payer = SimpleNamespace(record=Record(cancelled=list(cancelled)))
        with patch("chaosrun.money_checks.read", read):
            check_money(report, None, SimpleNamespace(payers=[payer]))
        return [invariant for invariant, _, faults in report.lines if faults]


if __name__ == "__main__":
    unittest.main()
