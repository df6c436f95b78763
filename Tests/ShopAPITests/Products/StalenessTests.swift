import Accounts
import BSON
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import Synchronization
import TestSupport
import Testing

/// Every change of the catalog by every reading of it, on both mounts and two instances: nobody is served the old one.
@Suite(.timeLimit(.minutes(30)))
struct StalenessTests {
    /// How soon a change is seen in the instance that made it; in the other one it takes a moment longer.
    fileprivate enum Promise {
        /// From the answer to who made it on.
        case atOnce
        /// When a job has followed it, or the database has told of it.
        case soon
        /// When the lists go the next time.
        case late
    }

    /// What shows the catalog. A new reading is a line here.
    private static let readings = [
        "/products", "/products?q=vase", "/products/vase", "/api/v1/products", "/api/v1/products?q=vase",
        "/api/v1/products?category=pots", "/api/v1/products?featured=true", "/api/v1/products?vendor={vendor}",
        "/api/v1/products/vase", "/api/v1/products/101", "/api/v1/products/{product}", "/api/v1/products/featured",
        "/api/v1/categories", "/api/v1/categories?flat=true", "/api/v1/categories/pots", "/api/v1/tags",
        "/api/v1/products/vase/reviews", "/api/v1/products/vase/images", "/api/v1/products/suggest?q=va",
        "/api/v1/products/search?q=vasse", "/api/v1/products?max_price=50&in_stock=true&sort=price",
        "/api/v1/products?tag=blue&sort=-rating&facets=true", "/api/v1/products/1/related",
    ]

    /// Those that show figures, and lag behind changes of these.
    fileprivate static let lists: Set = [
        "/products", "/products?q=vase", "/api/v1/products", "/api/v1/products?q=vase",
        "/api/v1/products?category=pots", "/api/v1/products?featured=true", "/api/v1/products?vendor={vendor}",
        "/api/v1/products/featured", "/api/v1/products/search?q=vasse",
        "/api/v1/products?max_price=50&in_stock=true&sort=price", "/api/v1/products?tag=blue&sort=-rating&facets=true",
        "/api/v1/products/1/related",
    ]

    fileprivate struct Change: CustomTestStringConvertible {
        let name: String
        /// How soon pages of products show it, lists of them, and categories; all else shows it at once.
        var pages = Promise.atOnce
        var lists = Promise.atOnce
        var categories = Promise.atOnce
        /// What must be there before.
        var prepare: @Sendable (Stage) async throws -> Void = { _ in }
        let make: @Sendable (Stage) async throws -> Void

        var testDescription: String { self.name }
    }

    /// What changes the catalog. A new change is an entry here.
    private static let changes: [Change] = [
        Change(name: "a product is new") {
            try await $0.post(
                "/api/v1/products", #"{"name": "Red vase", "price": 3, "tags": ["red"], "is_featured": true}"#)
        },
        Change(name: "a price") { try await $0.patch("/api/v1/products/vase", #"{"price": 21}"#) },
        Change(name: "a price, at the root") { try await $0.patch("/admin/products/{product}", #"{"price": 22}"#) },
        Change(name: "a discount") {
            try await $0.patch("/api/v1/products/vase", #"{"discount": {"type": "percentage", "value": 10}}"#)
        },
        Change(name: "a name and a slug") {
            try await $0.patch("/api/v1/products/vase", #"{"name": "Jug", "slug": "jug"}"#)
        },
        Change(name: "a number") { try await $0.patch("/api/v1/products/vase", #"{"number": 102}"#) },
        Change(name: "a category of a product") {
            try await $0.patch("/api/v1/products/vase", #"{"category": "Electronics"}"#)
        },
        Change(name: "tags") { try await $0.patch("/api/v1/products/vase", #"{"tags": ["green"]}"#) },
        Change(name: "whether it is featured") {
            try await $0.patch("/api/v1/products/vase", #"{"is_featured": false}"#)
        },
        Change(name: "whether it is shown") { try await $0.patch("/api/v1/products/vase", #"{"is_active": false}"#) },
        Change(name: "a vendor of a product") { try await $0.patch("/api/v1/products/vase", #"{"vendor_id": null}"#) },
        Change(name: "a stock that is counted anew") {
            try await $0.patch("/api/v1/products/vase", #"{"inventory": 77}"#)
        },
        Change(name: "a product is removed") { try await $0.delete("/api/v1/products/vase") },
        Change(name: "a product is removed for good") { try await $0.delete("/admin/products/{product}") },
        Change(name: "a product is brought back", prepare: { try await $0.delete("/api/v1/products/vase") }) {
            try await $0.post("/api/v1/products/{product}/restore", "")
        },
        Change(name: "a variant is new") { try await $0.addVariant() },
        Change(name: "a variant is changed", prepare: { try await $0.addVariant() }) {
            try await $0.patch("/api/v1/products/vase/variants/{variant}", #"{"inventory": 3, "price": 4}"#)
        },
        Change(name: "a variant is removed", prepare: { try await $0.addVariant() }) {
            try await $0.delete("/api/v1/products/vase/variants/{variant}")
        },
        Change(name: "an image is new") { try await $0.addImage() },
        Change(name: "an image is changed", prepare: { try await $0.addImage() }) {
            try await $0.patch("/api/v1/products/vase/images/{image}", #"{"alt": "Blue"}"#)
        },
        Change(name: "an image is removed", prepare: { try await $0.addImage() }) {
            try await $0.delete("/api/v1/products/vase/images/{image}")
        },
        Change(name: "a category is new") { try await $0.post("/api/v1/categories", #"{"name": "Bowls"}"#) },
        Change(name: "a category's name", pages: .soon, lists: .soon) {
            try await $0.patch("/api/v1/categories/pots", #"{"name": "Pots & pans"}"#)
        },
        Change(name: "a category's place", pages: .soon, lists: .soon, categories: .soon) {
            try await $0.patch("/api/v1/categories/pots", #"{"parent_id": "{electronics}"}"#)
        },
        Change(
            name: "a category is removed",
            prepare: { try await $0.patch("/api/v1/products/vase", #"{"category": null}"#) }
        ) { try await $0.delete("/api/v1/categories/pots") },
        Change(name: "a vendor's name", pages: .soon, lists: .soon) {
            try await $0.patch("/api/v1/auth/me", #"{"name": "Potter"}"#, as: $0.vendor)
        },
        Change(name: "a purchase", lists: .late) { try await $0.shop.buy(101, as: $0.buyer) },
        Change(name: "a review is new", lists: .late) { try await $0.review() },
        Change(name: "a review is changed", lists: .late, prepare: { try await $0.review() }) {
            try await $0.patch("{review}", #"{"rating": 1}"#, as: $0.buyer)
        },
        Change(name: "a review is hidden", lists: .late, prepare: { try await $0.review() }) {
            try await $0.patch("{review}", #"{"is_hidden": true}"#)
        },
        Change(name: "a review is removed", lists: .late, prepare: { try await $0.review() }) {
            try await $0.delete("{review}")
        },
        Change(name: "a vote", prepare: { try await $0.review() }) {
            try await $0.post("{review}/helpful", "")
        },
    ]

    @Test(arguments: changes) private func nobodyIsServedWhatWasBefore(change: Change) async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            try await shop.withAnotherInstance { other in
                try await shop.withAnotherInstance(configure: { $0.isRedisEnabled = false }) { uncached in
                    let stage = try await Stage(shop)
                    try await change.prepare(stage)
                    let readings = Self.readings.map { stage.filled($0) }
                    // All of it is in the memory of both.
                    for instance in [shop, other] {
                        for _ in 0..<2 { for path in readings { _ = try await instance.get(path) } }
                    }
                    try await change.make(stage)
                    let shown = try await answers(shop, readings)
                    for instance in [shop, other] {
                        for path in readings {
                            try await eventually { try await answer(instance, path) == answer(uncached, path) }
                        }
                    }
                    // What is true is known for sure now: the uncached instance, too, hears of new names a moment later.
                    for (reading, path) in zip(Self.readings, readings) where change.promise(of: reading) == .atOnce {
                        #expect(try await shown[path] == answer(uncached, path), "\(path)")
                    }
                }
            }
        }
    }
}

/// The status and the body of an answer.
private func answer(_ shop: ShopClient, _ path: String) async throws -> String {
    let reply = try await shop.get(path)
    return "\(reply.status) \(reply.text)"
}

private func answers(_ shop: ShopClient, _ paths: [String]) async throws -> [String: String] {
    var answers: [String: String] = [:]
    for path in paths { answers[path] = try await answer(shop, path) }
    return answers
}

extension StalenessTests.Change {
    fileprivate func promise(of reading: String) -> StalenessTests.Promise {
        if StalenessTests.lists.contains(reading) { return self.lists }
        if reading.hasPrefix("/api/v1/categories") { return self.categories }
        return reading.contains("/products/") ? self.pages : .atOnce
    }
}

extension StalenessTests {
    /// A product that has a bit of everything, and those who change it.
    fileprivate final class Stage: Sendable {
        let shop: ShopClient
        let admin: String
        let vendor: String
        let buyer: String
        private let names: Mutex<[String: String]>

        init(_ shop: ShopClient) async throws {
            self.shop = shop
            self.admin = try await shop.admin()
            let session = try await shop.register("vendor@example.com", name: "Vendor")
            self.vendor = try #require(session["access_token"]?.text)
            try await shop.setRole(.vendor, of: "vendor@example.com")
            self.buyer = try await shop.signUp()
            let vendorID = try #require(session["user"]?["id"]?.text)
            let category = try await shop.addCategory("Pots", as: self.admin)
            let made = try await shop.post(
                "/api/v1/products",
                """
                {"name": "Vase", "slug": "vase", "number": 101, "price": 20, "inventory": 9, "category": "\(category)",
                 "tags": ["blue"], "is_featured": true, "vendor_id": "\(vendorID)"}
                """, token: self.admin)
            let electronics = try await shop.get("/api/v1/categories/electronics")["id"]?.text
            self.names = Mutex([
                "vendor": vendorID, "product": try #require(made["id"]?.text), "electronics": try #require(electronics),
            ])
        }

        /// A text with what its placeholders stand for.
        func filled(_ text: String) -> String {
            self.names.withLock { names in
                names.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
            }
        }

        func post(_ path: String, _ body: String, as token: String? = nil) async throws {
            try await self.send(.post, path, body, as: token)
        }

        func patch(_ path: String, _ body: String, as token: String? = nil) async throws {
            try await self.send(.patch, path, body, as: token)
        }

        func delete(_ path: String) async throws { try await self.send(.delete, path, "", as: nil) }

        private func send(_ method: HTTPRequest.Method, _ path: String, _ body: String, as token: String?) async throws
        {
            let reply = try await self.shop.send(
                method, self.filled(path), self.filled(body), token: token ?? self.admin)
            #expect(reply.status < 300, "\(method) \(path): \(reply.text)")
        }

        func addVariant() async throws {
            let id = try await self.shop.addVariant("S", to: "vase", inventory: 5, as: self.admin)
            self.names.withLock { $0["variant"] = id }
        }

        func addImage() async throws {
            let id = try await self.shop.uploaded(to: "vase", as: self.admin)
            self.names.withLock { $0["image"] = id }
        }

        func review() async throws {
            let path = try await self.shop.reviewPath("vase", 4, as: self.buyer)
            self.names.withLock { $0["review"] = path }
        }
    }
}
