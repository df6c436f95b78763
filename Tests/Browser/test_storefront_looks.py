"""Each page of the storefront on a desk and on a phone: nothing is cut off, and nobody is shut out. Pictures are in `.local/screenshots`."""

from storefront import ADDRESS, StorefrontTestCase, furnish

_WIDTHS = (1300, 400)


class StorefrontLookTests(StorefrontTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        furnish(cls.shop)

    def look(self, name, anew=None):
        """Takes a picture in each width, and looks for barriers and for what is wider than the window.

        `anew` is what is waited for on a page that is to be loaded anew in each width.
        """
        for width in _WIDTHS:
            if anew:
                self.browser.set_width(width)
                self.browser.reload()
                self.browser.find(anew)
            with self.subTest(page=name, width=width):
                self.browser.screenshot(f"storefront-{name}", width)
                self.assertEqual(self.browser.overflow(), [])
                self.assertEqual(self.browser.barriers(), [])
        self.browser.set_width(_WIDTHS[0])

    def test_looking_around(self):
        browser = self.browser
        self.go("/?category=fashion&sort=-rating")
        browser.find(".card")
        self.look("list", ".card")
        self.go("/?q=nothing+like+this")
        browser.find(".empty")
        self.look("nothing-found")
        self.go("/product/running-shoes-air")
        browser.find(".thumbs img")
        browser.find(".cards")
        self.look("product")

    def test_buying_as_a_guest(self):
        browser = self.browser
        self.go("/cart")
        browser.find(".empty")
        self.look("empty-cart")
        self.add_to_cart("canvas-backpack")
        self.add_to_cart("espresso-coffee-maker")
        self.go("/cart")
        browser.find(".lines .picture")
        self.look("cart")
        browser.allow("status of 422")
        self.go("/checkout")
        browser.click('[name="checkout"] button.primary', "Pay $")
        browser.find("[aria-invalid]")
        self.look("checkout")
        self.fill_checkout("guest@example.com", "tok_declined")
        self.pay()
        browser.find("h1", "Your card was declined")
        browser.gone(".notice")
        self.look("declined")

    def test_with_an_account(self):
        browser = self.browser
        self.go("/account")
        browser.find('[name="register"]')
        self.look("login")
        self.add_to_cart("gaming-laptop-pro")
        self.register()
        self.fill_checkout()
        browser.click('[name="keep"]')
        order = self.pay()
        browser.find("h1", "Your order is confirmed")
        tracking = {"carrier": "DHL", "number": "00340434161094042557", "url": "https://track.example/0034"}
        for status in ({"status": "processing"}, {"status": "shipped", "tracking": tracking, "note": "Packed with care"}):
            self.shop.ask("PATCH", f"/api/v1/orders/{order}/status", status)
        browser.find("h1", "Your order is on its way")
        browser.gone(".notice")
        self.look("order")
        self.go("/orders")
        browser.find(".lines")
        self.look("orders")
        for slug in ("smartphone-x", "automatic-wrist-watch"):
            self.go(f"/product/{slug}")
            browser.click("button", "Put on the wishlist")
            browser.find(".notice")
        self.go("/wishlist")
        browser.find(".lines")
        self.look("wishlist")
        self.go("/product/gaming-laptop-pro")
        browser.click("summary", "Write a review")
        browser.fill({"title": "Fast", "comment": "It runs all that I have, and is not even loud.\nThe screen is bright."})
        browser.click('[name="review"] button.primary')
        browser.find(".reviews li")
        browser.gone(".notice")
        self.look("review")
        self.go("/account")
        browser.find('[name="profile"]')
        browser.find(".lines", ADDRESS["city"])
        self.look("account")
