"""Orders in the console: as they come, step by step, and back."""

import unittest

from browser import eventually
from console import Buyer, ConsoleTestCase


class ConsoleOrderTests(ConsoleTestCase):
    def setUp(self):
        super().setUp()
        self.buyer = Buyer(self.shop)

    def of_shop(self, order):
        return self.shop.ask("GET", f"/api/v1/orders/{order['id']}")

    def test_an_order_is_seen_as_it_comes_and_counts_in_the_chart(self):
        before = self.shop.ask("GET", "/api/v1/admin/dashboard/stats")["orders"]["today"]
        order = self.buyer.buy(3)
        self.browser.find(".notices", order["number"])
        self.browser.find("table[aria-label='Latest orders'] a", order["number"])
        self.browser.wait(lambda: self.figure("Orders today") == str(before + 1), "the new number")
        self.browser.click("details summary", "As a table")
        revenue = f"${self.shop.ask('GET', '/api/v1/admin/dashboard/stats')['revenue']['today']:,.2f}"
        self.browser.wait(lambda: revenue in self.browser.text("table[aria-label='Sales by day'] tbody tr"), "its revenue")
        self.go("Orders", "Orders")
        self.browser.find("tbody a", order["number"])
        next_order = self.buyer.order(4)
        self.browser.find("tbody a", next_order["number"])

    def figure(self, name):
        return next(each for each in self.browser.all(".figure") if name in each.text).text.splitlines()[1]

    def test_an_order_is_shipped_delivered_and_refunded(self):
        order = self.buyer.buy(1, quantity=2)
        self.open(f"/orders/{order['id']}")
        self.browser.click("button", "Begin to pack")
        self.answer()
        self.browser.find(".states", "Processing")
        self.browser.click("button", "Ship")
        self.answer({"carrier": "Royal Mail", "number": "RM1", "url": "https://parcels.example/RM1", "note": "By hand"})
        self.browser.find(".states", "Shipped")
        self.browser.find("main", "Royal Mail RM1")
        self.browser.find(".history", "By hand")
        self.browser.click("button", "Mark as delivered")
        self.answer()
        self.browser.find(".states", "Delivered")

        self.browser.click("button", "Refund")
        self.browser.choose("dialog [name=what]", "items")
        self.answer({"line0": "1", "reason": "One was broken"})
        self.browser.find(".notices", "refund")
        self.browser.find("main", "One was broken")
        eventually(lambda: self.of_shop(order)["payment"]["status"] == "partially_refunded", "the refund")
        refunded = self.of_shop(order)
        self.assertEqual(refunded["items"][0]["refunded_quantity"], 1)
        self.assertEqual(refunded["tracking"]["number"], "RM1")
        self.browser.find(".states", "Partially refunded")
        self.browser.click("button", "Refund")
        self.answer({"reason": "The other one, too"})
        eventually(lambda: self.of_shop(order)["status"] == "refunded", "the rest")
        self.browser.find(".states", "Refunded")

    def test_more_than_was_paid_is_refused_and_what_was_typed_stays(self):
        order = self.buyer.buy(1)
        self.open(f"/orders/{order['id']}")
        self.browser.allow("status of 409", "status of 422")
        self.browser.click("button", "Refund")
        self.browser.choose("dialog [name=what]", "amount")
        self.browser.fill({"amount": "99999", "reason": "All"}, "dialog")
        self.browser.click("dialog button[type=submit]")
        self.browser.find("dialog [role=alert]")
        self.assertEqual(self.browser.find("dialog [name=amount]").get_attribute("value"), "99999")
        self.browser.type("dialog [name=amount]", "-1")
        self.browser.click("dialog button[type=submit]")
        self.assertNotEqual(self.problem_at("amount"), "")
        self.assertEqual(self.of_shop(order)["refunded"], 0)

    def test_who_was_slower_is_told_so(self):
        order = self.buyer.buy(1)
        self.open(f"/orders/{order['id']}")
        self.browser.click("button", "Cancel the order")
        self.browser.find("dialog")
        self.shop.ask("PATCH", f"/api/v1/orders/{order['id']}/status", {"status": "processing"})
        self.shop.ask("PATCH", f"/api/v1/orders/{order['id']}/status", {"status": "shipped"})
        self.browser.allow("status of 409")
        self.browser.click("dialog button[type=submit]")
        self.browser.find("dialog [role=alert]")
        self.browser.click("dialog button", "Cancel")
        # The page has heard of it meanwhile.
        self.browser.find(".states", "Shipped")

    def test_an_invoice_opens_to_be_printed(self):
        order = self.buyer.buy(1)
        self.open(f"/orders/{order['id']}")
        page = self.browser.tab
        self.browser.click("button", "Invoice")
        tabs = lambda: self.browser.driver.window_handles  # noqa: E731
        eventually(lambda: len(tabs()) == 2, "the invoice's tab")
        self.browser.switch(next(tab for tab in tabs() if tab != page))
        self.browser.wait(lambda: self.browser.driver.current_url.startswith("blob:"), "the invoice")
        self.browser.switch(page)

    def test_orders_are_found_by_number_mail_and_status(self):
        order = self.buyer.order(5, payment_token="tok_manual")
        self.open(f"/orders?q={order['number']}")
        self.browser.find(".pages", "1 to 1 of 1")
        self.browser.type(".filters [name=q]", self.buyer.email)
        self.browser.choose(".filters [name=status]", "pending")
        self.browser.click(".filters button", "Filter")
        self.browser.find(".pages", "1 to 1 of 1")
        self.browser.choose(".filters [name=status]", "delivered")
        self.browser.click(".filters button", "Filter")
        self.browser.find(".empty", "No order is like that")


if __name__ == "__main__":
    unittest.main()
