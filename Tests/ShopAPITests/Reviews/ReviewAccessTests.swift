import Accounts
import BSON
import HTTPTypes
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// Who may read, write, change, remove and hide whose reviews.
@Suite struct ReviewAccessTests {
    fileprivate enum Caller: CaseIterable { case nobody, other, vendor, author, moderator, admin }

    private struct Rule: CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        var body = ""
        var isHidden = false
        /// The statuses for nobody, another customer, the product's vendor, the author, a moderator and an admin.
        let statuses: [Int]

        var testDescription: String { "\(self.method) \(self.path)\(self.isHidden ? " (hidden)" : "") \(self.body)" }
    }

    private static let list = "/api/v1/products/{product}/reviews"
    private static let one = "\(list)/{review}"

    private static let rules = [
        Rule(method: .get, path: list, statuses: [200, 200, 200, 200, 200, 200]),
        Rule(method: .post, path: list, body: #"{"rating": 3}"#, statuses: [401, 201, 201, 409, 201, 201]),
        Rule(method: .get, path: one, statuses: [200, 200, 200, 200, 200, 200]),
        Rule(method: .get, path: one, isHidden: true, statuses: [404, 404, 404, 200, 200, 200]),
        Rule(method: .patch, path: one, body: #"{"rating": 3}"#, statuses: [401, 403, 403, 200, 403, 403]),
        Rule(
            method: .patch, path: one, body: #"{"comment": "x"}"#, isHidden: true,
            statuses: [401, 404, 404, 200, 403, 403]),
        Rule(method: .patch, path: one, body: #"{"is_hidden": true}"#, statuses: [401, 403, 403, 403, 200, 200]),
        Rule(
            method: .patch, path: one, body: #"{"is_hidden": false}"#, isHidden: true,
            statuses: [401, 404, 404, 403, 200, 200]),
        Rule(method: .delete, path: one, statuses: [401, 403, 403, 204, 204, 204]),
        Rule(method: .delete, path: one, isHidden: true, statuses: [401, 404, 404, 204, 204, 204]),
        Rule(method: .post, path: "\(one)/helpful", statuses: [401, 204, 204, 409, 204, 204]),
        Rule(method: .post, path: "\(one)/helpful", isHidden: true, statuses: [401, 404, 404, 404, 404, 404]),
    ]

    @Test(arguments: rules) private func eachRouteKnowsWhoseReviewItIs(rule: Rule) async throws {
        try await withShop { shop in
            let people = try await People(shop)
            for (caller, status) in zip(Caller.allCases, rule.statuses) {
                let (product, review) = try await people.addReview(in: shop, isHidden: rule.isHidden)
                func filled(_ text: String) -> String {
                    text.replacing("{product}", with: product).replacing("{review}", with: review)
                }
                let before = try await shop.get(filled(Self.one), token: people[.admin]).json
                let reply = try await shop.send(
                    rule.method, filled(rule.path), filled(rule.body), token: people[caller])
                #expect(reply.status == status, "\(caller): \(reply.text)")
                if status >= 400 {
                    #expect(try await shop.get(filled(Self.one), token: people[.admin]).json == before)
                }
            }
        }
    }

    @Test func onlyModeratorsListHiddenReviews() async throws {
        try await withShop { shop in
            let people = try await People(shop)
            let (product, review) = try await people.addReview(in: shop, isHidden: true)
            #expect(try await shop.review(product, 2, as: people[.other] ?? "").status == 201)
            for (caller, count) in zip(Caller.allCases, [1, 1, 1, 1, 2, 2]) {
                for order in ["newest", "helpful", "rating", "-rating"] {
                    let page = try await shop.get(
                        "/api/v1/products/\(product)/reviews?sort=\(order)", token: people[caller])
                    let ids = page["items"]?.elements.compactMap { $0["id"]?.text } ?? []
                    #expect(ids.count == count && page["total"]?.integer == count, "\(caller)")
                    #expect(ids.contains(review) == (count == 2))
                    #expect(page["summary"]?["count"]?.integer == 1)
                }
            }
        }
    }

    /// A product that is not shown has no reviews to show, but who wrote one may still take it back.
    @Test(arguments: [#"PATCH {"is_active": false}"#, "DELETE "]) func aHiddenProductHidesItsReviews(
        change: String
    ) async throws {
        try await withShop { shop in
            let people = try await People(shop)
            let (product, review) = try await people.addReview(in: shop)
            let path = "/api/v1/products/\(product)/reviews/\(review)"
            let parts = change.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let method = try #require(HTTPRequest.Method(String(parts[0])))
            let hidden = try await shop.send(
                method, "/api/v1/products/\(product)", String(parts[1]), token: people[.admin])
            #expect(hidden.status < 300)
            for caller in Caller.allCases {
                #expect(try await shop.get(path, token: people[caller]).status == 404)
                let list = try await shop.get("/api/v1/products/\(product)/reviews", token: people[caller])
                #expect(list.status == 404)
            }
            #expect(try await shop.review(product, 1, as: people[.other] ?? "").status == 404)
            let vote = try await shop.post("\(path)/helpful", "", token: people[.other])
            #expect(vote.status == 404)
            #expect(try await shop.delete(path, token: people[.author]).status == 204)
            #expect(try await shop.faults() == [:])
        }
    }
}

extension ReviewAccessTests {
    /// An author, whose products the reviews are of, and others who may want to change them.
    fileprivate struct People {
        private let tokens: [Caller: String]

        init(_ shop: ShopClient) async throws {
            var tokens: [Caller: String] = [.admin: try await shop.admin()]
            for (caller, name) in [
                (Caller.other, "Other"), (.vendor, "Vendor"), (.author, "Author"), (.moderator, "Moderator"),
            ] {
                let reply = try await shop.register("\(name.lowercased())@example.com", name: name)
                tokens[caller] = try #require(reply["access_token"]?.text)
            }
            try await shop.setRole(.vendor, of: "vendor@example.com")
            let id = try #require(try await shop.user("moderator@example.com")?.id)
            let granted = try await shop.send(
                .put, "/api/v1/admin/users/\(id)/permissions", #"{"permissions": ["manage:review"]}"#,
                token: tokens[.admin])
            #expect(granted.status == 200, "\(granted.text)")
            self.tokens = tokens
        }

        /// Adds a product of the vendor's with a review of the author's, and returns the ids of both.
        func addReview(in shop: ShopClient, isHidden: Bool = false) async throws -> (product: String, review: String) {
            let made = try await shop.post("/api/v1/products", #"{"name": "Vase", "price": 19}"#, token: self[.vendor])
            let product = try #require(made["id"]?.text)
            let path = try await shop.reviewPath(product, 4, as: self[.author] ?? "")
            if isHidden { _ = try await shop.patch(path, #"{"is_hidden": true}"#, token: self[.admin]) }
            return (product, String(path.suffix(24)))
        }

        subscript(_ caller: Caller) -> String? { self.tokens[caller] }
    }
}
