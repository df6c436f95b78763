"""Buying in the storefront, whatever happens on the way: there is one order in the end."""

from browser import eventually
from storefront import ADDRESS, StorefrontTestCase

# Takes the answer to a request away from the page after the shop has done what was asked: `lost` fails, `late` never comes; with
# `away` all answers are lost from then on.
_LOSE = """
    const whole = window.fetch, kind = arguments[1];
    window.fetch = async (address, options) => {
        const answer = await whole(address, options);
        if (options.method !== 'POST' || !address.endsWith(arguments[0])) return answer;
        if (kind !== 'away') window.fetch = whole;
        window.givesBack = () => { window.fetch = whole; };
        window.hasLost = true;
        if (kind === 'late') await new Promise(() => {});
        throw new TypeError('Failed to fetch');
    };
"""


class StorefrontPurchaseTests(StorefrontTestCase):
    def test_a_whole_purchase(self):
        shop, browser = self.shop, self.browser
        shop.ask("POST", "/api/v1/admin/coupons", {"code": "SPRING", "type": "percentage", "value": 10})
        # An anonymous cart survives a reload, and is the same in another tab.
        self.add_to_cart("canvas-backpack")
        browser.reload()
        browser.find("#cart-count", "1")
        first, second = browser.tab, browser.new_tab(self.address + "/cart")
        browser.find(".lines", "Canvas Backpack")
        # Registration keeps it, in both tabs.
        browser.switch(first)
        email = self.register()
        browser.find("#cart-count", "1")
        browser.switch(second)
        browser.find("#account-link", "Ann Lee")
        # What one tab adds the other shows.
        browser.switch(first)
        self.add_to_cart("polarized-sunglasses")
        browser.switch(second)
        browser.find(".lines", "Polarized Sunglasses")
        browser.allow("status of 404")
        browser.type('[name="code"]', "WINTER")
        browser.click('[name="coupon"] button')
        browser.find('[name="coupon"] .error')
        browser.type('[name="code"]', "spring")
        browser.click('[name="coupon"] button')
        browser.find(".coupon", "Coupon SPRING")
        browser.click("a.primary", "Go to checkout")
        # A reload in the middle of the form: the cart and the login are there again.
        browser.find('[name="checkout"]')
        browser.reload()
        browser.find("aside", "Coupon SPRING")
        browser.fill(ADDRESS, '[name="checkout"]')
        browser.click('[name="keep"]')
        # The network is away for a moment, and the buyer impatient.
        browser.allow("ERR_INTERNET_DISCONNECTED")
        browser.offline()
        button = browser.find('[name="checkout"] button.primary')
        browser.script("arguments[0].click(); arguments[0].click(); arguments[0].disabled = false; arguments[0].click();", button)
        browser.find("#connection", "can't be reached")
        self.assertEqual(self.orders(email), [])
        browser.offline(False)
        order = self.order()
        browser.find("h1", "Your order is confirmed")
        [stored] = self.orders(email)
        self.assertEqual(stored["id"], order)
        self.assertEqual(stored["payment"]["attempts"], 1)
        self.assertEqual(stored["coupon"]["code"], "SPRING")
        self.assertEqual(browser.text("dd.total"), f"${stored['total']:.2f}")
        browser.find("#cart-count", "0")
        # It is shipped, and the page tells so by itself.
        shop.ask("PATCH", f"/api/v1/orders/{order}/status", {"status": "processing"})
        browser.find(".story", "Being packed")
        tracking = {"carrier": "DHL", "number": "0034", "url": "https://track.example/0034"}
        shop.ask("PATCH", f"/api/v1/orders/{order}/status", {"status": "shipped", "tracking": tracking})
        browser.find("h1", "Your order is on its way")
        browser.find(".tracking a", "0034")
        # The address was kept for the next time.
        self.add_to_cart("canvas-backpack")
        self.go("/checkout")
        browser.find('[name="address_id"]', "Springfield")
        self.go("/orders")
        browser.find(".lines", stored["number"])

    def test_a_guest_buys(self):
        browser = self.browser
        self.add_to_cart("premium-yoga-mat")
        browser.allow("status of 422")
        self.go("/checkout")
        browser.click('[name="checkout"] button.primary', "Pay $")
        browser.find('[name="city"][aria-invalid]')
        self.assertEqual(browser.script("return document.activeElement.name"), "full_name")
        self.fill_checkout()
        browser.click('[name="checkout"] button.primary')
        browser.find('[name="email"][aria-invalid]')
        self.fill_checkout("guest@example.com")
        order = self.pay()
        browser.find("h1", "Your order is confirmed")
        # The token that opens it is kept: a reload shows it again.
        browser.reload()
        browser.find("h1", "Your order is confirmed")
        browser.find(".story", "Paid")
        stored = self.shop.ask("GET", f"/api/v1/orders/{order}")
        self.assertEqual((stored["email"], stored["user_id"]), ("guest@example.com", None))
        browser.click("button", "Invoice (PDF)")
        file = browser.downloads / f"invoice-{order}.pdf"
        eventually(file.exists, "the download")
        self.assertTrue(file.read_bytes().startswith(b"%PDF"))
        browser.click("button", "Cancel the order")
        browser.find("h1", "Your order is cancelled")

    def test_news_of_an_order_go_on_after_the_network_was_away(self):
        browser = self.browser
        self.add_to_cart("whey-protein-powder")
        self.fill_checkout("away@example.com")
        order = self.pay()
        browser.find(".story", "Confirmed")
        browser.allow("ERR_INTERNET_DISCONNECTED")
        browser.offline()
        self.shop.ask("PATCH", f"/api/v1/orders/{order}/status", {"status": "processing"})
        browser.find("#connection", "can't be reached")
        self.shop.ask("PATCH", f"/api/v1/orders/{order}/status", {"status": "shipped"})
        browser.offline(False)
        browser.find("h1", "Your order is on its way")
        browser.find(".story", "On its way")
        told = [each.text for each in browser.all(".story li strong")]
        self.assertEqual(told, ["Ordered", "Paid", "Confirmed", "Being packed", "On its way"])

    def test_an_order_is_followed_in_more_tabs_than_a_browser_has_connections(self):
        browser = self.browser
        self.add_to_cart("whey-protein-powder")
        self.fill_checkout("many@example.com")
        order, first = self.pay(), browser.tab
        browser.find(".story", "Confirmed")
        for _ in range(7):
            browser.new_tab(f"{self.address}/order/{order}")
            browser.find(".story", "Confirmed")
        # What happens while nobody sees a tab it tells as soon as somebody does, and once.
        self.shop.ask("PATCH", f"/api/v1/orders/{order}/status", {"status": "processing"})
        browser.find(".story", "Being packed")
        browser.switch(first)
        browser.find("h1", "Your order is being packed")
        browser.find(".story", "Being packed")
        told = [each.text for each in browser.all(".story li strong")]
        self.assertEqual(told, ["Ordered", "Paid", "Confirmed", "Being packed"])

    def test_a_card_that_is_declined_can_be_replaced(self):
        self.add_to_cart("whey-protein-powder")
        self.fill_checkout("declined@example.com", "tok_declined")
        order = self.pay()
        self.browser.find("h1", "Your card was declined")
        self.browser.find(".story", "Payment refused")
        self.browser.choose('[name="card"]', "tok_success")
        button = self.browser.find('[name="pay"] button.primary')
        self.browser.script("arguments[0].click(); arguments[0].click();", button)
        self.browser.find("h1", "Your order is confirmed")
        self.assertEqual(self.shop.ask("GET", f"/api/v1/orders/{order}")["payment"]["attempts"], 2)

    def test_a_lost_answer_and_a_double_click_are_one_order(self):
        self.add_to_cart("resistance-bands-set")
        self.fill_checkout("lost@example.com")
        self.browser.script(_LOSE, "/orders", "lost")
        button = self.browser.find('[name="checkout"] button.primary')
        self.browser.script("arguments[0].click(); arguments[0].disabled = false; arguments[0].click();", button)
        order = self.order()
        self.browser.find("h1", "Your order is confirmed")
        self.assertTrue(self.browser.script("return window.hasLost"))
        self.assert_one("lost@example.com", order)

    def test_who_gave_up_and_pays_again_gets_the_order(self):
        self.add_to_cart("resistance-bands-set")
        self.fill_checkout("again@example.com")
        self.browser.script(_LOSE, "/orders", "away")
        self.browser.click('[name="checkout"] button.primary')
        self.browser.find('[name="checkout"] [role=alert]', "can't be reached")
        self.browser.script("window.givesBack()")
        self.browser.click('[name="checkout"] button.primary')
        self.assert_one("again@example.com", self.order())

    def test_a_reload_while_the_order_is_on_its_way_is_one_order(self):
        self.add_to_cart("resistance-bands-set")
        self.fill_checkout("reload@example.com")
        self.browser.script(_LOSE, "/orders", "late")
        self.browser.click('[name="checkout"] button.primary')
        self.browser.wait(lambda: self.browser.script("return window.hasLost"), "the answer")
        self.browser.reload()
        order = self.order()
        self.browser.find("h1", "Your order is confirmed")
        self.assert_one("reload@example.com", order)

    def test_two_tabs_that_pay_the_same_cart_are_one_order(self):
        browser = self.browser
        self.add_to_cart("resistance-bands-set")
        self.fill_checkout("tabs@example.com")
        first, second = browser.tab, browser.new_tab()
        self.fill_checkout("tabs@example.com")
        # Both are asked before either has answered.
        for tab in (first, second):
            browser.switch(tab)
            browser.script("setTimeout(() => document.querySelector('[name=checkout] button.primary').click())")
        orders = []
        for tab in (first, second):
            browser.switch(tab)
            orders.append(self.order())
        self.assertEqual(orders[0], orders[1])
        self.assert_one("tabs@example.com", orders[0])

    def test_a_price_that_has_changed_is_asked_about(self):
        self.add_to_cart("automatic-wrist-watch")
        self.fill_checkout("price@example.com")
        self.shop.ask("PATCH", "/api/v1/products/automatic-wrist-watch", {"price": 500})
        self.browser.allow("status of 409")
        self.browser.click('[name="checkout"] button.primary')
        self.browser.find('[name="checkout"] [role=alert]', "it is $525.00 now")
        self.browser.find('[name="checkout"] button.primary', "Pay $525.00")
        self.pay()
        self.browser.find("h1", "Your order is confirmed")

    def test_what_is_sold_out_meanwhile_is_told(self):
        self.add_to_cart("memory-foam-mattress")
        self.fill_checkout("late@example.com")
        self.shop.ask("PATCH", "/api/v1/products/memory-foam-mattress", {"inventory": 0})
        self.browser.allow("status of 409", "status of 422")
        self.browser.click('[name="checkout"] button.primary')
        self.browser.find('[name="checkout"] [role=alert]')
        self.go("/cart")
        self.browser.find(".lines .error", "")
        self.assertEqual(self.orders("late@example.com"), [])

    def assert_one(self, email, order):
        stored = self.orders(email)
        self.assertEqual([each["id"] for each in stored], [order])
        self.assertEqual(stored[0]["payment"]["attempts"], 1)
