"""Looking around in the storefront, and what it does when the shop is busy, changed elsewhere or logs one out."""

import unittest

from browser import Keys
from storefront import FOLDER, StorefrontTestCase, add_variants


class StorefrontSizeTests(unittest.TestCase):
    def test_it_can_be_read_in_an_hour(self):
        files = [file for file in FOLDER.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
        self.assertLess(sum(len(file.read_text().splitlines()) for file in files), 1500)


class StorefrontTests(StorefrontTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_variants(cls.shop)
        cls.shop.ask("PATCH", "/api/v1/products/canvas-backpack", {"tags": ["travel"]})

    def test_products_are_found_by_category_facet_and_words(self):
        browser = self.browser
        self.go()
        browser.find(".heading .count", "20 products")
        browser.click(".choice", "Fashion")
        browser.find(".heading .count", "5 products")
        browser.click(".choice", "travel")
        browser.find(".heading .count", "1 product")
        # What is chosen is in the address.
        browser.reload()
        browser.find("h1", "Fashion")
        browser.find(".card", "Canvas Backpack")
        browser.driver.back()
        browser.find(".heading .count", "5 products")
        browser.choose('[name="sort"]', "price")
        browser.wait(lambda: "Canvas Backpack" in browser.all(".card")[0].text, "the cheapest first")
        # Each letter searches; a letter that is wrong does not matter.
        field = browser.find("#search input")
        for letter in "headphomes":
            field.send_keys(letter)
        browser.find("h1", "Results for “headphomes”")
        browser.find(".card", "Wireless Noise-Cancelling Headphones")
        self.assertEqual(browser.script("return document.activeElement.name"), "q")
        browser.type("#search input", "zzzzzz")
        browser.find(".empty", "Nothing is like that")

    def test_a_variant_is_chosen(self):
        browser = self.browser
        self.go("/product/running-shoes-air")
        browser.find(".stock", "Only 3 left")
        browser.choose('[name="color"]', "green")
        browser.find(".product .price", "$149.50")
        browser.choose('[name="size"]', "43")
        browser.find(".stock", "In stock")
        browser.choose('[name="color"]', "red")
        browser.find(".stock", "There is no such one")
        self.assertFalse(browser.find('[name="buy"] button').is_enabled())
        browser.choose('[name="color"]', "green")
        browser.click('[name="buy"] button')
        browser.find("#cart-count", "1")
        self.go("/cart")
        browser.find(".lines", "size: 43")
        browser.allow("status of 409")
        browser.type('.lines [type="number"]', "90", after=Keys.TAB)
        browser.find(".notice.bad")
        browser.type('.lines [type="number"]', "0", after=Keys.TAB)
        browser.find(".empty", "It is empty")

    def test_a_cart_that_was_changed_elsewhere_is_shown_before_it_is_changed(self):
        browser = self.browser
        self.add_to_cart("espresso-coffee-maker")
        self.go("/cart")
        browser.find(".lines", "Espresso")
        token = browser.script("return JSON.parse(localStorage.getItem('cartToken'))")
        [line] = self.shop.request("GET", "/api/v1/cart", X_Cart_Token=token).json["items"]
        self.shop.request("PATCH", f"/api/v1/cart/items/{line['id']}", {"quantity": 5}, X_Cart_Token=token)
        browser.allow("status of 412")
        browser.type('.lines [type="number"]', "2", after=Keys.TAB)
        browser.find(".notice.bad", "changed elsewhere")
        browser.wait(lambda: browser.find('.lines [type="number"]').get_property("value") == "5", "the other quantity")

    def test_a_review_and_a_wish(self):
        browser = self.browser
        self.go("/wishlist")
        browser.allow("status of 401")
        browser.find('[name="login"]')
        self.register("Bob Ray")
        self.go("/product/smartphone-x")
        browser.click("summary", "Write a review")
        browser.choose('[name="rating"]', "4")
        browser.fill({"title": "Bright", "comment": "It is <b>light</b>."})
        browser.click('[name="review"] button.primary')
        browser.find(".reviews", "It is <b>light</b>.")
        browser.click("summary", "Change your review")
        browser.type('[name="title"]', "Very bright")
        browser.click('[name="review"] button.primary')
        browser.find(".reviews", "Very bright")
        browser.click("button", "Put on the wishlist")
        browser.find(".notice", "It is on your wishlist")
        self.go("/wishlist")
        browser.click("button", "Put into the cart")
        browser.find("#cart-count", "1")
        browser.find(".empty", "There is nothing on it")
        self.go("/account")
        browser.type('[name="phone"]', "no number")
        browser.allow("status of 422")
        browser.click('[name="profile"] button.primary')
        browser.find('[name="phone"][aria-invalid]')
        browser.click("button", "Log out")
        browser.find("#account-link", "Log in")
        browser.find("#cart-count", "0")

    def test_what_is_not_there_is_told(self):
        self.browser.allow("status of 404")
        for path in ("/product/no-such-thing", "/no/such/page", "/order/507f1f77bcf86cd799439011"):
            self.go(path)
            self.browser.find("h1", "There is nothing here" if "order" not in path else "Log in")
            self.browser.allow("status of 401")


class StorefrontSessionTests(StorefrontTestCase):
    # A refresh token that comes a second time ends the session at once.
    SETTINGS = {"REFRESH_REUSE_SECONDS": "0"}

    def test_two_tabs_refresh_without_ending_the_session(self):
        browser = self.browser
        self.register()
        tabs = [browser.tab, *(browser.new_tab(self.address + "/account") for _ in range(3))]
        for _ in range(5):
            # All of them lose their access token at once.
            for tab in tabs:
                browser.switch(tab)
                browser.script("setTimeout(() => location.reload())")
            for tab in tabs:
                browser.switch(tab)
                browser.find('[name="profile"]')
        browser.click("button", "Log out")
        for tab in tabs:
            browser.switch(tab)
            browser.find("#account-link", "Log in")

    def test_a_token_that_is_not_taken_any_more_is_replaced(self):
        browser = self.browser
        self.register()
        browser.allow("status of 401")
        for path in ("/wishlist", "/cart", "/account"):
            browser.driver.execute_async_script("import('/session.js').then(({ session }) => { session.access = 'old'; arguments[0](); })")
            browser.click(f'a[href="{path}"]')
            browser.find("h1", {"/wishlist": "Your wishlist", "/cart": "Your cart", "/account": "Ann Lee"}[path])

    def test_a_session_that_was_ended_elsewhere_asks_for_a_login(self):
        email = self.register()
        session = self.shop.request("POST", "/api/v1/auth/login", {"email": email, "password": "a long enough phrase"}).json
        self.shop.request("POST", "/api/v1/auth/logout-all", token=session["access_token"])
        self.browser.allow("status of 401")
        self.browser.wait(lambda: self.shop.request("GET", "/api/v1/auth/me", token=session["access_token"]).status == 401)
        self.go("/orders")
        self.browser.find('[name="login"]')
        self.browser.find("#account-link", "Log in")


class StorefrontBusyShopTests(StorefrontTestCase):
    SETTINGS = {"API_RATE_LIMIT": "6/second"}

    def test_too_many_requests_come_again_when_the_shop_says(self):
        browser = self.browser
        browser.allow("status of 429")
        self.go()
        browser.find(".card")
        browser.script("""
            window.said = [];
            new MutationObserver(() => said.push(document.getElementById('connection').textContent))
                .observe(document.getElementById('connection'), { childList: true });
            import('/api.js').then(({ get }) => Promise.all(Array.from({ length: 20 }, (_, page) => get(`/api/v1/products?page_size=1&page=${page + 1}`))))
                .then((pages) => { window.found = new Set(pages.map((each) => each.items[0].id)).size; });
        """)
        browser.wait(lambda: browser.script("return window.found") == 20, "all answers")
        self.assertIn("Many requests: one moment", browser.script("return said"))


if __name__ == "__main__":
    unittest.main()
