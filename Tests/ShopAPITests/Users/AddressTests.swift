import BSON
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// `/api/v1/users/me/addresses`.
@Suite struct AddressTests {
    private static let path = "/api/v1/users/me/addresses"

    /// The body of an address.
    ///
    /// - Parameter more: further fields, or others in place of the usual ones.
    private static func address(_ name: String = "Ann Miller", _ more: String = "") -> String {
        let usual = [
            ("full_name", name), ("address_line1", "Hauptstr. 5"), ("city", "Berlin"), ("postal_code", "10115"),
            ("country", "de"),
        ]
        let fields = usual.filter { !more.contains("\"\($0.0)\":") }.map { "\"\($0.0)\": \"\($0.1)\"" }
        return "{\((fields + [more]).filter { !$0.isEmpty }.joined(separator: ", "))}"
    }

    private func add(
        _ shop: ShopClient, _ token: String, _ name: String = "Ann Miller", _ more: String = ""
    ) async throws -> String {
        let reply = try await shop.post(Self.path, Self.address(name, more), token: token)
        #expect(reply.status == 201)
        return try #require(reply["id"]?.text)
    }

    /// The names, the newest first, with a star behind the default.
    private func names(_ shop: ShopClient, _ token: String) async throws -> [String] {
        let page = try await shop.get("\(Self.path)?page_size=100", token: token)
        return page["items"]?.elements.map { address in
            (address["full_name"]?.text ?? "?") + (address["is_default"] == true ? "*" : "")
        } ?? []
    }

    @Test func anAddressIsAddedReadChangedAndRemoved() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let full = #""address_line2": "3rd floor", "state": "BE", "phone": "030 1234", "label": "Home""#
            let added = try await shop.post(Self.path, Self.address("Ann Miller", full), token: token)
            #expect(added.status == 201 && added["country"]?.text == "DE" && added["is_default"] == true)
            #expect(added["address_line2"]?.text == "3rd floor" && added["label"]?.text == "Home")
            let place = try #require(added.headers[.location])
            #expect(place == "\(Self.path)/\(added["id"]?.text ?? "")")
            #expect(try await shop.get(place, token: token).json == added.json)

            let changed = try await shop.send(.put, place, Self.address("Bob"), token: token)
            #expect(changed.status == 200 && changed["id"] == added["id"] && changed["full_name"]?.text == "Bob")
            #expect(changed["phone"] == .null && changed["label"] == .null && changed["is_default"] == true)
            #expect(try await shop.get(place, token: token).json == changed.json)

            #expect(try await shop.delete(place, token: token).status == 204)
            #expect(try await shop.get(place, token: token).status == 404)
            #expect(try await shop.delete(place, token: token).status == 404)
            #expect(try await self.names(shop, token) == [])
        }
    }

    @Test func oneOfThemIsTheDefault() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let first = try await self.add(shop, token, "A1")
            _ = try await self.add(shop, token, "B1")
            #expect(try await self.names(shop, token) == ["B1", "A1*"])
            let third = try await self.add(shop, token, "C1", #""is_default": true"#)
            #expect(try await self.names(shop, token) == ["C1*", "B1", "A1"])
            // It can be given to another, and not just away.
            let body = Self.address("C1", #""is_default": false"#)
            #expect(try await shop.send(.put, "\(Self.path)/\(third)", body, token: token)["is_default"] == true)
            let other = Self.address("A1", #""is_default": true"#)
            #expect(try await shop.send(.put, "\(Self.path)/\(first)", other, token: token).status == 200)
            #expect(try await self.names(shop, token) == ["C1", "B1", "A1*"])
            #expect(try await shop.delete("\(Self.path)/\(first)", token: token).status == 204)
            #expect(try await self.names(shop, token) == ["C1*", "B1"])
        }
    }

    @Test func theyComeInPages() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            for name in ["A1", "B1", "C1"] { _ = try await self.add(shop, token, name) }
            let page = try await shop.get("\(Self.path)?page_size=2", token: token)
            #expect(page["total"]?.integer == 3 && page["has_next"] == true && page["items"]?.elements.count == 2)
            let last = try await shop.get("\(Self.path)?page_size=2&page=2", token: token)
            #expect(last["items"]?.elements.map { $0["full_name"]?.text } == ["A1"] && last["has_next"] == false)
        }
    }

    @Test func parallelAdditionsLeaveTwentyAndOneDefault() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let replies = try await parallel(25) { number in
                try await shop.post(Self.path, Self.address("No \(number)", #""is_default": true"#), token: token)
            }
            #expect(replies.filter { $0.status == 201 }.count == 20)
            let refused = replies.filter { $0.status != 201 }
            #expect(refused.allSatisfy { $0.status == 409 && $0["code"]?.text == "too_many_addresses" })
            let names = try await self.names(shop, token)
            #expect(names.count == 20 && names.filter { $0.hasSuffix("*") }.count == 1)
        }
    }

    @Test func parallelRemovalsLeaveOneDefault() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            var places: [String] = []
            for number in 0..<8 { places.append("\(Self.path)/\(try await self.add(shop, token, "No \(number)"))") }
            let statuses = try await parallel(9) { [places] number in
                number < 6
                    ? try await shop.delete(places[number], token: token).status
                    : try await shop.send(
                        .put, places[number - 1], Self.address("Other", #""is_default": true"#), token: token
                    ).status
            }
            #expect(statuses.prefix(5).allSatisfy { $0 == 204 })
            let names = try await self.names(shop, token)
            #expect(names.count == 2 && names.filter { $0.hasSuffix("*") }.count == 1)
        }
    }

    @Test func aRepeatedRequestAddsOne() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let first = try await shop.post(Self.path, Self.address(), token: token, headers: key)
            let again = try await shop.post(Self.path, Self.address(), token: token, headers: key)
            #expect(first.status == 201 && again.status == 201 && again.json == first.json)
            #expect(try await self.names(shop, token) == ["Ann Miller*"])
        }
    }

    @Test func aChangeOfWhatHasChangedIsRefused() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let place = "\(Self.path)/\(try await self.add(shop, token))"
            let tag = try #require(try await shop.get(place, token: token).headers[.eTag])
            let first = try await shop.send(.put, place, Self.address("Bob"), token: token, headers: [.ifMatch: tag])
            #expect(first.status == 200)
            let second = try await shop.send(.put, place, Self.address("Cid"), token: token, headers: [.ifMatch: tag])
            #expect(second.status == 412)
            #expect(try await shop.delete(place, token: token, headers: [.ifMatch: tag]).status == 412)
            #expect(try await self.names(shop, token) == ["Bob*"])
        }
    }

    @Test func somebodyElsesAddressIsNotFound() async throws {
        try await withShop { shop in
            let (owner, other) = (try await shop.signUp(), try await shop.signUp())
            let place = "\(Self.path)/\(try await self.add(shop, owner))"
            _ = try await self.add(shop, other, "Other")
            #expect(try await shop.get(place, token: other).status == 404)
            #expect(try await shop.send(.put, place, Self.address("Bob"), token: other).status == 404)
            #expect(try await shop.delete(place, token: other).status == 404)
            #expect(try await shop.get("\(Self.path)/nothing", token: owner).status == 404)
            #expect(try await shop.get(place).status == 401)
            #expect(try await self.names(shop, owner) == ["Ann Miller*"])
            #expect(try await self.names(shop, other) == ["Other*"])
        }
    }

    @Test(arguments: [
        (#""country": "XX""#, "body.country country"), (#""country": "Germany""#, "body.country country"),
        (#""country": "ß""#, "body.country country"), (#""country": null"#, "body.country string_type"),
        (#""phone": "call me""#, "body.phone string_pattern_mismatch"),
        (#""full_name": " ""#, "body.full_name string_too_short"),
        (#""city": "a\nb""#, "body.city value_error"),
        (#""is_default": "perhaps""#, "body.is_default bool_type"),
        (#""label": """#, "body.label string_too_short"),
    ])
    func badFieldsAreNamed(field: String, violation: String) async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let reply = try await shop.post(Self.path, Self.address("Ann", field), token: token)
            #expect(reply.status == 422 && reply.violations.contains(violation), "\(reply.text)")
        }
    }

    @Test func missingFieldsAreNamed() async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path, "{}", token: try await shop.signUp())
            let fields = ["full_name", "address_line1", "city", "postal_code", "country"]
            #expect(reply.status == 422 && reply.violations == fields.map { "body.\($0) missing" })
        }
    }

    @Test func whatLeadsToAPersonIsStoredEncrypted() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let more = #""address_line2": "3rd floor", "phone": "030 1234", "label": "Granny""#
            _ = try await self.add(shop, token, "Ann Miller", more)
            let stored = "\(try await shop.documents("address_books"))"
            #expect(stored.contains("Berlin"))
            for secret in ["Ann Miller", "Hauptstr. 5", "10115", "3rd floor", "030 1234", "Granny"] {
                #expect(!stored.contains(secret))
            }
        }
    }

    @Test func aBookThatCannotBeReadIsNoError() async throws {
        try await withShop(configure: { $0.encryptionKey = String(repeating: "a", count: 32) }) { shop in
            let token = try await shop.signUp("ann@example.com")
            let id = try await self.add(shop, token)
            try await shop.withAnotherInstance(configure: { $0.encryptionKey = String(repeating: "b", count: 32) }) {
                shop in
                let names = try await self.names(shop, token)
                #expect(names == [])
                #expect(try await shop.get("\(Self.path)/\(id)", token: token).status == 404)
                #expect(try await shop.post(Self.path, Self.address(), token: token).status == 409)
            }
            #expect(try await self.names(shop, token) == ["Ann Miller*"])
        }
    }
}
