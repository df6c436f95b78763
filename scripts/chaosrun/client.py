"""Requests to the shop, and a record of every answer."""

from __future__ import annotations

import http.client
import json
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
    # The client did not wait for the answer.
    gave_up: bool = False
    # Of a request with a key: the key, the answer's body and entity tag, whether it is one that was given before, and
    # whether the request was another one than the key's.
    key: str | None = None
    content: tuple[bytes, str | None] = (b"", None)
    is_replayed: bool = False
    is_other: bool = False
    # Others asked for the same account at the same time.
    is_rival: bool = False
    # The token of the anonymous cart that the request gives to an account.
    given: str | None = None
    # The anonymous cart that the request is about has ended, or may end at the same time.
    is_gone: bool = False
    may_be_gone: bool = False
    # What is asked for may be sold out, or paid or over meanwhile.
    may_be_refused: bool = False

    @property
    def is_final(self):
        """Whether the request is done with: nothing is to be had by sending it again."""
        return self.status is not None and self.status != 503 and not (self.status == 409 and self.retry_after)

    @property
    def is_refused(self):
        """Whether it is a conflict with what there is, and not with another request of the key."""
        return self.may_be_refused and self.status == 409 and not self.retry_after

    @property
    def is_success(self):
        return self.status in (200, 201)


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
    # Whether every checkout had a key and was sent until it was answered: then no other order may be there.
    repeats: bool = False
    # The addresses of accounts: those that a sign-up was answered with, those of which the outcome is not known, and the
    # answers to several that asked for the same one at once.
    accounts: list[str] = field(default_factory=list)
    perhaps_accounts: list[str] = field(default_factory=list)
    races: dict[str, list[Answer]] = field(default_factory=dict)
    # Orders whose cancellation was answered.
    cancelled: list[str] = field(default_factory=list)
    # Of those who repeat: the products that were added, by slug.
    products: dict[str, str] = field(default_factory=dict)


class Client:
    """Requests to one instance or the other, each on a connection of its own."""

    def __init__(self, instances, record):
        self.instances = instances
        self.record = record
        self.token = None

    def request(
        self, number, method, path, body=None, kind=None, *, token=None, cart=None, patience=PATIENCE_SECONDS, **about
    ):
        """
        The answer, and its body if there was one.

        cart: the token of an anonymous cart.
        about: `key`, `is_other`, `is_rival`, `given`, `is_gone`, `may_be_gone` and `may_be_refused`, of the answer's fields.
        """
        answer = Answer(kind or f"{method} {path.split('?')[0]}", number, time.monotonic(), **about)
        self.record.answers.append(answer)
        headers = {"Connection": "close"}
        if token or self.token:
            headers["Authorization"] = f"Bearer {token or self.token}"
        if cart:
            headers["X-Cart-Token"] = cart
        if answer.key:
            headers["Idempotency-Key"] = answer.key
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.instances[number].port, timeout=patience)
        content = None
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            data = response.read()
            content = json.loads(data or b"null", parse_float=str)
            answer.content = (data, response.headers["ETag"])
            answer.is_replayed = response.headers["Idempotency-Replayed"] == "true"
            answer.retry_after = response.headers["Retry-After"] is not None
            answer.status = response.status
        except (OSError, http.client.HTTPException, ValueError) as error:
            answer.gave_up = isinstance(error, TimeoutError) and patience < PATIENCE_SECONDS
            answer.error = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
            answer.seconds = time.monotonic() - answer.began
        return answer, content
