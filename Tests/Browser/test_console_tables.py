"""Exports, imports and jobs in the console, with their progress."""

import unittest
import zipfile
from pathlib import Path

from browser import By, eventually
from console import Buyer, ConsoleTestCase

CSV = "number,name,price,inventory,category\n9001,Oil lamp,30,4,Electronics\n9002,Gas lamp,many,4,Electronics\n"


class ConsoleTableTests(ConsoleTestCase):
    def test_the_orders_of_a_day_are_exported_and_downloaded(self):
        order = Buyer(self.shop).buy(1)
        self.go("Exports", "Exports")
        self.browser.click("button", "Export")
        self.browser.find("tbody tr:first-child", "XLSX")
        self.browser.find("progress")
        self.browser.click("tbody tr:first-child a", "Download")
        workbook = eventually(lambda: next(self.browser.downloads.glob("*.xlsx"), None), "the file")
        with zipfile.ZipFile(workbook) as archive:
            sheets = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        self.assertIn(order["number"].encode(), sheets)

    def test_products_are_imported_after_a_try(self):
        file = Path(self.browser.downloads, "lamps.csv")
        file.write_text(CSV)
        self.go("Imports", "Imports")
        self.browser.driver.find_element(By.CSS_SELECTOR, ".drop input").send_keys(str(file))
        self.browser.find("main h1", "Import, only tried")
        self.browser.find(".state", "Done")
        self.assertIn("Would be new", self.browser.text(".facts"))
        self.browser.find("td", "price")
        self.assertEqual(self.shop.request("GET", "/api/v1/products/9001").status, 404)
        self.go("Imports", "Imports")
        self.browser.click("label", "Only try")
        self.browser.driver.find_element(By.CSS_SELECTOR, ".drop input").send_keys(str(file))
        self.browser.wait(lambda: self.browser.text("main h1") == "Import", "the import")
        self.browser.find(".state", "Done")
        self.assertEqual(self.shop.ask("GET", "/api/v1/products/9001")["name"], "Oil lamp")
        self.assertEqual(self.shop.request("GET", "/api/v1/products/9002").status, 404)

    def test_jobs_are_seen_while_they_go_on(self):
        self.go("Jobs", "Jobs")
        self.browser.find(".pages, .empty")
        exported = self.shop.ask("POST", "/api/v1/admin/export/products", {"format": "csv"})
        self.browser.find("tbody a", "export")
        self.browser.wait(lambda: "Done" in self.browser.text("tbody tr"), "its end")
        self.assertEqual(self.shop.ask("GET", f"/api/v1/admin/exports/{exported['id']}")["status"], "done")
        self.browser.click("tbody a", "export")
        self.browser.find("main h1", "Job ")
        self.browser.find(".state", "Done")

    def test_who_changed_what_is_told_and_downloaded(self):
        self.shop.ask("PATCH", "/api/v1/products/15", {"name": "A wiser name"})
        self.open("/audit?kind=product")
        self.browser.click("tbody summary", "Name")
        self.browser.find("ins", "A wiser name")
        self.browser.click("button", "Download these")
        eventually(lambda: next(self.browser.downloads.glob("*.ndjson"), None), "the file")


if __name__ == "__main__":
    unittest.main()
