"""Purchases below `/api/v1`: of somebody with an account, and of a guest."""

from bodega_client.api.accounts_v_1 import v_1_add_address, v_1_get_me, v_1_log_in
from bodega_client.api.back_office_v_1 import v_1_create_coupon
from bodega_client.api.cart_v_1 import v_1_add_to_cart, v_1_create_cart, v_1_get_cart, v_1_set_coupon, v_1_set_quantity
from bodega_client.api.orders_v_1 import (
    v_1_change_order_status, v_1_create_order, v_1_get_invoice, v_1_get_order, v_1_list_orders, v_1_list_shipping_offers,
    v_1_pay_order, v_1_refund_order, v_1_track_order,
)  # fmt: skip
from bodega_client.api.products_v_1 import v_1_get_product, v_1_search_products
from bodega_client.models import (
    V1AddressRequest, V1CartItemRequest, V1CartQuantityRequest, V1CouponCodeRequest, V1CouponRequest, V1CouponRequestType,
    V1LoginRequest, V1OrderRequest, V1OrderStatus, V1OrderStatusRequest, V1OrderStatusRequestStatus, V1PaymentStatus,
    V1PayRequest, V1PostalAddress, V1RefundRequest, V1Session, V1Tracking,
)  # fmt: skip

import shop


class V1PurchaseTests(shop.ShopTestCase):
    def test_a_purchase(self):
        anybody, admin = self.anybody(), self.admin()
        session, buyer = self.registered()
        login = V1LoginRequest(email=session.user.email, password=shop.PASSWORD)
        self.assertIsInstance(shop.ask(v_1_log_in, anybody, body=login), V1Session)
        self.assertEqual(shop.ask(v_1_get_me, buyer).id, session.user.id)

        found = shop.ask(v_1_search_products, anybody, q=self.product().name, facets=True)
        product = shop.ask(v_1_get_product, anybody, id=found.items[0].slug)
        item = V1CartItemRequest(product_id=product.id, quantity=2)
        line = shop.ask(v_1_add_to_cart, buyer, 201, body=item).items[0]
        shop.ask(v_1_set_quantity, buyer, id=line.id, body=V1CartQuantityRequest(quantity=1))
        coupon = V1CouponRequest(code=shop.new_name(), type_=V1CouponRequestType.PERCENTAGE, value=10)
        coupon = shop.ask(v_1_create_coupon, admin, 201, body=coupon)
        cart = shop.ask(v_1_set_coupon, buyer, body=V1CouponCodeRequest(code=coupon.code))
        self.assertEqual(cart.coupon.code, coupon.code)
        self.assertEqual(shop.ask(v_1_get_cart, buyer), cart)

        address = shop.ask(v_1_add_address, buyer, 201, body=V1AddressRequest(**shop.PLACE, is_default=True))
        offers = shop.ask(v_1_list_shipping_offers, anybody, country=address.country, subtotal=cart.subtotal)
        order = V1OrderRequest(
            address_id=address.id, payment_token="tok_declined", shipping_method=offers.items[0].id, notes="Ring twice",
        )  # fmt: skip
        order = shop.ask(v_1_create_order, buyer, 201, body=order, idempotency_key=shop.new_name())

        def stored():
            return shop.ask(v_1_get_order, buyer, id=order.id)

        declined = shop.eventually(stored, lambda order: order.payment.status == V1PaymentStatus.FAILED)
        self.assertEqual(declined.payment.failure, "card_declined")
        shop.ask(v_1_pay_order, buyer, order_id=order.id, body=V1PayRequest(payment_token="tok_success"))
        paid = shop.eventually(stored, lambda order: order.payment.status == V1PaymentStatus.PAID)
        self.assertEqual(paid.discount, round(product.price / 10, 2))
        self.assertEqual([each.id for each in shop.ask(v_1_list_orders, buyer).items], [order.id])
        invoice = shop.ask(v_1_get_invoice, buyer, id=order.id)
        self.assertEqual(invoice.payload.read(5), b"%PDF-")

        for status in (V1OrderStatusRequestStatus.PROCESSING, V1OrderStatusRequestStatus.SHIPPED):
            change = V1OrderStatusRequest(status=status, tracking=V1Tracking(carrier="DHL", number="42"))
            shop.ask(v_1_change_order_status, admin, id=order.id, body=change)
        track = shop.ask(v_1_track_order, buyer, id=order.id)
        self.assertEqual((track.status.value, track.tracking.number), ("shipped", "42"))
        shop.ask(v_1_refund_order, admin, id=order.id, body=V1RefundRequest(amount=5, reason="A scratch"))
        refunded = shop.eventually(stored, lambda order: order.refunded)
        self.assertEqual((refunded.refunded, refunded.refunds[0].reason), (5, "A scratch"))

    def test_a_guest_buys(self):
        cart = shop.ask(v_1_create_cart, self.anybody(), 201)
        visitor = self.anybody(X_Cart_Token=cart.cart_token)
        shop.ask(v_1_add_to_cart, visitor, 201, body=V1CartItemRequest(product_id=self.product().id))
        order = V1OrderRequest(email=shop.new_email(), shipping_address=V1PostalAddress(**shop.PLACE))
        order = shop.ask(v_1_create_order, visitor, 201, body=order)
        guest = self.anybody(X_Order_Token=order.order_token)
        paid = shop.eventually(
            lambda: shop.ask(v_1_get_order, guest, id=order.id), lambda order: order.status == V1OrderStatus.CONFIRMED
        )
        self.assertEqual((paid.email, paid.user_id), (order.email, None))

    def test_what_is_refused(self):
        self.assertTrue(shop.ask(v_1_get_me, self.somebody("no token"), 401).detail)
        order = V1OrderRequest(shipping_address=V1PostalAddress(**shop.PLACE))
        refused = shop.ask(v_1_create_order, self.registered()[1], 422, body=order)
        self.assertEqual([(fault.loc, fault.type_) for fault in refused.detail], [(["body", "items"], "cart_empty")])
