"""Buyers of `/api/v1`, whose orders set pieces aside and are paid at a gateway."""

import time

from .repeaters import UNTIL_ANSWERED_SECONDS, Repeater

ORDERS = "/api/v1/orders"
# How often each payment token is used: what the gateway does with it is in docs/payments.md.
TOKENS = {"tok_success": 4, "tok_timeout": 3, "tok_unreachable": 1, "tok_declined": 3, "tok_manual": 1}


class Payer(Repeater):
    """Orders given items, pays with a card that may be declined, or by a gateway whose answer is lost after it has taken the
    money; then tries another card, cancels, or leaves the order to its end. Each request has a key and is sent until it
    is answered, often several times at once."""

    def buy_once(self):
        token = self.random.choices(list(TOKENS), list(TOKENS.values()))[0]
        order = self._place(token)
        if order is None:
            time.sleep(0.1)
            return
        choice = self.random.random()
        if choice < (0.6 if token == "tok_timeout" else 0.2):
            # Perhaps in the very moment of the payment, or while nobody but the gateway knows of it.
            self._cancel(order)
            return
        status = self._wait(order)
        if status == "failed" and choice < 0.8:
            self._pay(order)
            status = self._wait(order)
        if status == "paid" and self.random.random() < 0.2:
            self._cancel(order)

    def _place(self, token):
        products = self.random.sample(self.products, self.random.randint(1, 3))
        items = [self._item(product) for product in products]
        body = {"items": items, "payment_token": token}
        answer, order = self._insist(ORDERS, body, other=(ORDERS, {**body, "notes": "another"}), may_be_refused=True)
        if answer.status != 201:
            return None
        self.record.orders[order["id"]] = str(order["total"])
        return order["id"]

    def _item(self, product):
        item = {"product_id": product["id"], "quantity": self.random.randint(1, 3)}
        if "variants" in product:
            item["variant_id"] = self.random.choice(product["variants"])
        return item

    def _pay(self, order):
        path = f"/api/v1/payments/{order}/pay"
        body = {"payment_token": self.random.choice(["tok_success", "tok_timeout", "tok_declined"])}
        self._insist(
            path, body, other=(path, {"payment_token": "tok_manual"}), kind="POST /api/v1/payments/{id}/pay",
            may_be_refused=True,
        )

    def _cancel(self, order):
        path = f"{ORDERS}/{order}/cancel"
        answer, body = self._insist(
            path, {"reason": "no longer wanted"}, other=(path, {}), kind="POST /api/v1/orders/{id}/cancel"
        )
        if answer.status == 200:
            self.record.cancelled.append(order)

    def _wait(self, order):
        """The payment's status when it is no longer under way; None if nobody tells."""
        deadline = time.monotonic() + UNTIL_ANSWERED_SECONDS
        while time.monotonic() < deadline and not self.stopping.is_set():
            answer, body = self.send("GET", f"{ORDERS}/{order}", kind="GET /api/v1/orders/{id}")
            if answer.status == 200 and body["payment"]["status"] not in ("pending", "processing"):
                return body["payment"]["status"]
            time.sleep(0.1)
        return None
