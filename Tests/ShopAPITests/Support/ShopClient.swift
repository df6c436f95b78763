import Accounts
import BSON
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import MongoJobs
import MongoODM
import NIOCore
import RedisCache
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

/// A client of a shop that runs for one test.
struct ShopClient: Sendable {
    let http: any TestClientProtocol
    let settings: Settings
    let backend: Backend

    func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.http.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }
        ) { response in
            Reply(
                status: Int(response.status.code), headers: response.headers,
                body: Array(buffer: response.body))
        }
    }

    func get(_ path: String, token: String? = nil, headers: HTTPFields = [:]) async throws -> Reply {
        try await self.send(.get, path, headers: self.headers(headers, token: token))
    }

    func post(
        _ path: String, _ body: String, token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.send(
            .post, path, body: Array(body.utf8),
            headers: self.headers(HTTPFields([.contentType: "application/json"], headers), token: token))
    }

    func patch(
        _ path: String, _ body: String, token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.send(
            .patch, path, body: Array(body.utf8),
            headers: self.headers(HTTPFields([.contentType: "application/json"], headers), token: token))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, token: String?, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.send(
            method, path, body: Array(body.utf8),
            headers: self.headers(HTTPFields([.contentType: "application/json"], headers), token: token))
    }

    func delete(_ path: String, token: String? = nil, headers: HTTPFields = [:]) async throws -> Reply {
        try await self.send(.delete, path, headers: self.headers(headers, token: token))
    }

    private func headers(_ headers: HTTPFields, token: String?) -> HTTPFields {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return headers
    }
}

extension ShopClient {
    /// Opens an account and returns its token.
    func signUp(_ email: String = "\(UUID().uuidString.lowercased())@example.com") async throws -> String {
        let reply = try await self.post("/auth/signup", #"{"email": "\#(email)", "password": "SecurePass123"}"#)
        #expect(reply.status == 200)
        return try #require(reply["access_token"]?.text)
    }

    /// Removes a product as the root mount does, so that nothing of it is left.
    func removeForGood(_ name: String, as admin: String) async throws {
        let id = try #require(try await self.get("/api/v1/products/\(name)")["id"]?.text)
        #expect(try await self.delete("/admin/products/\(id)", token: admin).status == 200)
    }

    /// Tries credentials.
    ///
    /// - Parameter address: where the client pretends to be, for a shop that believes its proxy.
    func logIn(_ email: String, _ password: String, from address: String = "192.0.2.1") async throws -> Reply {
        try await self.send(
            .post, "/auth/login", body: Array(#"{"email": "\#(email)", "password": "\#(password)"}"#.utf8),
            headers: [.contentType: "application/json", .init("X-Forwarded-For")!: address])
    }

    /// The seeded admin's token.
    func admin() async throws -> String {
        let reply = try await self.post("/auth/login", #"{"email": "admin@example.com", "password": "admin123"}"#)
        #expect(reply.status == 200)
        return try #require(reply["access_token"]?.text)
    }

    /// Adds a product named `Lamp` and its number.
    func addProduct(
        as admin: String, id: Int, slug: String, price: String = "9.99", inventory: Int = 5,
        extra: String = "\"category\": null"
    ) async throws -> Reply {
        let reply = try await self.post(
            "/admin/products",
            """
            {"product_id": \(id), "name": "Lamp \(id)", "slug": "\(slug)", "price": \(price),
             "inventory": \(inventory), \(extra)}
            """, token: admin)
        #expect(reply.status == 200)
        return reply
    }

    /// Orders one product and returns the order's identifier.
    func order(_ productID: Int, quantity: Int, as user: String) async throws -> String {
        let added = try await self.post(
            "/cart/add", #"{"product_id": \#(productID), "qty": \#(quantity)}"#, token: user)
        #expect(added.status == 200)
        let reply = try await self.post("/checkout/create-order", "", token: user)
        #expect(reply.status == 200)
        return try #require(reply["order_id"]?.text)
    }
}

/// What only the database and Redis tell.
extension ShopClient {
    var database: MongoDatabase { self.backend.mongo.defaultDatabase }

    var jobs: JobQueue { self.backend.shop.jobs }

    /// Documents as they are stored, a thousand at most.
    func documents(_ collection: String, where filter: BSONDocument = [:]) async throws -> [BSONDocument] {
        let reply = try await self.database.run([
            "find": .string(collection), "filter": .document(filter), "batchSize": 1000,
        ])
        let found = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
        return found.compactMap(\.documentValue)
    }

    func inventory(of productID: Int) async throws -> Int? {
        let products = Repository<Product>(self.database)
        return try await products.findOne(\.productID == productID)?.inventory
    }

    func countUsers() async throws -> Int {
        try await Repository<User>(self.database).count()
    }

    func user(_ email: String) async throws -> User? {
        try await Repository<User>(self.database).findOne(\.email == email)
    }

    func setRole(_ role: Role, of email: String) async throws {
        let users = Repository<User>(self.database)
        _ = try await users.findOneAndUpdate(\.email == email, .set(\.role, role))
    }

    func removeUser(_ email: String) async throws {
        try await Repository<User>(self.database).delete(\.email == email)
    }

    /// The names of the indexes by collection.
    func indexNames() async throws -> [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        for collection in ["users", "products", "carts", "orders"] {
            let reply = try await self.database.run(["listIndexes": .string(collection)])
            let indexes = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue ?? []
            names[collection] = Set(indexes.compactMap { $0.documentValue?["name"]?.stringValue })
        }
        return names
    }

    /// The keys in Redis, without the prefix of the test.
    func cachedKeys() async throws -> Set<String> {
        let redis = try #require(self.backend.redis)
        let prefix = self.settings.keyPrefix + ":"
        let keys = try await redis.send(.keys(matching: prefix + "*"))
        return Set(keys.map { String($0.dropFirst(prefix.count)) })
    }
}

extension RedisCommand where Response == [String] {
    /// All keys that match, however long that takes: for tests only.
    static func keys(matching pattern: String) -> Self {
        Self("KEYS", [.string(pattern)])
    }
}

extension HTTPFields {
    /// The fields of both.
    fileprivate init(_ first: HTTPFields, _ second: HTTPFields) {
        self = first
        self.append(contentsOf: second)
    }
}
