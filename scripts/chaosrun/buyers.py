"""Buyers that ask where they stand when an answer is missing."""

import random
import threading
import time

from .client import Client, Record

ADD_VARIANT = "/api/v1/cart/items"
PASSWORD = "S3cure-Pass!9"


class Buyer(threading.Thread):
    """Fills a cart, orders, pays, again and again, and asks where it stands when an answer is missing.

    It never repeats a request blindly: `Repeater` does.
    """

    def __init__(self, number, instances, products, seed):
        super().__init__(daemon=True)
        self.random = random.Random(f"{seed}-{number}")
        self.record = Record()
        self.client = Client(instances, self.record)
        self.products = products
        self.stopping = threading.Event()
        self.user_id = None
        # What ended the thread, if it was not asked to end.
        self.failure = None

    def sign_up(self):
        email = self.new_email()
        credentials = {"email": email, "password": PASSWORD}
        answer, body = self.client.request(0, "POST", "/auth/signup", credentials)
        if answer.status != 200:
            raise RuntimeError(f"signup: {answer.status} {answer.error} {body}")
        self.record.accounts.append(email)
        self.client.token = body["access_token"]
        _, me = self.client.request(0, "GET", "/auth/me")
        self.user_id = me["id"]

    def new_email(self):
        return f"buyer-{self.random.getrandbits(64):016x}@example.com"

    def run(self):
        try:
            while not self.stopping.is_set():
                self.buy_once()
        except Exception as error:  # noqa: BLE001: whatever it is, it must be told
            self.failure = error

    def buy_once(self):
        self._look_around()
        for _ in range(self.random.randint(1, 3)):
            self._add()
        order = self.check_out()
        if order:
            self.confirm(order)

    def send(self, method, path, body=None, kind=None):
        if self.random.random() < 0.02:
            time.sleep(0.05)
        answer, content = self.client.request(self.random.randrange(2), method, path, body, kind)
        if answer.status is None or answer.status == 503:
            time.sleep(0.2 + self.random.random() * 0.3)
        return answer, content

    def _look_around(self):
        self.send("GET", "/products?limit=20")
        product = self.random.choice(self.products)
        self.send("GET", f"/products/{product['slug']}", kind="GET /products/{slug}")
        self.send("GET", f"/products?product_id={product['product_id']}")

    def _add(self):
        quantity = self.random.randint(1, 3)
        product = self.random.choice(self.products)
        if "variants" in product:
            line = {"product_id": product["id"], "quantity": quantity}
            line["variant_id"] = self.random.choice(product["variants"])
            answer, _ = self.send("POST", ADD_VARIANT, line)
        else:
            answer, _ = self.send("POST", "/cart/add", {"product_id": product["product_id"], "qty": quantity})
        if answer.is_success:
            self.record.pieces += quantity
        elif answer.status is None or answer.status == 503:
            self.record.perhaps += quantity

    def check_out(self):
        answer, body = self.send("POST", "/checkout/create-order", {})
        if answer.status == 200:
            self.record.orders[body["order_id"]] = str(body["total"])
            return body["order_id"]
        if answer.is_final:
            return None
        # It may be there all the same: the newest one that is not known yet.
        answer, body = self.send("GET", "/orders?limit=5")
        if answer.status != 200:
            return None
        return next((o["id"] for o in body if o["status"] == "pending" and o["id"] not in self.record.finished), None)

    def confirm(self, order):
        path = f"/payments/confirm?order_id={order}&outcome={self.choose_outcome()}"
        for _ in range(40):
            answer, body = self.send("POST", path)
            if answer.status == 200:
                self.record.finished[order] = body["status"]
                return
            if self.stopping.is_set():
                return

    def choose_outcome(self):
        return self.random.choices(["success", "failure", "canceled"], [8, 1, 1])[0]
