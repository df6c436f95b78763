import BSON
import Logging
import MongoODM
import ShopAPI

/// Runs a test against a shop that has started on what the Python app has stored: `Tests/Fixtures/python-shop`, with the
/// indexes that Beanie makes.
///
/// - Parameters:
///   - folders: of dumps that are loaded besides.
///   - logger: what the shop logs with.
func withPythonShop(
    and folders: [String] = [], logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: @Sendable (ShopClient) async throws -> Void
) async throws {
    // The first instance only lends its database.
    try await withShop { empty in
        try await empty.database.drop()
        try await empty.database.loadPythonShop(and: folders)
        try await empty.withAnotherInstance(logger: logger, body)
    }
}

extension MongoDatabase {
    func loadPythonShop(and folders: [String] = []) async throws {
        for (collection, field, isUnique) in Self.beanieIndexes {
            let index: BSONValue = [
                "key": .document(BSONDocument([(field, 1)])), "name": .string(field + "_1"), "unique": .bool(isUnique),
            ]
            try await self.run(["createIndexes": .string(collection), "indexes": [index]])
        }
        for folder in ["python-shop"] + folders {
            for collection in ["users", "products", "carts", "orders"] {
                let documents = try ExtendedJSON("\(folder)/\(collection)").documents
                try await self.run(["insert": .string(collection), "documents": .array(documents)])
            }
        }
    }

    private static let beanieIndexes = [
        ("users", "email", true), ("products", "product_id", true), ("products", "name", false),
        ("products", "slug", true), ("carts", "user_id", false), ("orders", "user_id", false),
    ]

    /// What a collection holds.
    func documents(_ collection: String, _ filter: BSONValue = [:]) async throws -> [BSONDocument] {
        let reply = try await self.run(["find": .string(collection), "filter": filter, "sort": ["_id": 1]])
        return reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
    }
}

/// The accounts of the dump, by what their owners type.
enum PythonAccount: CaseIterable {
    case admin, jane, long

    var email: String {
        switch self {
        case .admin: "Admin.Boss@example.com"
        case .jane: "Jane.Doe@example.com"
        case .long: "Long.Pass@bücher.example"
        }
    }

    var password: String {
        switch self {
        case .admin: "admin-of-old"
        case .jane: "Secret-of-Jane1"
        // 100 bytes, of which bcrypt takes 72.
        case .long: String(repeating: "x", count: 40) + String(repeating: "ü", count: 30)
        }
    }
}

extension ShopClient {
    /// The token of an account of the dump.
    func token(of account: PythonAccount) async throws -> String {
        let reply = try await self.logIn(account.email, account.password)
        return reply["access_token"]?.text ?? ""
    }
}
