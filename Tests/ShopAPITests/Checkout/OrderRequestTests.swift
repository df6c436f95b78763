import BSON
import HTTPTypes
import Orders
import Schemas
import ShopAPI
import ShopCore
import Testing

/// What `POST /api/v1/orders` takes beside the cart.
@Suite struct OrderRequestTests {
    private static let path = "/api/v1/orders"

    private static func address(_ name: String = "Ann Miller", code: String = "10115", country: String = "de") -> String
    {
        """
        {"full_name": "\(name)", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "\(code)", \
        "country": "\(country)"}
        """
    }

    @Test func givenItemsLeaveTheCartAlone() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 3, "quantity": 1}"#, token: user)
            let id = try #require(try await shop.get("/api/v1/products/2")["id"]?.text)
            let body = """
                {"items": [{"product_id": "gaming-laptop-pro", "quantity": 1}, {"product_id": "\(id)", "quantity": 2}, \
                {"product_id": 1, "price": 2499.99}, {"product_id": "4"}]}
                """
            let order = try await shop.post(Self.path, body, token: user)
            #expect(order.status == 201, "\(order.text)")
            #expect(order["items"]?.elements.compactMap { $0["quantity"]?.integer } == [2, 2, 1])
            #expect(order["items"]?.elements.first?["item_total"]?.digits == "4999.98")
            #expect(try await shop.get("/api/v1/cart", token: user)["total_items"]?.integer == 1)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test(arguments: [
        (#""items": []"#, ["body.items cart_empty"]),
        (
            #""items": [{"product_id": 999}, {"product_id": "no-such"}]"#,
            [
                "body.items.0.product_id unknown", "body.items.1.product_id unknown",
            ]
        ),
        (#""items": [{"product_id": 1, "quantity": 0}]"#, ["body.items.0.quantity greater_than_equal"]),
        (#""items": [{"product_id": 1, "quantity": 1001}]"#, ["body.items.0.quantity less_than_equal"]),
        (
            #""items": [{"product_id": 1, "quantity": 1000}, {"product_id": 1}]"#,
            ["body.items.1.quantity less_than_equal"]
        ),
        (#""items": [{"product_id": 1, "quantity": 1e40}]"#, ["body.items.0.quantity int_parsing_size"]),
        (#""items": [{"product_id": 1.5}]"#, ["body.items.0.product_id int_from_float"]),
        (#""items": [{"product_id": 1, "price": 1e-9}]"#, ["body.items.0.price decimal_max_places"]),
        (
            #""items": [{"product_id": 1, "variant_id": "507f1f77bcf86cd799439011"}]"#,
            ["body.items.0.variant_id variant_unknown"]
        ),
        (#""items": [{}]"#, ["body.items.0.product_id missing"]),
        (#""items": [{"product_id": 1}], "address_id": "507f1f77bcf86cd799439011""#, ["body.address_id unknown"]),
        (#""items": [{"product_id": 1}], "address_id": "x""#, ["body.address_id object_id"]),
        (#""items": [{"product_id": 1}], "shipping_method": "teleport""#, ["body.shipping_method unknown"]),
        (#""items": [{"product_id": 1}], "notes": "\u0007""#, ["body.notes value_error"]),
        (#""items": [{"product_id": 1}], "expected_total": 1e99"#, ["body.expected_total decimal_max_digits"]),
        (
            #""shipping_address": {"country": "XX"}"#,
            [
                "body.shipping_address.country country", "body.shipping_address.full_name missing",
                "body.shipping_address.address_line1 missing",
                "body.shipping_address.city missing", "body.shipping_address.postal_code missing",
            ]
        ),
    ])
    func badFieldsAreNamed(fields: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path, "{\(fields)}", token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == violations, "\(reply.text)")
        }
    }

    @Test func aPriceThatIsNoLongerRightStopsTheOrder() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let body = #"{"items": [{"product_id": 1, "price": 2499.98}, {"product_id": 2}]}"#
            let reply = try await shop.post(Self.path, body, token: user)
            #expect(reply.status == 409 && reply["code"] == "price_changed")
            #expect(reply["items"]?.elements.first?["price"]?.digits == "2499.99" && reply["total"] != nil)
            #expect(try await shop.get(Self.path, token: user)["total"]?.integer == 0)
        }
    }

    @Test func moreThanOneOrderMayHaveIsRefused() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.patch("/api/v1/products/1", #"{"max_per_order": 3}"#, token: admin)
            let body = #"{"items": [{"product_id": 1, "quantity": 4}]}"#
            let reply = try await shop.post(Self.path, body, token: user)
            #expect(reply.status == 409 && reply["code"] == "max_per_order")
        }
    }

    @Test func anOrderGoesToTheGivenTheNamedOrTheDefaultAddress() async throws {
        try await withShop(configure: { $0.requiresShippingAddress = true }) { shop in
            let user = try await shop.signUp()
            func order(_ fields: String) async throws -> Reply {
                let items = #""items": [{"product_id": 1}]"#
                return try await shop.post(Self.path, "{\(items)\(fields.isEmpty ? "" : ", ")\(fields)}", token: user)
            }
            let none = try await order("")
            #expect(none.status == 422 && none.violations == ["body.shipping_address missing"])
            #expect(try await order(#""shipping_address": \#(Self.address())"#).status == 201)
            let book = "/api/v1/users/me/addresses"
            _ = try await shop.post(book, Self.address("First"), token: user)
            let second = try await shop.post(book, Self.address("Second"), token: user)["id"]?.text ?? ""
            #expect(try await order("").status == 201)
            #expect(
                try await order(#""address_id": "\#(second)", "billing_address": \#(Self.address("Payer"))"#).status
                    == 201)
            let both = try await order(#""address_id": "\#(second)", "shipping_address": \#(Self.address())"#)
            #expect(both.status == 422 && both.violations == ["body.address_id value_error"])
            let wrong = try await order(#""shipping_address": \#(Self.address(code: "1011"))"#)
            #expect(wrong.status == 422 && wrong.violations == ["body.shipping_address.postal_code postal_code"])
            let orders = try await shop.storedOrders()
            #expect(orders.map { $0.shippingAddress?.fullName } == ["Ann Miller", "First", "Second"])
            #expect(orders.map { $0.billingAddress?.fullName } == ["Ann Miller", "First", "Payer"])
            #expect(orders.allSatisfy { $0.shippingAddress?.country == "DE" })
            let stored = "\(try await shop.documents("orders"))"
            #expect(stored.contains("Berlin") && !stored.contains("Hauptstr") && !stored.contains("Ann Miller"))
        }
    }

    @Test func aStoredAddressOfBeforeGoesOnWorking() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let book = "/api/v1/users/me/addresses"
            let wrong = try await shop.post(book, Self.address(code: "1"), token: user)
            #expect(wrong.status == 422 && wrong.violations == ["body.postal_code postal_code"])
            _ = try await shop.post(book, Self.address(code: "D02 AF30", country: "IE"), token: user)
            try await shop.update(
                "address_books", [:], ["$set": ["addresses.0.address.country": "DE"]])
            let order = try await shop.post(Self.path, #"{"items": [{"product_id": 1}]}"#, token: user)
            #expect(order.status == 201, "\(order.text)")
        }
    }

    @Test func theCountryOfTheAddressSaysTheTax() async throws {
        try await withShop(configure: { $0.pricing.taxByCountry = ["DE": ExactDecimal(coefficient: 19, exponent: 0)] })
        {
            shop in
            let user = try await shop.signUp()
            let body = #"{"items": [{"product_id": 1}], "shipping_address": \#(Self.address())}"#
            #expect(try await shop.post(Self.path, body, token: user)["tax"]?.digits == "475.00")
            let without = try await shop.post(Self.path, #"{"items": [{"product_id": 1}]}"#, token: user)
            #expect(without["tax"]?.digits == "125.00")
        }
    }

    @Test func theMethodOfShippingIsChosenOrTheCheapest() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            _ = try await shop.patch("/api/v1/products/1", #"{"weight": 2000}"#, token: admin)
            let parcel = try await shop.addMethod(#""name": "parcel", "price": 4.9, "days": 3"#, as: admin)
            let express = try await shop.addMethod(
                #""name": "express", "price": 9.9, "days": 1, "countries": ["de"]"#, as: admin)
            let letter = try await shop.addMethod(
                #""name": "letter", "price": 1, "days": 4, "max_weight": 3999"#, as: admin)
            func order(_ quantity: Int, _ country: String, _ method: String?) async throws -> Reply {
                let chosen = method.map { #", "shipping_method": "\#($0)""# } ?? ""
                return try await shop.post(
                    Self.path,
                    """
                    {"items": [{"product_id": 1, "quantity": \(quantity)}], \
                    "shipping_address": \(Self.address(country: country))\(chosen)}
                    """, token: user)
            }
            #expect(try await order(1, "DE", nil)["shipping_cost"]?.digits == "1.00")
            #expect(try await order(2, "DE", nil)["shipping_cost"]?.digits == "4.90")
            let fast = try await order(2, "DE", express)
            #expect(fast["shipping_cost"]?.digits == "9.90" && fast["total"]?.digits == "5259.88", "\(fast.text)")
            for (quantity, country, method) in [(1, "TR", express), (2, "DE", letter)] {
                let reply = try await order(quantity, country, method)
                #expect(reply.status == 422 && reply.violations == ["body.shipping_method unfit_shipping_method"])
            }
            #expect(try await order(2, "TR", parcel).status == 201)
            #expect(
                try await shop.storedOrders().map { $0.shippingMethod?.name } == [
                    "letter", "parcel", "express", "parcel",
                ])
            #expect(try await shop.delete("/api/v1/admin/shipping-methods/\(parcel)", token: admin).status == 204)
            let nowhere = try await order(2, "TR", nil)
            #expect(nowhere.status == 422 && nowhere.violations == ["body.shipping_method no_shipping_method"])
        }
    }

    @Test func anUnknownCouponStopsTheOrder() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let reply = try await shop.post(
                Self.path, #"{"items": [{"product_id": 1}], "coupon": "NONE"}"#, token: user)
            #expect(reply.status == 404 && reply["code"] == "coupon_unknown")
        }
    }

    @Test func theRootIgnoresCouponsTaxAndShipping() async throws {
        try await withShop(configure: { $0.pricing.shippingFlat = Money(minorUnits: 490) }) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let coupon = try await shop.addCoupon("A", as: admin)
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, token: user)
            _ = try await shop.post("/api/v1/cart/coupon", #"{"code": "A"}"#, token: user)
            let order = try await shop.post("/checkout/create-order", "", token: user)
            #expect(order["total"]?.digits == "2499.99")
            #expect(try await shop.uses(of: coupon, as: admin) == 0)
            let shown = try await shop.get("\(Self.path)/\(order["order_id"]?.text ?? "")", token: user)
            #expect(ShopClient.amounts(shown) == ["2499.99", "0.00", "0.00", "0.00", "2499.99"])
            #expect(try await shop.faults() == [:])
        }
    }
}
