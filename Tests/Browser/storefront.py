"""The storefront of `Examples/Storefront` on a port of its own, for a shop of its own with something to look at."""

import importlib.util
import secrets
import threading
import urllib.parse

from browser import Browser, BrowserTestCase, Shop
from localservers.servers import free_port
from localservers.settings import ROOT

FOLDER = ROOT / "Examples" / "Storefront"
_PICTURES = {
    "gaming-laptop-pro": "💻", "wireless-noise-cancelling-headphones": "🎧", "4k-smart-tv-55": "📺", "mechanical-keyboard-rgb": "⌨️",
    "smartphone-x": "📱", "classic-leather-jacket": "🧥", "polarized-sunglasses": "🕶️", "running-shoes-air": "👟", "canvas-backpack": "🎒",
    "automatic-wrist-watch": "⌚", "espresso-coffee-maker": "☕", "memory-foam-mattress": "🛏️", "robot-vacuum-cleaner": "🤖",
    "hepa-air-purifier": "🌬️", "ergonomic-office-chair": "🪑", "premium-yoga-mat": "🧘", "adjustable-dumbbell-set": "🏋️",
    "fitness-tracker-band": "💓", "whey-protein-powder": "🥛", "resistance-bands-set": "💪",
}  # fmt: skip
ADDRESS = {
    "full_name": "Ann Lee", "address_line1": "1 Main Street", "postal_code": "12345", "city": "Springfield", "state": "IL",
}  # fmt: skip
PASSWORD = "a long enough phrase"


class StorefrontTestCase(BrowserTestCase):
    SETTINGS = {}

    @classmethod
    def make_shop(cls):
        port = free_port()
        cls.address = f"http://localhost:{port}"
        shop = Shop([cls.address], **cls.SETTINGS)
        specification = importlib.util.spec_from_file_location("serve", FOLDER / "serve.py")
        serve = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(serve)
        cls.server = serve.server(port, shop.address)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        return shop

    def go(self, path="/"):
        self.browser.open(self.address + path)

    def register(self, name="Ann Lee"):
        """The email of a new account, which is logged in then."""
        email = f"{secrets.token_hex(6)}@example.com"
        self.go("/account")
        self.browser.fill({"name": name, "email": email, "password": PASSWORD}, '[name="register"]')
        self.browser.click('[name="register"] button.primary')
        self.browser.find("#account-link", name)
        return email

    def add_to_cart(self, slug):
        """Puts one more into the cart, and waits until the page counts it."""
        self.go(f"/product/{slug}")
        before = int(self.browser.text("#cart-count"))
        self.browser.click('[name="buy"] button.primary')
        self.browser.find("#cart-count", str(before + 1))

    def fill_checkout(self, email=None, card="tok_success"):
        """Fills the form as somebody who has no address yet does."""
        self.go("/checkout")
        self.browser.find('[name="checkout"] button.primary', "Pay $")
        self.browser.fill({**({"email": email} if email else {}), **ADDRESS}, '[name="checkout"]')
        self.browser.choose('[name="card"]', card)

    def pay(self):
        self.browser.click('[name="checkout"] button.primary')
        return self.order()

    def order(self):
        """The id of the order whose page is there, or comes."""
        self.browser.wait(lambda: self.browser.path.startswith("/order/"), "the order's page")
        return self.browser.path.removeprefix("/order/")

    def orders(self, email):
        """All orders of a buyer, the newest first."""
        return self.shop.ask("GET", f"/api/v1/admin/orders?q={urllib.parse.quote(email)}")["items"]


def furnish(shop):
    """Pictures, variants, tags, discounts and a coupon, through the API as staff would."""
    painter = Browser("painter")
    try:
        for number, (slug, sign) in enumerate(_PICTURES.items()):
            pictures = [_paint(painter, sign, (number * 47) % 360)]
            if slug == "running-shoes-air":
                pictures += [_paint(painter, "👟", hue) for hue in (10, 130)]
            for png in pictures:
                shop.add_picture(slug, png, alt=slug.replace("-", " "))
    finally:
        painter.close()
    shop.ask("PATCH", "/api/v1/products/canvas-backpack", {"discount": {"type": "percentage", "value": 20}, "tags": ["travel", "light"]})
    shop.ask("PATCH", "/api/v1/products/polarized-sunglasses", {"tags": ["travel"]})
    shop.ask("PATCH", "/api/v1/products/running-shoes-air", {"tags": ["light"]})
    add_variants(shop)


def add_variants(shop):
    for size in ("41", "42", "43"):
        for color, stock in (("red", 3), ("green", 12)):
            if (size, color) != ("43", "red"):
                variant = {"sku": f"SHOE-{size}-{color}", "options": {"size": size, "color": color}, "inventory": stock}
                if color == "green":
                    variant["price"] = 149.5
                shop.ask("POST", "/api/v1/products/running-shoes-air/variants", variant)


def _paint(browser, sign, hue):
    browser.open("about:blank")
    browser.script(
        """
        document.body.innerHTML = arguments[0];
        document.body.style.cssText = `margin: 0; width: 640px; height: 640px; display: grid; place-items: center; font-size: 300px;
            background: linear-gradient(135deg, hsl(${arguments[1]} 55% 88%), hsl(${arguments[1] + 40} 45% 74%))`;
        """,
        sign, hue,
    )  # fmt: skip
    browser.set_width(640, 640)
    return browser.driver.get_screenshot_as_png()
