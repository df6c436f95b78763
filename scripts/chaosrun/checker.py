"""What must hold after a fault, read from the database and from what the buyers were told."""

from dataclasses import dataclass, field

LONGEST_SECONDS = 10.0
# Of a request that Redis could delay, beside what this machine needs without a fault.
LONGEST_BECAUSE_OF_REDIS = 0.25
MOST_RECOVERY_SECONDS = 30
MOST_NEW_THREADS = 24
MOST_NEW_MEBIBYTES = 96


@dataclass
class Report:
    """The invariants, how many things each was looked at for, and those at fault."""

    lines: list[tuple[str, int, list[str]]] = field(default_factory=list)

    def add(self, invariant, examined, faults):
        self.lines.append((invariant, examined, list(faults)))

    @property
    def holds(self):
        return not any(faults for _, _, faults in self.lines)

    def text(self):
        lines = []
        for invariant, examined, faults in self.lines:
            verdict = "BROKEN" if faults else "ok    "
            lines.append(f"  {verdict} {invariant}: {examined} examined, {len(faults)} at fault")
            lines += [f"           {fault}" for fault in faults[:5]]
            if len(faults) > 5:
                lines.append(f"           … and {len(faults) - 5} more")
        return "\n".join(lines)


def check_data(report, place, crowd, stocked):
    """
    stocked: how many of each product there were before, by the product's identifier.
    """
    records = crowd.records
    orders = {}
    for order in _read(place, "orders", {"user_id": {"$in": list(records)}}, _ORDER):
        orders[order["_id"].hex()] = order
    products = {
        product["_id"].hex(): product
        for product in _read(place, "products", {"product_id": {"$gte": 1}}, {"inventory": 1, "slug": 1})
    }
    carts = {}
    for cart in _read(place, "carts", {"user_id": {"$in": list(records)}}, {"user_id": 1, "items": 1}):
        carts.setdefault(cart["user_id"], []).append(cart)

    told = [(id, total) for record in records.values() for id, total in record.orders.items()]
    report.add("an order that a checkout was answered with is there, with its total", len(told), (
        f"order {id}: told {total}, stored {orders.get(id, {}).get('total')}"
        for id, total in told if orders.get(id, {}).get("total") != total
    ))  # fmt: skip
    ended = [(id, status) for record in records.values() for id, status in record.finished.items()]
    report.add("an order that was answered paid, failed or canceled is so", len(ended), (
        f"order {id}: told {status}, stored {orders.get(id, {}).get('status')}"
        for id, status in ended if orders.get(id, {}).get("status") != status
    ))  # fmt: skip

    sold = dict.fromkeys(stocked, 0)
    for order in orders.values():
        for line in order["items"] if order["status"] == "paid" else []:
            if line["product_id"] in sold:
                sold[line["product_id"]] += line["qty"]
    left = {id: products.get(id, {}).get("inventory", 0) for id in stocked}
    report.add("stock and sold together are what was stocked", len(stocked), (
        f"product {id}: stocked {count}, left {left[id]}, sold {sold[id]}"
        for id, count in stocked.items() if left[id] + sold[id] != count
    ))  # fmt: skip
    report.add("no stock is negative", len(stocked), (f"product {id}: {n}" for id, n in left.items() if n < 0))

    faults = []
    for user, record in records.items():
        stored = sum(line["qty"] for cart in carts.get(user, []) for line in cart["items"])
        stored += sum(line["qty"] for order in orders.values() if order["user_id"] == user for line in order["items"])
        if not record.pieces <= stored <= record.pieces + record.perhaps:
            faults.append(f"user {user}: put {record.pieces} (perhaps {record.perhaps} more) in carts, stored {stored}")
    report.add("no cart was emptied without its order, no line lost or ordered twice", len(records), faults)
    report.add("one cart a user", len(carts), (f"user {user}" for user, found in carts.items() if len(found) != 1))
    return {"orders": len(orders), "paid": sum(order["status"] == "paid" for order in orders.values())}


def check_answers(report, fault, answers, baseline):
    slow = [a for a in answers if a.seconds > LONGEST_SECONDS]
    report.add(f"no request took more than {LONGEST_SECONDS:.0f} s", len(answers), (_say(a) for a in slow))
    if not fault.ends_connections:
        unanswered = [a for a in answers if a.status is None]
        report.add("every request was answered", len(answers), (_say(a) for a in unanswered))
    # An empty cart is what a buyer finds whose checkout was done although its answer was lost.
    odd = [
        a for a in answers
        if a.status not in (200, 503, None) and not (a.status == 400 and a.request == "POST /checkout/create-order")
    ]  # fmt: skip
    report.add("answers are 200 or 503", len(answers), (_say(a) for a in odd))
    refused = [a for a in answers if a.status == 503]
    report.add("a 503 says when to come again", len(refused), (_say(a) for a in refused if not a.retry_after))
    if fault.concerns_redis:
        limit = baseline + LONGEST_BECAUSE_OF_REDIS
        reads = [a for a in answers if a.request.startswith("GET /products")]
        report.add(
            f"no product page took more than {LONGEST_BECAUSE_OF_REDIS * 1000:.0f} ms longer than the slowest without a "
            f"fault ({baseline * 1000:.0f} ms)", len(reads), (_say(a) for a in reads if a.seconds > limit))
        failed = [a for a in answers if a.status != 200 and a.status != 400]
        report.add("the shop answers from MongoDB", len(answers), (_say(a) for a in failed))


def check_in_flight(report, answers, terminated):
    """
    terminated: the instances that were asked to end, and when.
    """
    before = [
        a for number, moment in terminated for a in answers
        # A connection of the very moment may wait in the system's queue, where the shop has not seen it yet.
        if a.instance == number and moment - 10 < a.began < moment - 0.1
    ]  # fmt: skip
    lost = [a for a in before if a.status is None]
    report.add("requests sent before SIGTERM were answered", len(before), map(_say, lost))


def _say(answer):
    what = answer.status or answer.error
    return f"{answer.request} at instance {answer.instance}: {what} after {answer.seconds:.2f} s"


_ORDER = {"user_id": 1, "status": 1, "items.product_id": 1, "items.qty": 1, "total": {"$toString": "$total"}}


def _read(place, collection, query, projection):
    """All documents, in one reply: a fault's load makes some thousand small ones."""
    reply = place.command(
        aggregate=collection, pipeline=[{"$match": query}, {"$project": projection}],
        cursor={"batchSize": 1_000_000}, readConcern={"level": "majority"},
    )["cursor"]  # fmt: skip
    if reply["id"]:
        raise RuntimeError(f"{collection} is larger than one reply")
    return reply["firstBatch"]
