"""What must hold of requests with an `Idempotency-Key`, which were sent again and again."""

import json

from .answer_checks import say
from .data_checks import read
from .newcomers import REGISTER

KEPT_SECONDS = 24 * 60 * 60


def check_repeats(report, place, crowd):
    keys = {}
    for answer in crowd.answers:
        if answer.key and answer.is_final and not answer.is_other and not answer.is_refused:
            keys.setdefault(answer.key, []).append(answer)
    report.add("the same key got the same answer", sum(len(same) > 1 for same in keys.values()), (
        f"{key}: " + "; ".join(map(say, same))
        for key, same in keys.items() if len({what_is_kept(a) for a in same}) > 1
    ))  # fmt: skip
    report.add("a request with a key ran once: one answer at most was no repetition", len(keys), (
        f"{key}: " + "; ".join(map(say, same))
        for key, same in keys.items() if sum(not a.is_replayed for a in same) > 1
    ))  # fmt: skip
    others = [a for a in crowd.answers if a.is_other and a.status not in (None, 503)]
    report.add("another request with the same key got a 422", len(others), (say(a) for a in others if a.status != 422))
    # What is refused where it must not be is found among all answers.
    under_way = [a for a in crowd.answers if a.key and a.status == 409 and not a.is_refused]
    report.add("a parallel one got a 409 that says when to come again", len(under_way), (
        say(a) for a in under_way if not a.retry_after
    ))  # fmt: skip
    _check_effects(report, place, crowd)
    _check_claims(report, place, keys)


def what_is_kept(answer):
    """What a repetition must say again. Of a registration that is the user: its tokens are kept nowhere, so that a repetition
    logs the user in anew."""
    if answer.request != f"POST {REGISTER}" or not answer.is_success:
        return answer.status, answer.content
    user = json.loads(answer.content[0])["user"]
    return answer.status, json.dumps({name: value for name, value in user.items() if name != "last_login"})


def _check_effects(report, place, crowd):
    records = {user: record for user, record in crowd.records.items() if record.repeats}
    orders = {user: set() for user in records}
    for order in read(place, "orders", {"user_id": {"$in": list(records)}}, {"user_id": 1}):
        orders[order["user_id"]].add(order["_id"].hex())
    report.add("who repeats checkouts has the orders that were answered, and no other", sum(map(len, orders.values())), (
        f"user {user}: {len(orders[user])} stored, {len(record.orders)} answered"
        for user, record in records.items() if orders[user] != set(record.orders)
    ))  # fmt: skip
    added = {slug: id for record in records.values() for slug, id in record.products.items()}
    found = {}
    for product in read(place, "products", {"slug": {"$in": list(added)}}, {"slug": 1}):
        found.setdefault(product["slug"], []).append(product["_id"].hex())
    report.add("a product that was added repeatedly is there once", len(added), (
        f"{slug}: answered {id}, stored {found.get(slug)}" for slug, id in added.items() if found.get(slug) != [id]
    ))  # fmt: skip


def _check_claims(report, place, keys):
    claims = read(place, "idempotency_keys", {"answer": {"$exists": True}}, {"_id": 1})
    kept = {claim["_id"].split()[-1] for claim in claims}
    report.add("the answers are kept", len(keys), (key for key in keys if key not in kept))
    indexes = place.command(listIndexes="idempotency_keys")["cursor"]["firstBatch"]
    expiring = [(index["key"], index["expireAfterSeconds"]) for index in indexes if "expireAfterSeconds" in index]
    right = [({"created_at": 1}, KEPT_SECONDS)]
    report.add("keys expire after a day", len(indexes), [] if expiring == right else [f"the indexes say: {expiring}"])
