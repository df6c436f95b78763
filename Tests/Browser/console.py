"""What the tests of the console share: a shop with a few orders, and a browser that is logged in."""

import itertools
import struct
import zlib

from browser import ADMIN, Browser, BrowserTestCase, By, Shop, eventually

_PASSWORD = "SecurePass123"
_ADDRESS = {
    "full_name": "Ann Example", "address_line1": "1 Light Road", "city": "London", "postal_code": "N1 9GU", "country": "GB",
}  # fmt: skip
_numbers = itertools.count(1)


class Buyer:
    """An account that has just been made."""

    def __init__(self, shop, name="Ann Example"):
        self._shop = shop
        self.email = f"buyer{next(_numbers)}@example.com"
        self.password = _PASSWORD
        body = {"email": self.email, "password": _PASSWORD, "name": name}
        session = shop.request("POST", "/api/v1/auth/register", body).json
        self.token, self.id = session["access_token"], session["user"]["id"]

    def ask(self, method, path, body=None):
        answer = self._shop.request(method, path, body, token=self.token)
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.bytes.decode(errors='replace')}"
        return answer.json

    def order(self, product, quantity=1, **more):
        """An order that is placed, and not paid for yet."""
        items = [{"product_id": product, "quantity": quantity}]
        return self.ask("POST", "/api/v1/orders", {"items": items, "shipping_address": _ADDRESS, **more})

    def buy(self, product, quantity=1):
        """An order that is paid."""
        order = self.order(product, quantity)
        path = f"/api/v1/orders/{order['id']}"
        return eventually(lambda: _if_paid(self.ask("GET", path)), "the payment")


def _if_paid(order):
    return order if order["payment"]["status"] == "paid" else None


class ConsoleTestCase(BrowserTestCase):
    """A browser for all tests of a class, in which the admin is logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = Browser(cls.__name__)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.forget()
        self.open("/dashboard")
        if self.browser.wait(self.came).tag_name == "input":
            self.log_in(*ADMIN)
        self.browser.find("main h1", "Dashboard")

    def came(self):
        """What has come of the page: a field of the log-in, or a link of the menu."""
        return next(iter(self.browser.driver.find_elements(By.CSS_SELECTOR, "[name=password], nav#menu a")), None)

    def open(self, page):
        """Opens a page of the console by its address, as from a bookmark."""
        self.browser.open("about:blank")
        self.browser.open(f"{self.shop.address}/console#{page}")

    def log_in(self, email, password):
        self.browser.fill({"email": email, "password": password})
        self.browser.click("button[type=submit]")

    def go(self, page, heading):
        """Goes to a page of the menu."""
        self.browser.click("nav#menu a", page)
        self.browser.find("main h1", heading)

    def answer(self, fields=(), action=None):
        """Fills the dialog in and sends it."""
        self.browser.find("dialog")
        self.browser.fill(dict(fields), "dialog")
        self.browser.click("dialog button[type=submit]", action)
        self.browser.gone("dialog")

    def problem_at(self, name):
        """What the form says is wrong with a field, which has the keyboard."""
        self.browser.find(f'[name="{name}"][aria-invalid="true"]')
        return self.browser.script(
            "const field = document.querySelector(`[name='${arguments[0]}'][aria-invalid]`);"
            "return document.getElementById(field.getAttribute('aria-describedby').split(' ')[0]).textContent",
            name,
        )


def a_shop():
    """A shop with a paid order, a pending one, one of last steps, and a review."""
    shop = Shop()
    buyer = Buyer(shop)
    shop.paid = buyer.buy(1)
    shop.pending = buyer.order(2, payment_token="tok_manual")
    shop.buyer = buyer
    buyer.ask("POST", "/api/v1/products/1/reviews", {"rating": 4, "title": "Bright", "comment": "And quiet."})
    return shop


def a_picture(red, green, blue, size=200):
    """A PNG of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes([red, green, blue]) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * size)) + chunk(b"IEND", b"")
