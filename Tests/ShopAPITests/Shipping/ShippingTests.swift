import BSON
import HTTPTypes
import MongoODM
import Orders
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// `/api/v1/shipping/methods` and `/api/v1/admin/shipping-methods`.
@Suite struct ShippingTests {
    private static let path = "/api/v1/admin/shipping-methods"

    @Test func withoutATableThereIsStandard() async throws {
        try await withShop(configure: { settings in
            settings.pricing.shippingFlat = Money(minorUnits: 490)
            settings.pricing.freeShippingFrom = Money(minorUnits: 5000)
            settings.deliveryDays = 7
        }) { shop in
            let reply = try await shop.get("/api/v1/shipping/methods?country=de&subtotal=49.99")
            #expect(reply.status == 200)
            #expect(reply.text == #"{"items":[{"id":"standard","name":"standard","price":4.90,"days":7}]}"#)
            let free = try await shop.get("/api/v1/shipping/methods?subtotal=50")
            #expect(free["items"]?.elements.first?["price"]?.digits == "0.00")
        }
    }

    @Test func aMethodIsAddedReadChangedAndRemoved() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let body =
                #"{"name": "express", "price": 9.9, "days": 1, "countries": ["de", "AT", "DE"], "min_subtotal": 20}"#
            let added = try await shop.post(Self.path, body, token: admin)
            #expect(added.status == 201 && added["countries"] == ["DE", "AT"])
            let place = try #require(added.headers[.location])
            let read = try await shop.get(place, token: admin)
            #expect(read.json == added.json)
            #expect(try await shop.get("/api/v1/shipping/methods?country=FR&subtotal=20")["items"] == [])
            #expect(try await shop.get("/api/v1/shipping/methods?country=DE&subtotal=19.99")["items"] == [])
            let shown = try await shop.get("/api/v1/shipping/methods?country=DE&subtotal=20")
            #expect(shown["items"]?.elements.first?["id"] == added["id"])
            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let changed = try await shop.patch(
                place, #"{"price": 8, "countries": []}"#, token: admin, headers: tag)
            #expect(changed.status == 200 && changed["price"]?.digits == "8.00" && changed["countries"] == [])
            #expect(try await shop.patch(place, #"{"days": 2}"#, token: admin, headers: tag).status == 412)
            let abroad = try await shop.get("/api/v1/shipping/methods?country=FR&subtotal=20")
            #expect(abroad["items"]?.elements.first?["price"]?.digits == "8.00")
            #expect(try await shop.get(Self.path, token: admin)["items"]?.elements == [changed.json])
            #expect(try await shop.get(Self.path, token: user).status == 403)
            #expect(try await shop.post(Self.path, body, token: user).status == 403)
            #expect(try await shop.delete(place, token: admin).status == 204)
            #expect(try await shop.get(place, token: admin).status == 404)
            #expect(try await shop.get("/api/v1/shipping/methods")["items"]?.elements.first?["id"] == "standard")
            let audit = try await shop.get("/api/v1/admin/audit?kind=shipping_method", token: admin)
            #expect(audit["items"]?.elements.compactMap { $0["action"]?.text } == ["deleted", "changed", "created"])
        }
    }

    @Test(arguments: [
        (#""name": "x", "price": -1, "days": 1"#, ["body.price greater_than_equal"]),
        (#""name": "x", "price": 1, "days": 366"#, ["body.days less_than_equal"]),
        (#""name": "x", "price": 1, "days": 1, "countries": ["DE", "XX"]"#, ["body.countries.1 country"]),
        (#""name": "x", "price": 1, "days": 1, "max_weight": 0"#, ["body.max_weight greater_than_equal"]),
        (#""name": " ", "price": 1, "days": 1"#, ["body.name string_too_short"]),
    ])
    func badFieldsAreNamed(fields: String, violations: [String]) async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path, "{\(fields)}", token: try await shop.admin())
            #expect(reply.status == 422 && reply.violations == violations, "\(reply.text)")
        }
    }

    @Test func badQueriesAreRefused() async throws {
        try await withShop { shop in
            for query in ["country=XX", "country=DEU", "subtotal=-1", "subtotal=x", "subtotal=1e99", "subtotal=0.001"] {
                let reply = try await shop.get("/api/v1/shipping/methods?\(query)")
                #expect(reply.status == 422, "\(query)")
            }
        }
    }

    @Test func anotherInstanceSeesAChangeSoon() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            try await shop.withAnotherInstance { other in
                #expect(try await other.get("/api/v1/shipping/methods")["items"]?.elements.first?["id"] == "standard")
                let id = try await shop.addMethod(#""name": "parcel", "price": 4.9, "days": 3"#, as: admin)
                try await eventually {
                    try await other.get("/api/v1/shipping/methods")["items"]?.elements.first?["id"]?.text == id
                }
            }
        }
    }
}

extension ShopClient {
    /// Adds a method of shipping, and returns its id.
    func addMethod(_ fields: String, as admin: String) async throws -> String {
        let reply = try await self.post("/api/v1/admin/shipping-methods", "{\(fields)}", token: admin)
        #expect(reply.status == 201, "\(reply.text)")
        return try #require(reply["id"]?.text)
    }

    /// All orders, the oldest first.
    func storedOrders() async throws -> [Order] {
        try await Repository<Order>(self.database).find(sort: [.ascending(\.createdAt), .ascending(\.id)])
    }
}
