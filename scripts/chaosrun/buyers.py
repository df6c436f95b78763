"""Buyers that record every answer they were given."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field

# Longer than the shop may take, so that a request which takes too long is seen and not cut off.
PATIENCE_SECONDS = 20


@dataclass
class Answer:
    """What one request came to."""

    request: str
    instance: int
    began: float
    seconds: float = 0.0
    # None when the connection ended before the answer was there, or there was none.
    status: int | None = None
    retry_after: bool = False
    error: str = ""


@dataclass
class Record:
    """What a buyer knows for sure, and what may have happened."""

    answers: list[Answer] = field(default_factory=list)
    # Orders that a checkout was answered with, and the final status that a confirmation was answered with.
    orders: dict[str, str] = field(default_factory=dict)
    finished: dict[str, str] = field(default_factory=dict)
    # Pieces that were put into the cart: answered so, and those of requests whose outcome is not known.
    pieces: int = 0
    perhaps: int = 0


class Client:
    """Requests to one instance or the other, each on a connection of its own."""

    def __init__(self, instances, record):
        self.instances = instances
        self.record = record
        self.token = None

    def request(self, number, method, path, body=None, kind=None):
        """The answer, and its body if there was one."""
        answer = Answer(kind or f"{method} {path.split('?')[0]}", number, time.monotonic())
        self.record.answers.append(answer)
        headers = {"Connection": "close"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.instances[number].port, timeout=PATIENCE_SECONDS)
        content = None
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            content = json.loads(response.read() or b"null", parse_float=str)
            answer.status = response.status
            answer.retry_after = response.headers["Retry-After"] is not None
        except (OSError, http.client.HTTPException, ValueError) as error:
            answer.error = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
            answer.seconds = time.monotonic() - answer.began
        return answer, content


class Buyer(threading.Thread):
    """Fills a cart, orders, pays, again and again, and asks where it stands when an answer is missing.

    It never repeats a request blindly: a buyer who does so with an `Idempotency-Key` is another one.
    """

    def __init__(self, number, instances, products, seed):
        super().__init__(daemon=True)
        self.random = random.Random(f"{seed}-{number}")
        self.record = Record()
        self.client = Client(instances, self.record)
        self.email = f"buyer-{number}-{self.random.getrandbits(48):012x}@example.com"
        self.products = products
        self.stopping = threading.Event()
        self.user_id = None

    def sign_up(self):
        answer, body = self.client.request(0, "POST", "/auth/signup", {"email": self.email, "password": "S3cure-Pass!9"})
        if answer.status != 200:
            raise RuntimeError(f"signup: {answer.status} {answer.error} {body}")
        self.client.token = body["access_token"]
        _, me = self.client.request(0, "GET", "/auth/me")
        self.user_id = me["id"]

    def run(self):
        while not self.stopping.is_set():
            self._buy_once()

    def _buy_once(self):
        self._look_around()
        for _ in range(self.random.randint(1, 3)):
            self._add()
        order = self._check_out()
        if order:
            self._confirm(order)

    def _send(self, method, path, body=None, kind=None):
        if self.random.random() < 0.02:
            time.sleep(0.05)
        answer, content = self.client.request(self.random.randrange(2), method, path, body, kind)
        if answer.status is None or answer.status == 503:
            time.sleep(0.2 + self.random.random() * 0.3)
        return answer, content

    def _look_around(self):
        self._send("GET", "/products?limit=20")
        slug = self.random.choice(self.products)["slug"]
        self._send("GET", f"/products/{slug}", kind="GET /products/{slug}")

    def _add(self):
        quantity = self.random.randint(1, 3)
        line = {"product_id": self.random.choice(self.products)["product_id"], "qty": quantity}
        answer, _ = self._send("POST", "/cart/add", line)
        if answer.status == 200:
            self.record.pieces += quantity
        elif answer.status is None or answer.status == 503:
            self.record.perhaps += quantity

    def _check_out(self):
        answer, body = self._send("POST", "/checkout/create-order", {})
        if answer.status == 200:
            self.record.orders[body["order_id"]] = str(body["total"])
            return body["order_id"]
        if answer.status is not None and answer.status != 503:
            return None
        # It may be there all the same: the newest one that is not known yet.
        answer, body = self._send("GET", "/orders?limit=5")
        if answer.status != 200:
            return None
        return next((o["id"] for o in body if o["status"] == "pending" and o["id"] not in self.record.finished), None)

    def _confirm(self, order):
        outcome = self.random.choices(["success", "failure", "canceled"], [8, 1, 1])[0]
        for _ in range(40):
            path = f"/payments/confirm?order_id={order}&outcome={outcome}"
            answer, body = self._send("POST", path)
            if answer.status == 200:
                self.record.finished[order] = body["status"]
                return
            if self.stopping.is_set():
                return


class Crowd:
    """All buyers of one fault."""

    def __init__(self, count, instances, products, seed):
        self.buyers = [Buyer(number, instances, products, seed) for number in range(count)]
        for buyer in self.buyers:
            buyer.sign_up()

    def start(self):
        for buyer in self.buyers:
            buyer.start()

    def stop(self):
        for buyer in self.buyers:
            buyer.stopping.set()
        for buyer in self.buyers:
            buyer.join(3 * PATIENCE_SECONDS)
            if buyer.is_alive():
                raise RuntimeError("a buyer waits for ever")

    @property
    def records(self):
        return {buyer.user_id: buyer.record for buyer in self.buyers}

    @property
    def answers(self):
        return [answer for buyer in self.buyers for answer in buyer.record.answers]
