"""Every page of the console: that it is there without a complaint, fits, and can be used by everybody."""

import unittest

from console import ConsoleTestCase, a_picture, a_shop

PAGES = {
    "/dashboard": "Dashboard", "/orders": "Orders", "/coupons": "Coupons", "/coupons/new": "New coupon",
    "/products": "Products", "/products/new": "New product", "/products/{product}": "Gaming Laptop Pro",
    "/products/{product}/reviews": "Reviews of Gaming Laptop Pro", "/categories": "Categories", "/reviews": "Reviews",
    "/inventory": "Inventory", "/inventory/{product}": "Stock of Gaming Laptop Pro", "/users": "Users",
    "/users/{user}": "Ann Example", "/orders/{order}": "Order B-", "/exports": "Exports", "/imports": "Imports",
    "/jobs": "Jobs", "/jobs/{job}": "Job ", "/audit": "Audit", "/system": "System",
}  # fmt: skip


class ConsolePageTests(ConsoleTestCase):
    @classmethod
    def make_shop(cls):
        shop = a_shop()
        for color in [(180, 40, 40), (40, 120, 180)]:
            shop.add_picture("gaming-laptop-pro", a_picture(*color), "A laptop")
        shop.ask("POST", "/api/v1/admin/coupons", {"code": "LIGHT", "type": "percentage", "value": 10})
        shop.ask("POST", "/api/v1/admin/export/orders", {"format": "csv"})
        for color in ("red", "blue"):
            shop.ask("POST", "/api/v1/products/1/variants", {"sku": f"LAPTOP-{color}", "options": {"color": color}, "inventory": 5})
        return shop

    def pages(self):
        names = {
            "product": self.shop.ask("GET", "/api/v1/products/1")["id"], "user": self.shop.buyer.id,
            "order": self.shop.paid["id"], "job": self.shop.ask("GET", "/api/v1/admin/jobs")["items"][0]["id"],
        }  # fmt: skip
        for page, heading in PAGES.items():
            yield page.format(**names), heading, "console-" + page.strip("/").replace("/", "-").replace("{", "").replace("}", "")

    def test_every_page_fits_and_has_no_barriers(self):
        for page, heading, name in self.pages():
            with self.subTest(page=page):
                self.open(page)
                self.browser.find("main h1", heading)
                self.browser.gone("[aria-busy=true]")
                self.assertEqual(self.browser.all("[role=alert]"), [])
                for width in (1300, 400):
                    self.browser.screenshot(name, width)
                    self.assertEqual(self.browser.overflow(), [])
                    self.assertEqual(self.browser.barriers(), [])
                    self.assertEqual(self.browser.complaints(), [])

    def test_the_log_in_and_a_dialog_have_no_barriers(self):
        self.go("Categories", "Categories")
        self.browser.click("button", "New category")
        self.browser.find("dialog")
        for width in (1300, 400):
            self.browser.screenshot("console-dialog", width, whole=False)
            self.assertEqual(self.browser.barriers(), [])
        self.browser.click("dialog button", "Cancel")
        self.browser.click("button.menu-toggle")
        self.browser.screenshot("console-menu", 400)
        self.assertEqual(self.browser.barriers(), [])
        self.browser.click("button", "Log out")
        self.browser.find("[name=password]")
        for width in (1300, 400):
            self.browser.screenshot("console-log-in", width)
            self.assertEqual(self.browser.barriers(), [])

    def test_numbers_lead_to_what_they_count(self):
        self.browser.click(".figure dl div:nth-of-type(1) a", "1")
        self.browser.find("main h1", "Orders")
        self.assertIn("status=pending", self.browser.path)
        self.browser.wait(lambda: len(self.browser.all("tbody tr")) == 1, "the pending order")
        self.assertEqual(self.browser.text("tbody a"), self.shop.pending["number"])
        self.go("Categories", "Categories")
        self.browser.click("tbody a", "5")
        self.browser.find("main h1", "Products")
        self.browser.wait(lambda: len(self.browser.all("tbody tr")) == 5, "the products of the category")

    def test_lists_are_made_by_the_server_and_their_address_keeps_the_place(self):
        self.open("/audit?kind=product")
        self.browser.find(".pages", "1 to 20 of")
        self.browser.click(".pages a", "Next")
        self.browser.find(".pages", "21 to")
        self.assertIn("page=2", self.browser.path)
        self.assertIn("kind=product", self.browser.path)
        self.browser.reload()
        self.browser.find(".pages", "21 to")
        self.browser.script("history.back()")
        self.browser.find(".pages", "1 to 20 of")


if __name__ == "__main__":
    unittest.main()
