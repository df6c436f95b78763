import BSON
import HTTPTypes
import Schemas
import Testing

/// `/api/v1/admin/coupons`.
@Suite struct CouponTests {
    private static let path = "/api/v1/admin/coupons"

    @Test func aCouponIsAddedReadChangedAndRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let electronics = try #require(try await shop.get("/api/v1/categories/electronics")["id"]?.text)
            let fields =
                #""min_total": 20, "max_uses": 5, "max_uses_per_user": 1, "categories": ["electronics", "Electronics"]"#
            let added = try await shop.addCoupon("Save-10", fields, as: admin)
            let place = try #require(added.headers[.location])
            #expect(added["code"] == "SAVE-10" && added["uses"]?.integer == 0)
            #expect(added["categories"] == .array([.string(electronics)]) && added["ends_at"] == .null)
            let read = try await shop.get(place, token: admin)
            #expect(read.json == added.json)
            let tag: HTTPFields = [.ifMatch: try #require(read.headers[.eTag])]
            let changed = try await shop.patch(
                place, #"{"value": 12.5, "max_uses": null}"#, token: admin, headers: tag)
            #expect(changed.status == 200 && changed["value"]?.digits == "12.5" && changed["max_uses"] == .null)
            #expect(changed["min_total"]?.digits == "20.00")
            #expect(try await shop.patch(place, #"{"value": 1}"#, token: admin, headers: tag).status == 412)
            #expect(try await shop.delete(place, token: admin, headers: tag).status == 412)
            let page = try await shop.get(Self.path, token: admin)
            #expect(page["items"]?.elements == [changed.json] && page["total"]?.integer == 1)
            #expect(try await shop.delete(place, token: admin).status == 204)
            #expect(try await shop.get(place, token: admin).status == 404)
            let audit = try await shop.get("/api/v1/admin/audit?kind=coupon", token: admin)
            #expect(audit["items"]?.elements.compactMap { $0["action"]?.text } == ["deleted", "changed", "created"])
        }
    }

    @Test func onlyWhoMayKeepsCoupons() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let place = try #require(try await shop.addCoupon("A", as: admin).headers[.location])
            for path in [Self.path, place] {
                #expect(try await shop.get(path, token: user).status == 403)
                #expect(try await shop.get(path).status == 401)
            }
            let body = #"{"code": "B", "type": "free_shipping"}"#
            #expect(try await shop.post(Self.path, body, token: user).status == 403)
            #expect(try await shop.delete(place, token: user).status == 403)
        }
    }

    @Test func aCodeIsTakenInAnyLetterCase() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addCoupon("summer", as: admin)
            let other = try await shop.addCoupon("winter", as: admin)
            let again = try await shop.post(
                Self.path, #"{"code": "SumMer", "type": "fixed", "value": 1}"#, token: admin)
            #expect(again.status == 409 && again["code"] == "coupon_taken")
            let place = try #require(other.headers[.location])
            #expect(try await shop.patch(place, #"{"code": "SUMMER"}"#, token: admin).status == 409)
            #expect(try await shop.get(place, token: admin)["code"] == "WINTER")
        }
    }

    @Test(arguments: [
        (#""type": "percentage""#, ["body.value missing"]),
        (#""type": "percentage", "value": 100.01"#, ["body.value less_than_equal"]),
        (#""type": "fixed", "value": 0"#, ["body.value greater_than"]),
        (#""type": "fixed", "value": 1e30"#, ["body.value less_than_equal"]),
        (#""type": "fixed", "value": 1.005"#, ["body.value decimal_max_places"]),
        (#""type": "free_shipping", "value": 1"#, ["body.value value_error"]),
        (#""type": "half""#, ["body.type enum"]),
        (#""type": "fixed", "value": 1, "max_uses": 0"#, ["body.max_uses greater_than_equal"]),
        (#""type": "fixed", "value": 1, "min_total": -1"#, ["body.min_total greater_than_equal"]),
        (#""type": "fixed", "value": 1, "categories": ["no-such"]"#, ["body.categories.0 unknown"]),
        (
            #""type": "fixed", "value": 1, "starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-02-01T00:00:00Z""#,
            ["body.ends_at value_error"]
        ),
        (#""type": "fixed", "value": 1, "code": "a b""#, ["body.code string_pattern_mismatch"]),
        (#""type": "fixed", "value": 1, "code": """#, ["body.code string_too_short"]),
    ])
    func badFieldsAreNamed(fields: String, violations: [String]) async throws {
        try await withShop { shop in
            let code = fields.contains(#""code""#) ? "" : #""code": "A", "#
            let reply = try await shop.post(Self.path, "{\(code)\(fields)}", token: try await shop.admin())
            #expect(reply.status == 422 && reply.violations == violations, "\(reply.text)")
        }
    }

    @Test func aChangeThatDoesNotFitTheRestIsRefused() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let place = try #require(try await shop.addCoupon("A", as: admin).headers[.location])
            let reply = try await shop.patch(place, #"{"type": "free_shipping"}"#, token: admin)
            #expect(reply.status == 422 && reply.violations == ["body.value value_error"])
            let both = try await shop.patch(place, #"{"type": "free_shipping", "value": null}"#, token: admin)
            #expect(both.status == 200 && both["value"] == .null)
        }
    }

    @Test func aRequestThatComesAgainAddsOne() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let body = #"{"code": "A", "type": "fixed", "value": 1}"#
            let first = try await shop.post(Self.path, body, token: admin, headers: key)
            let again = try await shop.post(Self.path, body, token: admin, headers: key)
            #expect(first.status == 201 && again.status == 201 && again.body == first.body)
        }
    }
}
