"""Streams of events. The client knows an address and the events' data, and leaves it to whoever calls to read on."""

import contextlib
import json

from bodega_client import models
from bodega_client.api.back_office_v_1 import v_1_follow_shop
from bodega_client.api.cart import add_to_cart
from bodega_client.api.checkout import create_order
from bodega_client.api.orders_v_1 import v_1_follow_order

import shop
from parsed import faults


class StreamTests(shop.ShopTestCase):
    def test_the_events_of_an_order(self):
        _, buyer = self.registered()
        order = self.place(buyer)
        with self.following("/api/v1/orders/{id}/events", buyer, v_1_follow_order._get_kwargs(id=order.order_id)) as events:
            self.assertEqual(next(events)["event"], "status")

    def test_the_events_of_the_shop(self):
        _, buyer = self.registered()
        with self.following("/api/v1/admin/events", self.admin(), v_1_follow_shop._get_kwargs()) as events:
            self.assertEqual(next(events)["event"], "reset")
            order = self.place(buyer)
            told = next(event for event in events if event["event"] == "order")
            self.assertEqual(told["data"].id, order.order_id)

    def place(self, buyer):
        shop.ask(add_to_cart, buyer, body=models.CartAddRequest(product_id=self.product().number, qty=1))
        return shop.ask(create_order, buyer)

    @contextlib.contextmanager
    def following(self, path, client, asked):
        """The events, and their data as the client's models."""
        known = described(path)
        with client.get_httpx_client().stream(**asked, timeout=shop.PATIENCE_SECONDS) as answer:
            self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "text/event-stream"))
            yield self.events(answer.iter_lines(), known)

    def events(self, lines, known):
        event = {}
        for line in lines:
            if not line and "data" in event:
                data = known[event["event"]].from_dict(json.loads(event["data"]))
                self.assertEqual(list(faults(data)), [])
                yield {**event, "data": data}
            if not line:
                event = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value


def described(path):
    """The model of each event's data, by the event's name."""
    content = shop.description()["paths"][path]["get"]["responses"]["200"]["content"]
    events = content["text/event-stream"]["schema"]["contentSchema"]["items"]["oneOf"]
    return {
        event["properties"]["event"]["const"]: getattr(
            models, event["properties"]["data"]["contentSchema"]["$ref"].rpartition("/")[2]
        )
        for event in events
    }
