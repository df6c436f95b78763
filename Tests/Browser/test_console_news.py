"""Who is told of what in the console while it happens, and in how many tabs."""

import unittest
from pathlib import Path

from browser import ADMIN, BrowserTestCase, By
from console import Buyer, ConsoleTestCase


class ConsoleNewsTests(BrowserTestCase):
    def open(self, page, *account):
        self.browser.open(f"{self.shop.address}/console#{page}")
        ConsoleTestCase.log_in(self, *account)

    def clerk(self, *permissions):
        account = Buyer(self.shop)
        self.shop.ask("PUT", f"/api/v1/admin/users/{account.id}/permissions", {"permissions": permissions})
        return account.email, account.password

    def test_it_knows_who_is_told(self):
        operation = self.shop.request("GET", "/openapi.json").json["paths"]["/api/v1/admin/events"]["get"]
        [readers] = operation["security"][0]["HTTPBearer"]
        self.browser.open(f"{self.shop.address}/console")
        known = self.browser.driver.execute_async_script(
            "import('/console/live.js').then(({ readers }) => arguments[0](Object.values(readers).flat()))"
        )
        self.assertCountEqual([" and ".join(each) for each in known], readers.split(", or "))

    def test_who_may_see_exports_hears_of_those_of_others(self):
        self.open("/exports", *self.clerk("read:report"))
        self.browser.find(".empty")
        self.shop.ask("POST", "/api/v1/admin/export/orders", {"format": "csv"})
        self.browser.find("tbody a", "Download")

    def test_who_may_import_sees_how_it_ends(self):
        file = Path(self.browser.downloads, "lamps.csv")
        file.write_text("number,name,price,inventory,category\n9003,Wax lamp,30,4,Electronics\n")
        self.open("/imports", *self.clerk("create:product", "update:product"))
        self.browser.find("main h1", "Imports")
        self.browser.driver.find_element(By.CSS_SELECTOR, ".drop input").send_keys(str(file))
        self.browser.find("main h1", "Import, only tried")
        self.browser.find(".state", "Done")

    def test_news_come_in_more_tabs_than_a_browser_has_connections(self):
        self.open("/orders", *ADMIN)
        self.browser.find("main h1", "Orders")
        first = self.browser.tab
        for _ in range(7):
            self.browser.new_tab(f"{self.shop.address}/console#/orders")
            self.browser.find("main h1", "Orders")
        order = Buyer(self.shop).order(1, payment_token="tok_manual")
        self.browser.find("tbody a", order["number"])
        # Who comes back to a tab is told what nobody has seen there.
        self.browser.switch(first)
        self.browser.find("tbody a", order["number"])


if __name__ == "__main__":
    unittest.main()
