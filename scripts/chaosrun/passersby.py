"""Those who fill carts before they have an account, or without logging in to it."""

import time
from collections import Counter
from dataclasses import dataclass, field

from .buyers import ADD_VARIANT, PASSWORD
from .client import PATIENCE_SECONDS, Client
from .newcomers import REGISTER
from .repeaters import MOST_AT_ONCE, Repeater

LOGIN = "/api/v1/auth/login"


@dataclass
class AnonymousCart:
    """What was put into one, by the product."""

    token: str
    # Pieces: answered so, and those of requests whose outcome is not known.
    pieces: Counter = field(default_factory=Counter)
    perhaps: Counter = field(default_factory=Counter)
    # Whether somebody was answered who gave it to an account.
    is_given: bool = False


class Passerby(Repeater):
    """Fills an anonymous cart, sending each request until it is answered, and gives it to an account: opens one, or logs in
    to some of its own, several times at once, also while more is put in. Now and then it buys then."""

    def __init__(self, number, instances, products, seed, admin_token):
        super().__init__(number, instances, products, seed, admin_token)
        self.carts = []
        self._stranger = Client(instances, self.record)

    def buy_once(self):
        # They are to be in the way of others no more than needed: how slow requests are is compared.
        time.sleep(0.1 + self.random.random() * 0.2)
        answer, body = self._ask("POST", "/api/v1/cart/token")
        if not answer.is_success:
            return
        cart = AnonymousCart(body["cart_token"])
        self.carts.append(cart)
        for product in self.random.sample(self.products, self.random.randint(1, 3)):
            self.random.choice([self._add_to, self._sync])(cart, self._line(product))
        token = self.random.choice([self._register, self._log_in, self._log_in])(cart)
        if token is None:
            return
        cart.is_given = True
        self._give_again(cart)
        if self.random.random() < 0.5:
            self.client.token = token
            order = self.check_out()
            if order:
                self.confirm(order)

    def _line(self, product):
        line = {"product_id": product["id"], "quantity": self.random.randint(1, 3)}
        if "variants" in product:
            line["variant_id"] = self.random.choice(product["variants"])
        return line

    def _ask(self, method, path, body=None, **about):
        answer, content = self._stranger.request(self.random.randrange(2), method, path, body, **about)
        if answer.status is None or answer.status == 503:
            time.sleep(0.05 + self.random.random() * 0.15)
        return answer, content

    def _add_to(self, cart, line):
        """Each repetition may add once more."""
        while not self.stopping.is_set():
            answer = self._add_once(cart, line, patience=self._patience())
            if answer.is_final:
                return

    def _add_once(self, cart, line, **about):
        answer, _ = self._ask("POST", ADD_VARIANT, line, cart=cart.token, **about)
        if answer.is_success:
            cart.pieces[line["product_id"]] += line["quantity"]
        elif not answer.is_final:
            cart.perhaps[line["product_id"]] += line["quantity"]
        return answer

    def _sync(self, cart, line):
        """A repetition changes nothing."""
        held = None
        while held is None and not self.stopping.is_set():
            plans = [self._patience() for _ in range(self.random.choice([1, 2, MOST_AT_ONCE]))]
            answers = self.at_once(
                lambda patience: self._ask(
                    "POST", "/api/v1/cart/sync", {"items": [line]}, cart=cart.token, patience=patience
                ),
                plans,
            )
            held = max((_held(line, body) for answer, body in answers if answer.is_success), default=None)
        cart.pieces[line["product_id"]] += held or 0
        cart.perhaps[line["product_id"]] += line["quantity"] - (held or 0)

    def _patience(self):
        return self.random.choice([0.005, 0.02, PATIENCE_SECONDS, PATIENCE_SECONDS])

    def _register(self, cart):
        """The access token; None without an answer."""
        return self.open_account(REGISTER, cart.token).get("access_token")

    def _log_in(self, cart):
        """Several at once, to one account or several, and somebody who puts more into the cart meanwhile."""
        while not self.stopping.is_set():
            logins = [lambda: self._log_in_once(cart) for _ in range(self.random.randint(1, MOST_AT_ONCE - 1))]
            line = self._line(self.random.choice(self.products))
            *tokens, _ = self.at_once(
                lambda request: request(), [*logins, lambda: self._add_once(cart, line, may_be_gone=True)]
            )
            if any(tokens):
                return next(token for token in tokens if token)
        return None

    def _log_in_once(self, cart):
        credentials = {"email": self.random.choice(self.record.accounts), "password": PASSWORD}
        answer, body = self._ask("POST", LOGIN, {**credentials, "cart_token": cart.token}, given=cart.token)
        return body["access_token"] if answer.is_success else None

    def _give_again(self, cart):
        """It has ended."""
        if self.random.random() < 0.5:
            self._log_in_once(cart)
        if self.random.random() < 0.5:
            self._add_once(cart, self._line(self.products[0]), is_gone=True)


def _held(line, cart):
    return sum(
        item["quantity"] for item in cart["items"]
        if item["product_id"] == line["product_id"] and item["variant_id"] == line.get("variant_id")
    )  # fmt: skip
