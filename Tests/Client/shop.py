"""The running shop as the made client sees it. Each answer must be what the description says of it."""

import functools
import json
import os
import secrets
import time
import unittest
import urllib.request

from bodega_client import AuthenticatedClient, Client
from bodega_client.api.accounts_v_1 import v1_register
from bodega_client.api.auth import log_in
from bodega_client.api.products_v_1 import v_1_create_product
from bodega_client.models import LoginRequest, V1ProductRequest, V1RegisterRequest

from operations import name
from parsed import faults

ADDRESS = os.environ["BODEGA_ADDRESS"]
ADMIN = {"email": "admin@example.com", "password": "admin123"}
PASSWORD = "SecurePass123"
PLACE = {"full_name": "Ada", "address_line1": "1 Main Street", "city": "Berlin", "postal_code": "10115", "country": "DE"}
PATIENCE_SECONDS = 30
# A status that is not described is an error. Certificates that are read for each client are what would take the most time.
OPTIONS = {"raise_on_unexpected_status": True, "verify_ssl": False}


class ShopTestCase(unittest.TestCase):
    """Has clients, which are closed after the test."""

    def anybody(self, **headers):
        """Somebody without an account."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.enterContext(Client(ADDRESS, headers=headers, **OPTIONS))

    def somebody(self, token):
        return self.enterContext(AuthenticatedClient(ADDRESS, token, **OPTIONS))

    def admin(self):
        return self.somebody(ask(log_in, self.anybody(), body=LoginRequest(**ADMIN)).access_token)

    def registered(self):
        """A new account's session, and its client."""
        body = V1RegisterRequest(email=new_email(), password=PASSWORD, name="Ada")
        session = ask(v1_register, self.anybody(), 201, body=body)
        return session, self.somebody(session.access_token)

    def product(self):
        """A new product that nobody else changes."""
        body = V1ProductRequest(name=f"Lamp {new_name()}", price=20, inventory=50)
        return ask(v_1_create_product, self.admin(), 201, body=body)


@functools.cache
def description():
    with urllib.request.urlopen(f"{ADDRESS}/openapi.json") as answer:
        return json.load(answer)


def new_email():
    return f"{new_name()}@example.com"


def new_name():
    return f"client-{secrets.token_hex(6)}"


def ask(operation, client, status=200, **arguments):
    """What the client made of the answer. It is of that status, and nothing in it is missing from the description."""
    response = operation.sync_detailed(client=client, **arguments)
    if response.status_code != status:
        text = response.content.decode(errors="replace")
        raise AssertionError(f"{name(operation)}: {response.status_code.value} {text[:500]}")
    if status != 204 and response.parsed is None:
        raise AssertionError(f"{name(operation)}: nothing was made of {response.content[:500]}")
    if found := list(faults(response.parsed)):
        raise AssertionError(f"{name(operation)}: " + "; ".join(found))
    return response.parsed


def eventually(read, is_right):
    """What is read once it is right. Workers pay, write files and send mails while nobody waits for them."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_right(value := read()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {value} after {PATIENCE_SECONDS} s")
        time.sleep(0.05)
    return value
