/// A step from one state of a database to the next, and back.
///
/// ```swift
/// Migration(1, "give carts a currency") { database in
///     try await database.run(["update": "carts", "updates": [[
///         "q": ["currency": ["$exists": false]], "u": ["$set": ["currency": "usd"]], "multi": true,
///     ]]])
/// } down: { database in
///     …
/// }
/// ```
/// A step that was interrupted runs again from its beginning, so that it must be able to meet its own results. It must
/// watch for cancellation where it takes long: when the lock is lost it is cancelled.
public struct Migration: Sendable {
    /// The place in the order. Numbers may be left out, but never change.
    public let version: Int
    /// What it does, for people.
    public let name: String
    let up: @Sendable (MongoDatabase) async throws -> Void
    let down: (@Sendable (MongoDatabase) async throws -> Void)?

    /// - Parameters:
    ///   - up: makes the next state.
    ///   - down: makes the former state again; nil when there is no way back.
    public init(
        _ version: Int, _ name: String, up: @escaping @Sendable (MongoDatabase) async throws -> Void,
        down: (@Sendable (MongoDatabase) async throws -> Void)? = nil
    ) {
        self.version = version
        self.name = name
        self.up = up
        self.down = down
    }
}
