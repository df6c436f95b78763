"""A purchase by the contract at `/`."""

from bodega_client.api.auth import get_me, log_in, sign_up
from bodega_client.api.cart import add_to_cart, get_cart, remove_from_cart
from bodega_client.api.checkout import create_order
from bodega_client.api.orders import get_order, list_orders
from bodega_client.api.payments import confirm_payment
from bodega_client.api.products import get_product, list_products
from bodega_client.models import (
    CartAddRequest, CartRemoveRequest, CheckoutResponseStatus, ConfirmPaymentOutcome, LoginRequest, OrderStatus,
    PaymentResponseStatus, SignupRequest,
)  # fmt: skip

import shop


class PrimaryPurchaseTests(shop.ShopTestCase):
    def test_a_purchase(self):
        anybody, email = self.anybody(), shop.new_email()
        token = shop.ask(sign_up, anybody, body=SignupRequest(email=email, password=shop.PASSWORD))
        token = shop.ask(log_in, anybody, body=LoginRequest(email=email, password=shop.PASSWORD))
        buyer = self.somebody(token.access_token)
        self.assertEqual(shop.ask(get_me, buyer).email, email)

        made = [self.product(), self.product()]
        first, second = (shop.ask(list_products, anybody, product_id=each.number)[0] for each in made)
        self.assertEqual(shop.ask(get_product, anybody, slug=first.slug).id, first.id)
        shop.ask(add_to_cart, buyer, body=CartAddRequest(product_id=first.product_id, qty=2))
        shop.ask(add_to_cart, buyer, body=CartAddRequest(product_id=second.product_id, qty=1))
        shop.ask(remove_from_cart, buyer, body=CartRemoveRequest(product_id=second.product_id))
        cart = shop.ask(get_cart, buyer)
        self.assertEqual([(line.product_id, line.qty) for line in cart.items], [(first.product_id, 2)])

        order = shop.ask(create_order, buyer, idempotency_key="a-purchase")
        self.assertEqual(order.status, CheckoutResponseStatus.PENDING)
        again = shop.ask(create_order, buyer, idempotency_key="a-purchase")
        self.assertEqual(again.order_id, order.order_id)
        paid = shop.ask(
            confirm_payment, buyer, order_id=order.order_id, outcome=ConfirmPaymentOutcome.SUCCESS
        )
        self.assertEqual(paid.status, PaymentResponseStatus.PAID)
        stored = shop.ask(get_order, buyer, order_id=order.order_id)
        self.assertEqual((stored.status, stored.total), (OrderStatus.PAID, order.total))
        self.assertEqual([each.id for each in shop.ask(list_orders, buyer)], [order.order_id])
        left = shop.ask(get_product, anybody, slug=first.slug).inventory
        self.assertEqual(left, first.inventory - 2)

    def test_what_is_refused(self):
        anybody = self.anybody()
        refused = shop.ask(log_in, anybody, status=401, body=LoginRequest(email=shop.new_email(), password="wrong"))
        self.assertTrue(refused.detail)
        invalid = shop.ask(sign_up, anybody, status=422, body=SignupRequest(email="no address", password="x"))
        self.assertIn(["body", "email"], [fault.loc for fault in invalid.detail])
        self.assertTrue(shop.ask(get_product, anybody, status=404, slug="no-such-product").detail)
