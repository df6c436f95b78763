"""What must hold of the carts of those who are not logged in."""

import hashlib
import json
from collections import Counter

from .answer_checks import say
from .data_checks import read

# Of a product that has so many, none is ever refused for lack of stock.
PLENTY = 100_000
_LINES = {"items.product_id": 1, "items.qty": 1}


def check_carts(report, place, crowd, products):
    """
    products: as they were before.
    """
    plenty = {product["id"] for product in products if product["inventory"] >= PLENTY}
    ids = {product["product_id"]: product["id"] for product in products}
    misplaced, left = [], []
    for passerby in crowd.passersby:
        hashes = {hashlib.sha256(cart.token.encode()).hexdigest(): cart for cart in passerby.carts}
        stored = read(place, "carts", {"token_hash": {"$in": list(hashes)}}, {"token_hash": 1, **_LINES})
        left += [cart["token_hash"] for cart in stored if hashes[cart["token_hash"]].is_given]
        found = _pieces(stored, ids) + _pieces_of_users(place, passerby, ids)
        misplaced += misplaced_pieces(passerby, found, plenty)
    carts = [cart for passerby in crowd.passersby for cart in passerby.carts]
    report.add(
        "each piece that was put into an anonymous cart is in one place", sum(cart.pieces.total() for cart in carts),
        misplaced,
    )  # fmt: skip
    report.add("an anonymous cart that was given to an account is gone", sum(cart.is_given for cart in carts), left)
    late = [a for a in crowd.answers if a.is_gone and a.status not in (None, 503)]
    report.add("an ended token opens nothing", len(late), (say(a) for a in late if a.status != 404))


def misplaced_pieces(passerby, stored, plenty):
    """Where pieces were lost or doubled.

    stored: the pieces in the carts and orders of all accounts that the passer-by has, and in anonymous carts, by the product;
    plenty: the products of which none is refused for lack of stock.
    """
    pieces, perhaps, perhaps_refused = Counter(), Counter(), Counter()
    found = stored + refused(passerby.record.answers)
    untold = {a.given for a in passerby.record.answers if a.given and not a.is_success}
    for cart in passerby.carts:
        pieces += cart.pieces
        perhaps += cart.perhaps
        # Who adds such a cart, and is not answered, is not told what the stock is too small for either.
        if cart.token in untold:
            perhaps_refused += Counter({id: n for id, n in (cart.pieces + cart.perhaps).items() if id not in plenty})
    return [
        f"product {id}: put {pieces[id]} (perhaps {perhaps[id]} more) into anonymous carts, found {found[id]}"
        + (f", perhaps refused {perhaps_refused[id]}" if perhaps_refused[id] else "")
        for id in sorted({*pieces, *found})
        if not pieces[id] - perhaps_refused[id] <= found[id] <= pieces[id] + perhaps[id]
    ]


def refused(answers):
    """The pieces that did not get into an account's cart, by the product, as its owner was told."""
    told = Counter()
    for answer in answers:
        if answer.given and answer.is_success:
            for line in json.loads(answer.content[0])["cart_rejected"]:
                told[line["product_id"]] += line["quantity"]
    return told


def _pieces_of_users(place, passerby, ids):
    emails = [*passerby.record.accounts, *passerby.record.perhaps_accounts]
    users = [user["_id"].hex() for user in read(place, "users", {"email": {"$in": emails}}, {"email": 1})]
    of_users = {"user_id": {"$in": users}}
    pieces = _pieces(read(place, "carts", of_users, _LINES), ids)
    for order in read(place, "orders", of_users, _LINES):
        for line in order["items"]:
            pieces[line["product_id"]] += line["qty"]
    return pieces


def _pieces(carts, ids):
    """What carts hold, by the product. They know its number."""
    pieces = Counter()
    for cart in carts:
        for line in cart["items"]:
            pieces[ids[line["product_id"]]] += line["qty"]
    return pieces
