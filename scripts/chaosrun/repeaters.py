"""Buyers that send every request again until there is an answer, and never ask where they stand."""

import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from .buyers import PASSWORD, Buyer
from .client import PATIENCE_SECONDS

# A crashed holder of a key keeps it for 15 s, and a server may be away for 30 s.
UNTIL_ANSWERED_SECONDS = 90
MOST_AT_ONCE = 3


class Repeater(Buyer):
    """Opens accounts, adds products, orders and pays with an `Idempotency-Key`: often several times at once, at both
    instances, often without waiting for the answer, and again after it was there.

    The cart takes no keys: what went into it is counted as others count it.
    """

    _numbers = itertools.count(1_000_000)

    def __init__(self, number, instances, products, seed, admin_token):
        super().__init__(number, instances, products, seed)
        self.record.repeats = True
        self._admin_token = admin_token
        self._hands = ThreadPoolExecutor(MOST_AT_ONCE)

    def buy_once(self):
        super().buy_once()
        choice = self.random.random()
        if choice < 0.1:
            self.open_account("/auth/signup")
        elif choice < 0.2:
            self._add_product()

    def check_out(self):
        answer, body = self._insist("/checkout/create-order", {}, other=("/checkout/create-order", {"note": "another"}))
        if answer.status != 200:
            return None
        self.record.orders[body["order_id"]] = str(body["total"])
        return body["order_id"]

    def confirm(self, order):
        path, outcome = f"/payments/confirm?order_id={order}&outcome=", self.choose_outcome()
        answer, body = self._insist(
            path + outcome, other=(path + ("failure" if outcome == "success" else "success"), None)
        )
        if answer.status == 200:
            self.record.finished[order] = body["status"]

    def open_account(self, path, cart=None):
        """
        The answer's body.

        cart: the token of an anonymous cart that becomes the account's.
        """
        account = self.new_account() | ({"cart_token": cart} if cart else {})
        answer, body = self._insist(path, account, other=(path, {**account, "password": "S3cure-Pass!0"}), given=cart)
        if answer.is_success:
            self.record.accounts.append(account["email"])
        return body

    def new_account(self):
        """What a sign-up says, at either mount: the primary contract leaves the name alone."""
        return {"email": self.new_email(), "password": PASSWORD, "name": "Robin"}

    def _add_product(self):
        number = next(Repeater._numbers)
        slug = f"novelty-{number}"
        draft = {"product_id": number, "name": f"Novelty {number}", "slug": slug, "price": 1.5, "inventory": 3}
        answer, body = self._insist(
            "/admin/products", draft, other=("/admin/products", {**draft, "price": 1.6}), token=self._admin_token
        )
        if answer.status == 200:
            self.record.products[slug] = body["id"]

    def _insist(self, path, body=None, *, other, token=None, **about):
        """Sends a request with a key of its own until it is answered; then now and then once more, and now and then
        another one with the same key.

        other: path and body of another request of the same operation.
        about: as `Client.request` has it.
        """
        key = str(uuid.UUID(int=self.random.getrandbits(128)))
        deadline = time.monotonic() + UNTIL_ANSWERED_SECONDS
        while True:
            for answer, content in self._send_at_once(path, body, token, key, about):
                if answer.is_final:
                    # What was refused is not kept, so that the key is free.
                    if not answer.is_refused:
                        self._send_afterwards(path, body, other, token, key, about)
                    return answer, content
            if time.monotonic() > deadline:
                raise RuntimeError(f"POST {path.split('?')[0]} with the key {key} was never answered")
            time.sleep(0.05 + self.random.random() * 0.15)

    def _send_at_once(self, path, body, token, key, about):
        plans = [
            (self.random.randrange(2), self.random.choice([0.002, 0.01, 0.03, PATIENCE_SECONDS, PATIENCE_SECONDS]))
            for _ in range(self.random.choice([1, 1, 2, MOST_AT_ONCE]))
        ]
        return self.at_once(
            lambda plan: self.client.request(
                plan[0], "POST", path, body, token=token, patience=plan[1], key=key, **about
            ),
            plans,
        )

    def at_once(self, request, plans):
        return list(self._hands.map(request, plans))

    def _send_afterwards(self, path, body, other, token, key, about):
        if self.random.random() < 0.4:
            self.client.request(self.random.randrange(2), "POST", path, body, token=token, key=key, **about)
        if self.random.random() < 0.3:
            self.client.request(self.random.randrange(2), "POST", *other, token=token, key=key, is_other=True)
