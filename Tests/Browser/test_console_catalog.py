"""Products, variants, pictures, categories, coupons, stock and reviews in the console."""

import unittest
from pathlib import Path

from browser import By, eventually
from console import Buyer, ConsoleTestCase, a_picture

DRAG = """
    const [from, to] = arguments, transfer = new DataTransfer();
    const send = (element, type) => element.dispatchEvent(
        new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    send(from, 'dragstart'); send(to, 'dragover'); send(to, 'drop'); send(from, 'dragend');
"""


class ConsoleProductTests(ConsoleTestCase):
    def product(self, name):
        return self.shop.ask("GET", f"/api/v1/products/{name}")

    def open_product(self, name):
        product = self.product(name)
        self.open(f"/products/{product['id']}")
        self.browser.find("main h1", product["name"])
        return product

    def test_a_product_is_edited(self):
        self.open_product(6)
        self.browser.fill({"price": "99.95", "tags": "new, bright"})
        self.browser.click("button[type=submit]", "Save")
        self.browser.find(".notices", "Saved")
        product = self.product(6)
        self.assertEqual((product["price"], product["tags"]), (99.95, ["new", "bright"]))
        self.browser.choose("[name='discount.type']", "percentage")
        self.browser.fill({"discount.value": "10"})
        self.browser.click("button[type=submit]", "Save")
        eventually(lambda: self.product(6)["discount"], "the discount")
        self.assertEqual(self.product(6)["discount"]["value"], 10)

    def test_what_is_wrong_is_said_at_its_field(self):
        self.open_product(7)
        self.browser.allow("status of 422")
        self.browser.fill({"price": "-1", "name": "Another name"})
        self.browser.click("button[type=submit]", "Save")
        self.assertIn("greater than", self.problem_at("price"))
        self.assertEqual(self.browser.find("[name=name]").get_attribute("value"), "Another name")
        self.browser.fill({"price": "many"})
        self.browser.click("button[type=submit]", "Save")
        self.browser.wait(lambda: "number" in self.problem_at("price"), "the other reason")
        self.browser.fill({"price": "12"})
        self.browser.click("button[type=submit]", "Save")
        self.browser.find(".notices", "Saved")

    def test_who_was_slower_overwrites_nothing(self):
        product = self.open_product(8)
        self.shop.ask("PATCH", f"/api/v1/products/{product['id']}", {"name": "A faster name", "price": 5})
        self.browser.allow("status of 412")
        self.browser.fill({"price": "6"})
        self.browser.click("button[type=submit]", "Save")
        self.browser.find("[role=alert]", "Somebody else")
        self.assertEqual(self.product(8)["price"], 5)
        # A decision now; and only what was typed is sent.
        self.browser.click("button[type=submit]", "Save")
        self.browser.find(".notices", "Saved")
        self.assertEqual((self.product(8)["name"], self.product(8)["price"]), ("A faster name", 6))

    def test_a_product_is_added_removed_and_brought_back(self):
        self.go("Products", "Products")
        self.browser.click("a", "New product")
        self.browser.fill({"name": "Paper lamp", "price": "19.9", "inventory": "3", "category": "Electronics"})
        self.browser.click("button[type=submit]", "Add")
        self.browser.find("main h1", "Paper lamp")
        self.assertEqual(self.product("paper-lamp")["inventory"], 3)
        self.browser.click("button", "Remove")
        self.answer(action="Remove")
        self.browser.find("main h1", "Products")
        self.browser.click(".notices button", "Bring it back")
        self.browser.find("main h1", "Paper lamp")
        self.assertTrue(self.product("paper-lamp")["is_active"])

    def test_pictures_are_uploaded_and_brought_into_order(self):
        product = self.open_product(9)
        files = []
        for name, color in {"red": (200, 30, 30), "green": (30, 160, 60)}.items():
            file = Path(self.browser.downloads, f"{name}.png")
            file.write_bytes(a_picture(*color))
            files.append(str(file))
        self.browser.driver.find_element(By.CSS_SELECTOR, ".drop input").send_keys("\n".join(files))
        self.browser.wait(lambda: len(self.browser.all(".pictures li")) == 2, "the pictures")
        images = self.product(9)["images"]
        first, second = self.browser.all(".pictures li")
        self.browser.script(DRAG, second, first)
        eventually(lambda: [image["id"] for image in self.product(9)["images"]] == [images[1]["id"], images[0]["id"]], "the order")
        self.browser.wait(lambda: images[1]["id"] in self.browser.find(".pictures img").get_attribute("src"), "the order here")
        # The same without a mouse.
        self.browser.click("button[title='Move later']:not(:disabled)")
        eventually(lambda: self.product(9)["images"][0]["id"] == images[0]["id"], "the old order")
        self.browser.click("button[title='Describe']")
        self.answer({"alt": "In red"})
        eventually(lambda: self.product(9)["images"][0]["alt"] == "In red", "the text")
        self.browser.click("button[title='Remove']")
        self.answer()
        eventually(lambda: len(self.product(9)["images"]) == 1, "the end of it")
        self.assertEqual(product["id"], self.product(9)["id"])

    def test_what_is_no_picture_is_refused(self):
        self.open_product(10)
        self.browser.allow("status of 415")
        file = Path(self.browser.downloads, "a.png")
        file.write_text("no picture")
        self.browser.driver.find_element(By.CSS_SELECTOR, ".drop input").send_keys(str(file))
        self.browser.find(".notices .alert-danger")

    def test_variants_are_added_changed_and_removed(self):
        self.open_product(11)
        self.browser.click("button", "Add a variant")
        self.answer({"sku": "SHOE-M", "options": "size=M, color=red", "inventory": "4"})
        self.browser.find("td", "SHOE-M")
        self.assertEqual(self.product(11)["variants"][0]["options"], {"size": "M", "color": "red"})
        self.browser.click("button[aria-label='Change SHOE-M']")
        self.browser.allow("status of 422")
        self.browser.fill({"price": "-4"}, "dialog")
        self.browser.click("dialog button[type=submit]")
        self.assertNotEqual(self.problem_at("price"), "")
        self.answer({"price": "44"})
        eventually(lambda: self.product(11)["variants"][0]["price"] == 44, "the price")
        self.browser.click("button[aria-label='Remove SHOE-M']")
        self.answer()
        self.browser.find(".empty", "sold as it is")


class ConsoleCatalogTests(ConsoleTestCase):
    def test_categories_are_added_changed_and_removed(self):
        self.go("Categories", "Categories")
        self.browser.click("button", "New category")
        self.answer({"name": "Lamps"})
        self.browser.find("td", "Lamps")
        self.browser.click("button[aria-label='Change Lamps']")
        self.answer({"name": "Lights"})
        self.browser.find("td", "Lights")
        self.browser.allow("status of 409")
        self.browser.click("button[aria-label='Remove Fashion']")
        self.browser.click("dialog button[type=submit]")
        self.browser.find("dialog [role=alert]")
        self.browser.click("dialog button", "Cancel")
        self.browser.click("button[aria-label='Remove Lights']")
        self.answer()
        self.browser.gone("td", "Lights")

    def test_coupons_are_added_changed_and_removed(self):
        self.go("Coupons", "Coupons")
        self.browser.click("a", "New coupon")
        self.browser.allow("status of 422")
        self.browser.fill({"value": "10"})
        self.browser.click("button[type=submit]")
        self.assertNotEqual(self.problem_at("code"), "")
        self.browser.fill({"code": "LIGHT10"})
        self.browser.click("button[type=submit]")
        self.browser.click("tbody a", "LIGHT10")
        self.browser.find("main h1", "LIGHT10")
        self.browser.fill({"max_uses": "5", "starts_at": "01012026\t0800AM"})
        self.browser.click("button[type=submit]", "Save")
        self.browser.find(".notices", "Saved")
        [coupon] = self.shop.ask("GET", "/api/v1/admin/coupons")["items"]
        self.assertEqual((coupon["max_uses"], coupon["starts_at"][:10]), (5, "2026-01-01"))
        self.browser.click("button", "Remove")
        self.answer()
        self.browser.find(".empty", "No coupons yet")

    def test_stock_is_adjusted_and_its_movements_told(self):
        product = self.shop.ask("GET", "/api/v1/products/12")
        self.open("/inventory")
        self.browser.find(".pages", "of 20")
        self.open(f"/inventory/{product['id']}")
        self.browser.fill({"change": "-2", "reason": "Broken"})
        self.browser.click("button[type=submit]", "Adjust")
        self.browser.find("td", "Broken")
        stock = product["inventory"] - 2
        self.assertEqual(self.shop.ask("GET", "/api/v1/products/12")["inventory"], stock)
        self.browser.wait(lambda: self.browser.text(".states strong") == str(stock), "the stock")
        # Something is sold while one counts.
        self.browser.choose("[name=how]", "set")
        self.browser.fill({"set": "9", "reason": "Counted"})
        Buyer(self.shop).buy(12)
        self.browser.allow("status of 409")
        self.browser.click("button[type=submit]", "Adjust")
        self.browser.find("form [role=alert]")
        self.assertEqual(self.shop.ask("GET", "/api/v1/products/12")["inventory"], stock - 1)

    def test_stock_changes_while_one_looks(self):
        product = self.shop.ask("GET", "/api/v1/products/13")
        self.go("Inventory", "Inventory")
        row = f"//tr[contains(., '{product['name']}')]"
        of = lambda: self.browser.driver.find_element(By.XPATH, row).text  # noqa: E731
        self.browser.wait(lambda: str(product["inventory"]) in of(), "the product")
        Buyer(self.shop).buy(13)
        self.browser.wait(lambda: str(product["inventory"] - 1) in of(), "the sale")

    def test_a_review_is_hidden_and_shown(self):
        self.go("Reviews", "Reviews")
        product = self.shop.ask("GET", "/api/v1/products/14")
        buyer = Buyer(self.shop, "Bea")
        buyer.ask("POST", "/api/v1/products/14/reviews", {"rating": 1, "title": "Dark"})
        self.browser.click("main a", "Read it")
        self.browser.find("main h1", f"Reviews of {product['name']}")
        self.browser.click("button[aria-label='Hide the review of Bea']")
        self.browser.find(".state", "Hidden")
        self.assertEqual(self.shop.request("GET", "/api/v1/products/14/reviews").json["total"], 0)
        self.browser.click("button[aria-label='Show the review of Bea']")
        self.browser.gone(".state", "Hidden")


if __name__ == "__main__":
    unittest.main()
