"""All that can be read is read once, in a shop that has something of everything."""

from datetime import UTC, datetime, timedelta

from bodega_client import models
from bodega_client.api.back_office_v_1 import v_1_follow_shop
from bodega_client.api.orders_v_1 import v_1_follow_order
from bodega_client.api.products_v_1 import v_1_list_categories, v_1_list_products

import filled_shop
import shop
from operations import name, operations

# What does not end, see test_streams.
STREAMS = {v_1_follow_order, v_1_follow_shop}


class ReadTests(shop.ShopTestCase):
    def test_every_answer_is_as_described(self):
        session, buyer = self.registered()
        admin = self.admin()
        seller, vendor = self.registered()
        goods = filled_shop.goods(admin, seller.user)
        bought = filled_shop.purchases(buyer, admin, goods["product"], goods["variant"], goods["other"])
        office = filled_shop.office(admin, goods["variant"], goods["product"])
        arguments = asked(session, **goods, **bought, **office)
        modules = [module for module, *_ in operations("get") if module not in STREAMS]
        self.assertGreater(len(modules), 70)
        for module in modules:
            place = name(module)
            is_for_staff = any(part in place for part in ("admin", "back_office", "list_all_orders"))
            caller = vendor if "vendor" in place else admin if is_for_staff else buyer
            with self.subTest(place):
                answer = shop.ask(module, caller, **arguments.pop(place, {}))
                # An empty list would tell nothing of what lists hold.
                self.assertNotEqual(getattr(answer, "items", answer), [])
        self.assertEqual(arguments, {}, "of nothing that is read")
        # Another form of the answer, and a parameter that must count.
        self.assertTrue(shop.ask(v_1_list_categories, buyer, flat=True).items)
        none = models.V1ListProductsOption.from_dict({"option.color": ["none"]})
        self.assertEqual(shop.ask(v_1_list_products, buyer, option=none).items, [])


def asked(session, category, product, variant, image, first, order, address, review, **office):
    """The arguments of what takes some."""
    now = datetime.now(UTC)
    some_time = {"from_": now - timedelta(days=1), "to": now + timedelta(days=1)}
    filters = {"since": some_time["from_"], "until": some_time["to"]}
    figures = {"from_": some_time["from_"].date().isoformat(), "timezone": "Europe/Berlin"}
    red = models.V1ListProductsOption.from_dict({"option.color": ["red", "blue"]})
    accounts, products, orders = "accounts_v_1.v_1_", "products_v_1.v_1_", "orders_v_1.v_1_"
    desk = "back_office_v_1.v_1_"
    return {
        "admin.list_changes": filters,
        "orders.get_order": {"order_id": first.order_id},
        "products.get_product": {"slug": product.slug},
        f"{accounts}get_address": {"id": address.id},
        f"{accounts}get_user": {"id": session.user.id},
        f"{accounts}verify_email": {"token": filled_shop.verification(session.user.email)},
        f"{products}get_category": {"id": category.slug},
        f"{products}get_image": {"id": product.id, "image_id": image.id},
        f"{products}get_image_file": {"image_id": image.id, "size": "small"},
        f"{products}get_product": {"id": product.id},
        f"{products}get_variant": {"id": product.id, "variant_id": variant.id},
        f"{products}list_images": {"id": product.id},
        f"{products}list_products": {"facets": True, "min_price": 1, "tag": ["lamp"], "option": red},
        f"{products}list_related_products": {"id": product.id},
        f"{products}list_variants": {"id": product.id},
        f"{products}search_products": {"q": product.name, "in_stock": True, "facets": True},
        f"{products}suggest_products": {"q": product.name},
        "reviews_v_1.v_1_get_review": {"id": product.id, "review_id": review.id},
        "reviews_v_1.v_1_list_reviews": {"id": product.id},
        f"{orders}get_invoice": {"id": order.id},
        f"{orders}get_order": {"id": order.id},
        f"{orders}list_orders": some_time,
        f"{orders}list_past_orders": some_time,
        f"{orders}list_shipping_offers": {"country": "DE", "subtotal": 10},
        f"{orders}list_vendor_orders": some_time,
        f"{orders}track_order": {"id": order.id},
        f"{desk}export_changes": filters,
        f"{desk}get_account": {"id": session.user.id},
        f"{desk}get_coupon": {"id": office["coupon"].id},
        f"{desk}get_export": {"id": office["export"].id},
        f"{desk}get_export_file": {"id": office["export"].id},
        f"{desk}get_import": {"id": office["imported"].id},
        f"{desk}get_job": {"id": office["job"].id},
        f"{desk}get_key": {"id": office["key"].id},
        f"{desk}get_sales": figures,
        f"{desk}get_sales_by_region": figures,
        f"{desk}get_sales_report": figures,
        f"{desk}get_shipping_method": {"id": office["method"].id},
        f"{desk}get_top_products": figures,
        f"{desk}get_user_activity": figures,
        f"{desk}get_webhook": {"id": office["webhook"].id},
        f"{desk}list_all_orders": some_time,
        f"{desk}list_changes": filters,
        f"{desk}list_stock_movements": {"product_id": product.id},
        f"{desk}list_webhook_deliveries": {"id": office["webhook"].id},
    }
