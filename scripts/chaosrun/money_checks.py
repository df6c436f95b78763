"""What must hold of the payments: what the orders say against the books of the gateway, which no transaction of the shop
reaches."""

from decimal import Decimal

from .data_checks import read

def check_money(report, place, crowd):
    """Called when nothing is under way any more."""
    orders = {
        order["_id"]: order
        for order in read(place, "orders", {"payment.intent_id": {"$type": "string"}}, {
            "status": 1, "total": {"$toString": "$total"},
            "refunded": {"$toString": {"$ifNull": ["$refunded", "0"]}},
        })
    }  # fmt: skip
    intents = {}
    for intent in read(place, "simulated_payments", {}, {
        "order_id": 1, "charges": {"$size": "$charges"}, "kept": {"$toString": "$refundable"},
    }):  # fmt: skip
        intents.setdefault(intent["order_id"], []).append(intent)
    everything = [intent for found in intents.values() for intent in found]
    report.add("no attempt was charged twice", len(everything), (
        f"order {intent['order_id'].hex()}: {intent['charges']} charges" for intent in everything if intent["charges"] > 1
    ))  # fmt: skip
    report.add("the gateway keeps what an order was paid, less what was refunded, and nothing of the others", len(intents), (
        f"order {id.hex()}: {kept(intents.get(id, []))} at the gateway, {owed(orders.get(id))} by the order {orders.get(id)}"
        for id in intents.keys() | orders.keys() if kept(intents.get(id, [])) != owed(orders.get(id))
    ))  # fmt: skip
    report.add("no order waits for its payment beyond its time", len(orders), (
        f"order {order['_id'].hex()}"
        for order in read(place, "orders", {"status": "pending", "expires_at": {"$type": "date"}}, {"_id": 1})
    ))  # fmt: skip
    aside = read(place, "products", {"$or": [{"reserved": {"$gt": 0}}, {"variants.reserved": {"$gt": 0}}]}, {"slug": 1})
    report.add("nothing is set aside for nobody", 1, (f"product {product['slug']}" for product in aside))
    cancelled = [id for payer in crowd.payers for id in payer.record.cancelled]
    ended = {
        order["_id"].hex()
        for order in read(place, "orders", {"$or": [{"status": {"$in": ["canceled", "failed"]}}, {"delivery": "cancelled"}]},
                          {"_id": 1})
    }  # fmt: skip
    report.add("what was answered cancelled is so", len(cancelled), (id for id in cancelled if id not in ended))


def kept(intents):
    """What the gateway has of an order."""
    return sum((Decimal(intent["kept"]) for intent in intents), Decimal(0))


def owed(order):
    """What it must have."""
    if order is None or order["status"] != "paid":
        return Decimal(0)
    return Decimal(order["total"]) - Decimal(order["refunded"])
