"""What must hold of the stored data after a fault, whatever the buyers were told."""


def check_data(report, place, crowd, stocked):
    """
    stocked: how many of each product there were before, by the product's identifier.
    """
    records = crowd.records
    orders = {}
    # Passers-by have several accounts each.
    for order in read(place, "orders", {"items.product_id": {"$in": list(stocked)}}, _ORDER):
        orders[order["_id"].hex()] = order
    products = {
        product["_id"].hex(): product
        for product in read(place, "products", {"product_id": {"$gte": 1}}, {"inventory": 1, "slug": 1})
    }
    carts = {}
    for cart in read(place, "carts", {"user_id": {"$in": list(records)}}, {"user_id": 1, "items.qty": 1}):
        carts.setdefault(cart["user_id"], []).append(cart)

    report.add("an order that a checkout was answered with is there, with its total", len(crowd.orders), (
        f"order {id}: told {total}, stored {orders.get(id, {}).get('total')}"
        for id, total in crowd.orders.items() if orders.get(id, {}).get("total") != total
    ))  # fmt: skip
    report.add("an order that was answered paid, failed or canceled is so", len(crowd.finished), (
        f"order {id}: told {status}, stored {orders.get(id, {}).get('status')}"
        for id, status in crowd.finished.items() if orders.get(id, {}).get("status") != status
    ))  # fmt: skip

    sold = dict.fromkeys(stocked, 0)
    for order in orders.values():
        for line in order["items"] if order["status"] == "paid" else []:
            if line["product_id"] in sold:
                sold[line["product_id"]] += line["qty"] - line.get("restocked_quantity", 0)
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


_ORDER = {"user_id": 1, "status": 1, "items.product_id": 1, "items.qty": 1, "items.restocked_quantity": 1,
          "total": {"$toString": "$total"}}


def read(place, collection, query, projection):
    """All documents, in one reply: a fault's load makes some thousand small ones."""
    reply = place.command(
        aggregate=collection, pipeline=[{"$match": query}, {"$project": projection}],
        cursor={"batchSize": 1_000_000}, readConcern={"level": "majority"},
    )["cursor"]  # fmt: skip
    if reply["id"]:
        raise RuntimeError(f"{collection} is larger than one reply")
    return reply["firstBatch"]
