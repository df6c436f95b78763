import BSON
import Catalog
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// `/api/v1/products/{id}/reviews`.
@Suite struct ReviewTests {
    private static let product = "gaming-laptop-pro"
    private static let path = "/api/v1/products/\(product)/reviews"

    @Test func aReviewIsShownAsItWasSent() async throws {
        try await withShop { shop in
            let session = try await shop.register("ann@example.com", name: "Ann Miller")
            let token = try #require(session["access_token"]?.text)
            let body =
                #"{"rating": 4, "title": " <b>Bright</b> & \"quick\" 💡", "comment": "One\r\n\tTwo $where {{x}} <script>\u00e9"}"#
            let made = try await shop.post(Self.path, body, token: token)
            #expect(made.status == 201)
            #expect(made["title"] == .string(" <b>Bright</b> & \"quick\" 💡"))
            #expect(made["comment"] == .string("One\r\n\tTwo $where {{x}} <script>\u{e9}"))
            #expect(made["rating"]?.integer == 4 && made["helpful_count"]?.integer == 0)
            #expect(made["verified_purchase"] == false && made["is_hidden"] == false)
            #expect(made["user"]?["name"] == "Ann Miller" && made["user"]?["id"]?.text?.count == 24)
            #expect(made["user"]?["email"] == nil && made["_id"] == nil)
            let shown = try await shop.get(try #require(made.headers[.location]))
            #expect(shown.json == made.json && shown.headers[.eTag] == made.headers[.eTag])
            let page = try await shop.get(Self.path)
            #expect(page["items"]?.elements == [made.json] && page["total"]?.integer == 1)
            let product = try await shop.get("/api/v1/products/\(Self.product)")
            #expect(product["rating"]?["average"]?.digits == "4.0" && product["rating"]?["count"]?.integer == 1)
        }
    }

    @Test(arguments: [
        ("{}", "body.rating missing"), (#"{"rating": 0}"#, "body.rating greater_than_equal"),
        (#"{"rating": 6}"#, "body.rating less_than_equal"), (#"{"rating": 4.5}"#, "body.rating int_from_float"),
        (#"{"rating": 3, "title": "a\u0000"}"#, "body.title value_error"),
        (#"{"rating": 3, "title": "a\nb"}"#, "body.title value_error"),
        (#"{"rating": 3, "comment": "a\u001bb"}"#, "body.comment value_error"),
        (#"{"rating": 3, "comment": "a\u0085b"}"#, "body.comment value_error"),
        (#"{"rating": 3, "title": "\#(String(repeating: "é", count: 121))"}"#, "body.title string_too_long"),
        (#"{"rating": 3, "comment": "\#(String(repeating: "é", count: 5001))"}"#, "body.comment string_too_long"),
    ])
    func whatIsNoReviewIsNamed(body: String, violation: String) async throws {
        try await withShop { shop in
            let reply = try await shop.post(Self.path, body, token: try await shop.signUp())
            #expect(reply.status == 422 && reply.violations == [violation], "\(reply.text)")
            #expect(try await shop.summary(of: Self.product) == "none 0 00000")
        }
    }

    @Test func theLongestTextsAreTaken() async throws {
        try await withShop { shop in
            let texts = (String(repeating: "é", count: 120), String(repeating: "💡", count: 5000))
            let body = #"{"rating": 3, "title": "\#(texts.0)", "comment": "\#(texts.1)"}"#
            let reply = try await shop.post(Self.path, body, token: try await shop.signUp())
            #expect(reply.status == 201 && reply["comment"]?.text == texts.1)
        }
    }

    @Test func aUserReviewsAProductOnce() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            #expect(try await shop.review(Self.product, 5, as: token).status == 201)
            let again = try await shop.review("1", 1, as: token)
            #expect(again.status == 409 && again["code"] == "reviewed")
            #expect(try await shop.summary(of: Self.product) == "5.0 1 00001")
            #expect(try await shop.review("2", 1, as: token).status == 201)
        }
    }

    @Test func aReviewIsSentAgainWithItsKey() async throws {
        try await withShop { shop in
            let (token, key): (String, HTTPFields) = (try await shop.signUp(), [.init("Idempotency-Key")!: "one"])
            let first = try await shop.review(Self.product, 5, as: token, headers: key)
            let again = try await shop.review(Self.product, 5, as: token, headers: key)
            #expect(again.status == 201 && again.body == first.body)
            #expect(again.headers[.location] == first.headers[.location])
            #expect(try await shop.review(Self.product, 4, as: token, headers: key).status == 422)
        }
    }

    @Test func theRatingFollowsEveryChange() async throws {
        try await withShop { shop in
            let (users, admin) = (try await parallel(3) { _ in try await shop.signUp() }, try await shop.admin())
            var paths: [String] = []
            for (user, rating) in zip(users, [5, 4, 4]) {
                paths.append(try await shop.reviewPath(Self.product, rating, as: user))
            }
            #expect(try await shop.summary(of: Self.product) == "4.33 3 00021")
            _ = try await shop.patch(paths[0], #"{"rating": 1, "comment": "Broken"}"#, token: users[0])
            #expect(try await shop.summary(of: Self.product) == "3.0 3 10020")
            _ = try await shop.patch(paths[0], #"{"is_hidden": true}"#, token: admin)
            #expect(try await shop.summary(of: Self.product) == "4.0 2 00020")
            // A hidden one does not count, whatever becomes of it.
            _ = try await shop.patch(paths[0], #"{"rating": 2}"#, token: users[0])
            #expect(try await shop.summary(of: Self.product) == "4.0 2 00020")
            _ = try await shop.patch(paths[0], #"{"is_hidden": false}"#, token: admin)
            #expect(try await shop.summary(of: Self.product) == "3.33 3 01020")
            #expect(try await shop.delete(paths[1], token: users[1]).status == 204)
            #expect(try await shop.delete(paths[2], token: admin).status == 204)
            #expect(try await shop.summary(of: Self.product) == "2.0 1 01000")
            #expect(try await shop.get("/api/v1/products/1")["rating"]?["average"]?.digits == "2.0")
            #expect(try await shop.delete(paths[0], token: users[0]).status == 204)
            #expect(try await shop.get("/api/v1/products/1")["rating"] == ["average": .null, "count": 0])
            #expect(try await shop.faults() == [:])
        }
    }

    /// As the programs stored it that knew no reviews.
    @Test func aProductWithoutARatingIsReviewed() async throws {
        try await withShop { shop in
            try await Repository<Product>(shop.database).updateMany(.all, .raw("$unset", "rating", ""))
            await shop.backend.shop.catalog.forgetAll()
            #expect(try await shop.summary(of: Self.product) == "none 0 00000")
            #expect(try await shop.review(Self.product, 4, as: try await shop.signUp()).status == 201)
            #expect(try await shop.summary(of: Self.product) == "4.0 1 00010")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whatLiesHalfWayIsRoundedToTheEvenDigit() async throws {
        try await withShop { shop in
            let products = Repository<Product>(shop.database)
            // 801 : 200 is 4.005 and 803 : 200 is 4.015, which no binary fractions are.
            for (counts, average) in [([199, 1], "4.0"), ([197, 3], "4.02"), ([79, 1], "4.01")] {
                let fours: BSONDocument = [
                    "rating": ["by_rating": ["4": .int32(Int32(counts[0])), "5": .int32(Int32(counts[1]) - 1)]]
                ]
                try await products.updateOne(\.productID == 1, .raw("$set", "rating", fours["rating"] ?? .null))
                await shop.backend.shop.catalog.forgetAll()
                let user = try await shop.signUp()
                let path = try await shop.reviewPath(Self.product, 5, as: user)
                let rating = try await shop.get("/api/v1/products/1")["rating"]
                #expect(rating?["average"]?.digits == average, "\(counts)")
                #expect(try await shop.delete(path, token: user).status == 204)
            }
        }
    }

    @Test func reviewsAreListedInEachOrder() async throws {
        try await withShop { shop in
            let users = try await parallel(5) { _ in try await shop.signUp() }
            var (paths, ids) = ([String](), [String]())
            for (user, rating) in zip(users, [3, 5, 1, 5, 3]) {
                paths.append(try await shop.reviewPath(Self.product, rating, as: user))
                ids.append(String(paths.last?.suffix(24) ?? ""))
            }
            for voter in users[3...4] { _ = try await shop.post("\(paths[2])/helpful", "", token: voter) }
            _ = try await shop.post("\(paths[0])/helpful", "", token: users[4])
            for (order, places) in [
                ("newest", [4, 3, 2, 1, 0]), ("helpful", [2, 0, 4, 3, 1]), ("-rating", [3, 1, 4, 0, 2]),
                ("rating", [2, 0, 4, 1, 3]),
            ] {
                var shown: [String] = []
                for page in 1...3 {
                    let reply = try await shop.get("\(Self.path)?sort=\(order)&page_size=2&page=\(page)")
                    #expect(reply["total"]?.integer == 5 && reply["has_next"] == .bool(page < 3))
                    shown += reply["items"]?.elements.compactMap { $0["id"]?.text } ?? []
                }
                #expect(shown == places.map { ids[$0] }, "\(order)")
            }
            #expect(try await shop.get("\(Self.path)?sort=oldest").violations == ["query.sort enum"])
        }
    }

    @Test func aVoteCountsOnceAUser() async throws {
        try await withShop { shop in
            let (author, voter) = (try await shop.signUp(), try await shop.signUp())
            let path = try await shop.reviewPath(Self.product, 5, as: author)
            for _ in 0..<2 {
                let voted = try await shop.post("\(path)/helpful", "", token: voter)
                #expect(voted.status == 204 && voted.body.isEmpty)
            }
            #expect(try await shop.get(path)["helpful_count"]?.integer == 1)
            let own = try await shop.post("\(path)/helpful", "", token: author)
            #expect(own.status == 409 && own["code"] == "own_review")
            #expect(try await shop.get(path)["helpful_count"]?.integer == 1)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func whoHasPaidForTheProductIsVerified() async throws {
        try await withShop { shop in
            let (buyer, waiting) = (try await shop.signUp(), try await shop.signUp())
            try await shop.buy(1, as: buyer)
            let order = try await shop.order(1, quantity: 1, as: waiting)
            #expect(try await shop.review("1", 5, as: buyer)["verified_purchase"] == true)
            #expect(try await shop.review("2", 5, as: buyer)["verified_purchase"] == false)
            let path = try await shop.reviewPath("1", 5, as: waiting)
            #expect(try await shop.get(path)["verified_purchase"] == false)
            _ = try await shop.post("/payments/confirm?order_id=\(order)", "", token: waiting)
            let changed = try await shop.patch(path, #"{"comment": "It has come"}"#, token: waiting)
            #expect(changed["verified_purchase"] == true)
        }
    }

    @Test func aReviewThatChangedMeanwhileIsNotOverwritten() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let path = try await shop.reviewPath(Self.product, 5, as: token)
            let tag = try #require(try await shop.get(path).headers[.eTag])
            let changed = try await shop.patch(path, #"{"rating": 4}"#, token: token, headers: [.ifMatch: tag])
            #expect(changed.status == 200 && changed.headers[.eTag] != tag)
            let late = try await shop.patch(path, #"{"rating": 3}"#, token: token, headers: [.ifMatch: tag])
            #expect(late.status == 412)
            #expect(try await shop.delete(path, token: token, headers: [.ifMatch: tag]).status == 412)
            let present = try #require(changed.headers[.eTag])
            #expect(try await shop.delete(path, token: token, headers: [.ifMatch: present]).status == 204)
            #expect(try await shop.get(path).status == 404)
        }
    }

    @Test func aChangeOfNothingLeavesAReviewAsItIs() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let path = try await shop.reviewPath(Self.product, 5, as: token)
            let before = try await shop.get(path)
            let same = try await shop.patch(path, #"{"rating": 5, "title": null, "is_hidden": false}"#, token: token)
            #expect(same.status == 200 && same.json == before.json)
        }
    }

    @Test func reviewsAreFoundByTheirOwnProductAlone() async throws {
        try await withShop { shop in
            let token = try await shop.signUp()
            let path = try await shop.reviewPath("1", 5, as: token)
            let id = String(path.suffix(24))
            for name in ["1", Self.product] {
                #expect(try await shop.get("/api/v1/products/\(name)/reviews/\(id)").status == 200)
            }
            for wrong in ["2/reviews/\(id)", "1/reviews/\(ObjectID())", "1/reviews/x", "none/reviews/\(id)"] {
                #expect(try await shop.get("/api/v1/products/\(wrong)").status == 404)
                #expect(try await shop.delete("/api/v1/products/\(wrong)", token: token).status == 404)
            }
            #expect(try await shop.get("/api/v1/products/none/reviews").status == 404)
        }
    }

    @Test func whatModeratorsDoIsInTheAuditLogWithoutTheWords() async throws {
        try await withShop { shop in
            let (author, admin) = (try await shop.signUp(), try await shop.admin())
            let made = try await shop.post(Self.path, #"{"rating": 1, "comment": "secret words"}"#, token: author)
            let path = try #require(made.headers[.location])
            _ = try await shop.patch(path, #"{"rating": 2}"#, token: author)
            _ = try await shop.patch(path, #"{"is_hidden": true}"#, token: admin)
            #expect(try await shop.delete(path, token: admin).status == 204)
            let log = try await shop.get("/api/v1/admin/audit?kind=review", token: admin)
            let actions = log["items"]?.elements.map { $0["action"]?.text }
            #expect(actions == ["deleted", "changed"])
            #expect(log["items"]?.elements.last?["after"]?["hidden"] == true)
            #expect(!log.text.contains("secret words"))
            let root = try await shop.get("/admin/audit", token: admin)
            #expect(!root.text.contains(#""kind":"review""#))
        }
    }
}
