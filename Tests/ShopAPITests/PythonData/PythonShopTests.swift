import BSON
import Foundation
import MongoODM
import Schemas
import Shop
import ShopAPI
import TestSupport
import Testing

/// The primary contract on a shop that the Python app has filled.
@Suite struct PythonShopTests {
    @Test(arguments: PythonAccount.allCases)
    func anAccountLogsInWithItsOldPassword(account: PythonAccount) async throws {
        try await withPythonShop { shop in
            let token = try await shop.token(of: account)
            let me = try await shop.get("/auth/me", token: token)
            #expect(me.status == 200 && me["role"]?.text == (account == .admin ? "admin" : "user"))
            #expect(
                try await shop.logIn(account.email, account.password + "x").status == (account == .long ? 200 : 401))
        }
    }

    @Test(arguments: [
        "jane.doe@example.com", "JANE.DOE@EXAMPLE.COM", " Jane.Doe@example.com\\n", "long.pass@BÜCHER.example",
    ])
    func nobodyElseGetsAnAddressInAnotherForm(email: String) async throws {
        try await withPythonShop { shop in
            let reply = try await shop.post("/auth/signup", #"{"email": "\#(email)", "password": "SecurePass123"}"#)
            #expect(reply.status == 409)
        }
    }

    @Test func thePromotionIsTheOwners() async throws {
        try await withPythonShop { shop in
            let admin = try await shop.token(of: .admin)
            let reply = try await shop.post(
                "/auth/promote-to-admin", #"{"email": "Jane.Doe@example.com"}"#, token: admin)
            #expect(reply.status == 200 && reply["id"]?.text == "66f000000000000000000002")
            #expect(try await shop.get("/auth/me", token: shop.token(of: .jane))["role"] == "admin")
        }
    }

    @Test func oldOrdersAreListedInCents() async throws {
        try await withPythonShop { shop in
            let jane = try await shop.token(of: .jane)
            let orders = try await shop.get("/orders", token: jane)
            #expect(orders.list.map { $0["status"]?.text } == ["canceled", "failed", "pending", "paid"])
            #expect(orders.list.map { $0["total"]?.digits } == ["0.30", "4499.97", "124.99", "239.97"])
            let paid = try await shop.get("/orders/66f000000000000000000301", token: jane)
            #expect(paid["items"]?.elements.first?["line_total"]?.digits == "239.97")
        }
    }

    @Test func everybodysOrdersAreListedForAdmins() async throws {
        try await withPythonShop { shop in
            let orders = try await shop.get("/orders/admin/all", token: shop.token(of: .admin))
            #expect(orders.status == 200 && orders.list.count == 6)
        }
    }

    @Test func aPendingOrderIsPaidFromTheStock() async throws {
        try await withPythonShop { shop in
            let jane = try await shop.token(of: .jane)
            let reply = try await shop.post("/payments/confirm?order_id=66f000000000000000000302", "", token: jane)
            #expect(reply.status == 200 && reply["status"] == "paid")
            #expect(try await shop.inventory(of: 1) == 9)
            #expect(try await shop.inventory(of: 3) == 2)
        }
    }

    @Test func activeProductsAreListedAndFound() async throws {
        try await withPythonShop { shop in
            let list = try await shop.get("/products")
            #expect(
                list.list.map { $0["slug"]?.text }
                    == ["desk-lamp", "green-tea", "chair", "gaming-laptop", "mug", "bare-minimum", "watch"])
            #expect(
                list.list.map { $0["price"]?.digits }
                    == ["79.99", "4.92", "45.00", "1499.99", "20.00", "0.10", "99.90"])
            #expect(try await shop.get("/products?q=electron").list.map { $0["product_id"]?.integer } == [1, 4])
            #expect(try await shop.get("/products?product_id=3000000000").list.count == 1)
            #expect(try await shop.get("/products/bare-minimum")["inventory"]?.integer == 0)
        }
    }

    @Test func aCartWithProductsThatAreGoneIsShownAndCheckedOutWithoutThem() async throws {
        try await withPythonShop { shop in
            let jane = try await shop.token(of: .jane)
            let cart = try await shop.get("/cart", token: jane)
            #expect(cart["items"]?.elements.map { $0["line_total"]?.digits } == ["159.98", nil, nil])
            #expect(try await shop.post("/checkout/create-order", "", token: jane).status == 400)
            for number in [99, 6] {
                let reply = try await shop.post("/cart/remove", #"{"product_id": \#(number)}"#, token: jane)
                #expect(reply.status == 200)
            }
            let order = try await shop.post("/checkout/create-order", "", token: jane)
            #expect(order.status == 200 && order["total"]?.digits == "159.98")
        }
    }

    @Test func aProductNumberedBeyond32BitsIsBought() async throws {
        try await withPythonShop { shop in
            let jane = try await shop.token(of: .jane)
            let cart = try await shop.post("/cart/add", #"{"product_id": 3000000000, "qty": 2}"#, token: jane)
            #expect(cart.status == 200 && cart["items"]?.elements.last?["line_total"]?.digits == "199.80")
            let rest = try await shop.post("/cart/remove", #"{"product_id": 3000000000}"#, token: jane)
            #expect(rest["items"]?.elements.count == 3)
        }
    }

    @Test func aCartBeyondAThousandIsShownAndRefusedByName() async throws {
        try await withPythonShop { shop in
            let long = try await shop.token(of: .long)
            #expect(try await shop.get("/cart", token: long)["items"]?.elements.last?["qty"]?.integer == 1500)
            let order = try await shop.post("/checkout/create-order", "", token: long)
            #expect(order.status == 400 && order.detail?.hasPrefix("The cart holds 1500 of product 5,") == true)
        }
    }

    @Test func aUserWithTwoCartsHasOneAndCanGetNoSecond() async throws {
        try await withPythonShop { shop in
            let cart = try await shop.get("/cart", token: shop.token(of: .admin))
            #expect(cart["items"]?.elements.map { $0["product_id"]?.integer } == [3, 5])
            #expect(cart["items"]?.elements.map { $0["qty"]?.integer } == [2, 1])
            #expect(try await shop.allFaults()["indexes"] == nil)
        }
    }

    @Test func adminsKeepTheCatalog() async throws {
        try await withPythonShop { shop in
            let admin = try await shop.token(of: .admin)
            let path = "/admin/products/66f0000000000000000001"
            let patched = try await shop.patch(path + "02", #"{"price": 5.25}"#, token: admin)
            #expect(patched.status == 200 && patched["price"]?.digits == "5.25")
            #expect(try await shop.delete(path + "06", token: admin).status == 200)
            _ = try await shop.addProduct(as: admin, id: 9, slug: "new-lamp")
            #expect(try await shop.get("/products").list.count == 8)
        }
    }

    @Test func noSamplesAreAdded() async throws {
        try await withPythonShop { shop in
            let count = try await shop.database.documents("products").count
            #expect(count == 8)
        }
    }

    @Test func amountsBecomeExactAndDoublesAgain() async throws {
        try await withPythonShop { shop in
            #expect(try await shop.amountTypes() == ["decimal"])
            let migrator = shop.backend.shop.migrator
            #expect(try await migrator.down(to: 3) == [20, 19, 17, 16, 15, 12, 11, 10, 9, 8, 7, 6, 5, 4])
            #expect(try await shop.amountTypes() == ["double"])
            let orders = try await shop.get("/orders", token: shop.token(of: .jane)).list
            #expect(orders.map { $0["total"]?.digits } == ["0.30", "4499.97", "124.99", "239.97"])
            #expect(try await migrator.up() == [4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 19, 20])
            #expect(try await shop.amountTypes() == ["decimal"])
        }
    }

    @Test func theDoctorMendsAllButWhatNobodyCanKnow() async throws {
        try await withPythonShop { shop in
            var faults: [String: [BSONDocument]] = [:]
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 20) {
                if !$0.isSound { faults[$0.name] = $0.faults }
            }
            faults["server"] = nil
            // A cart of 1,500, and an order of two at 4.917, of which each is 4.92 and both are 9.83.
            #expect(Set(faults.keys) == ["documents", "totals"])
            #expect(
                faults["documents"]?.compactMap { $0["_id"]?.objectIDValue?.hexString } == ["66f000000000000000000204"])
            #expect(
                faults["totals"]?.compactMap { $0["_id"]?.objectIDValue?.hexString } == ["66f000000000000000000305"])
        }
    }
}

extension ShopClient {
    /// The BSON types of all amounts that are stored.
    func amountTypes() async throws -> Set<String> {
        func type(_ value: BSONValue?) -> String {
            switch value {
            case .decimal128: "decimal"
            case .double: "double"
            default: "other"
            }
        }
        var types = Set(try await self.database.documents("products").map { type($0["price"]) })
        for order in try await self.database.documents("orders") {
            types.insert(type(order["total"]))
            for line in order["items"]?.arrayValue ?? [] {
                types.insert(type(line.documentValue?["unit_price"]))
                types.insert(type(line.documentValue?["line_total"]))
            }
        }
        return types
    }
}
