"""Fills a shop with something of everything, by the made client."""

import email
import email.policy
import os
import re
import struct
import zlib
from io import BytesIO
from pathlib import Path

from bodega_client import models
from bodega_client.api.accounts_v_1 import v_1_add_address
from bodega_client.api.back_office_v_1 import (
    v_1_adjust_inventory, v_1_create_coupon, v_1_create_key, v_1_create_shipping_method, v_1_create_webhook,
    v_1_export_orders, v_1_get_export, v_1_get_import, v_1_import_products, v_1_list_jobs, v_1_set_role, v_1_test_webhook,
)  # fmt: skip
from bodega_client.api.cart import add_to_cart
from bodega_client.api.cart_v_1 import v_1_add_to_cart, v_1_add_to_wishlist
from bodega_client.api.checkout import create_order
from bodega_client.api.orders_v_1 import (
    v_1_change_order_status, v_1_create_order, v_1_get_order, v_1_refund_order,
)  # fmt: skip
from bodega_client.api.payments import confirm_payment
from bodega_client.api.products_v_1 import v_1_create_category, v_1_create_product, v_1_create_variant, v_1_upload_image
from bodega_client.api.reviews_v_1 import v_1_create_review
from bodega_client.types import File

from shop import PLACE, ask, eventually, new_name

LINES = "number,name,price,inventory\n901,Desk Lamp,19.99,5\n902,Hall Lamp,-1,5\n"
OVER = (models.V1ImportStatus.DONE, models.V1DataExportStatus.DONE)


def goods(admin, vendor):
    """A product that has all that products have, sold by a vendor."""
    name = new_name()
    ask(v_1_set_role, admin, id=vendor.id, body=models.V1RoleRequest(role=models.V1RoleRequestRole.VENDOR))
    body = models.V1CategoryRequest(name=name, description="To read by")
    category = ask(v_1_create_category, admin, 201, body=body)
    body = models.V1ProductRequest(
        name=name, price=20, inventory=50, category_id=category.id, description="A lamp", tags=["lamp"], weight=300,
        is_featured=True, discount=models.Discount(type_=models.DiscountType.PERCENTAGE, value=10),
        seo=models.ProductSEO(title="A lamp"), vendor_id=vendor.id,
    )  # fmt: skip
    product = ask(v_1_create_product, admin, 201, body=body)
    # Related to it.
    body = models.V1ProductRequest(name=f"{name} again", price=25, category_id=category.id, inventory=5)
    other = ask(v_1_create_product, admin, 201, body=body)
    options = models.V1VariantRequestOptions.from_dict({"color": "red"})
    body = models.V1VariantRequest(sku=name, options=options, price=22, inventory=50)
    variant = ask(v_1_create_variant, admin, 201, id=product.id, body=body)
    body = models.V1UploadImageV1ImageFields(file=File(BytesIO(picture()), "lamp.png", "image/png"), alt="A lamp")
    image = ask(v_1_upload_image, admin, 201, id=product.id, body=body)
    return {"category": category, "product": product, "other": other, "variant": variant, "image": image}


def purchases(buyer, admin, product, variant, other):
    """A paid order by each contract, the second of which is delivered, one that is not paid, and what else a buyer leaves."""
    ask(add_to_cart, buyer, body=models.CartAddRequest(product_id=other.number, qty=1))
    first = ask(create_order, buyer)
    ask(confirm_payment, buyer, order_id=first.order_id)
    address = ask(v_1_add_address, buyer, 201, body=models.V1AddressRequest(**PLACE, label="Home", is_default=True))
    item = models.V1CartItemRequest(product_id=product.id, variant_id=variant.id)
    ask(v_1_add_to_cart, buyer, 201, body=item)
    order = ask(v_1_create_order, buyer, 201, body=models.V1OrderRequest(notes="Ring twice"))
    eventually(lambda: ask(v_1_get_order, buyer, id=order.id), lambda order: order.payment.status == "paid")
    for status in ("processing", "shipped", "delivered"):
        body = models.V1OrderStatusRequest(status=models.V1OrderStatusRequestStatus(status), note=f"It is {status}")
        ask(v_1_change_order_status, admin, id=order.id, body=body)
    ask(v_1_refund_order, admin, id=order.id, body=models.V1RefundRequest(amount=1, reason="A scratch"))
    ask(v_1_add_to_cart, buyer, 201, body=item)
    ask(v_1_create_order, buyer, 201, body=models.V1OrderRequest(payment_token="tok_manual"))
    ask(v_1_add_to_cart, buyer, 201, body=item)
    ask(v_1_add_to_wishlist, buyer, 201, body=models.V1WishRequest(product_id=product.id))
    body = models.V1ReviewRequest(rating=4, title="Bright", comment="It shines.")
    review = ask(v_1_create_review, buyer, 201, id=product.id, body=body)
    return {"first": first, "order": order, "address": address, "review": review}


def office(admin, variant, product):
    """What who runs the shop has set up and asked for. Nobody takes the webhook's messages."""
    body = models.V1CouponRequest(code=new_name(), type_=models.V1CouponRequestType.FIXED, value=1)
    coupon = ask(v_1_create_coupon, admin, 201, body=body)
    body = models.V1ShippingMethodRequest(name="By bicycle", days=2, price=3, countries=["DE"])
    method = ask(v_1_create_shipping_method, admin, 201, body=body)
    body = models.V1WebhookRequest(url="http://127.0.0.1:1/", events=[models.V1WebhookRequestEventsItem.ORDER_PAID])
    webhook = ask(v_1_create_webhook, admin, 201, body=body)
    ask(v_1_test_webhook, admin, 202, id=webhook.id)
    body = models.V1KeyRequest(name="Reader", scopes=[models.V1KeyRequestScopesItem.READORDER])
    key = ask(v_1_create_key, admin, 201, body=body)
    body = models.V1AdjustmentRequest(product_id=product.id, variant_id=variant.id, change=-1, reason="Broken")
    ask(v_1_adjust_inventory, admin, body=body)
    export = ask(v_1_export_orders, admin, 202, format_=models.V1ExportOrdersFormatType0.XLSX)
    export = eventually(lambda: ask(v_1_get_export, admin, id=export.id), lambda export: export.status in OVER)
    ask(v_1_import_products, admin, 202, dry_run=True, body=File(BytesIO(LINES.encode())))
    body = models.V1ImportProductsFilesBody(file=File(BytesIO(LINES.encode()), "lamps.csv", "text/csv"))
    imported = ask(v_1_import_products, admin, 202, body=body)
    imported = eventually(lambda: ask(v_1_get_import, admin, id=imported.id), lambda imported: imported.status in OVER)
    job = ask(v_1_list_jobs, admin).items[0]
    return {
        "coupon": coupon, "method": method, "webhook": webhook, "key": key, "export": export, "imported": imported,
        "job": job,
    }  # fmt: skip


def verification(address):
    """The token in the mail that verifies the address."""

    def links():
        for file in Path(os.environ["BODEGA_MAIL"]).glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = mail.get_body("plain").get_content()
            if address in mail["To"] and (found := re.search(r"verify-email/(\S+)", text)):
                return found[1]

    return eventually(links, bool)


def picture():
    """A PNG of grey points."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * 64) * 64)
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
