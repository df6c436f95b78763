public import BSON
public import Idempotency
import MongoODM
public import Schemas
public import ShopCore

/// The users' addresses.
public struct AddressBookService: Sendable {
    let books: AddressBookRepository

    /// A page of a user's addresses, the newest first.
    public func page(of userID: ObjectID, _ request: PageRequest) async throws -> CountedPage<ListedAddress> {
        CountedPage(of: try await self.all(of: userID), request)
    }

    /// All addresses of a user, the newest first.
    public func all(of userID: ObjectID) async throws -> [ListedAddress] {
        try await self.books.find(of: userID)?.list ?? []
    }

    /// One address of a user.
    ///
    /// - Throws: ``ShopError`` `notFound`, also for somebody else's.
    public func address(_ id: ObjectID, of userID: ObjectID) async throws -> ListedAddress {
        guard let address = try await self.books.find(of: userID)?[id] else { throw Self.notFound }
        return address
    }

    /// Adds an address. The first one is the default.
    ///
    /// - Parameter keeping: keeps the answer with the address.
    /// - Throws: ``ShopError`` `conflict` when there are as many as there may be.
    public func add<Answer>(
        _ draft: AddressDraft, for userID: ObjectID, keeping: KeepingAnswer<ListedAddress, Answer>
    ) async throws -> Kept<Answer> {
        try await self.changing(userID) { book in
            guard let added = book.add(draft) else {
                throw ShopError.conflict(
                    "An account has at most \(AddressBook.capacity) addresses", reason: .tooManyAddresses)
            }
            return added
        } then: { added, transaction in
            try await keeping(added, in: transaction)
        }
    }

    /// Enters an address anew.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func replace(
        _ id: ObjectID, by draft: AddressDraft, of userID: ObjectID, if match: IfMatch? = nil,
        shown: @escaping @Sendable (ListedAddress) -> any SchemaValue
    ) async throws -> ListedAddress {
        try await self.changing(userID) { book in
            try Self.require(match, of: book[id], shown)
            guard let replaced = book.replace(id, by: draft) else { throw Self.notFound }
            return replaced
        } then: { replaced, _ in
            replaced
        }
    }

    /// Removes an address. If it was the default, the newest of the others is.
    ///
    /// - Parameters:
    ///   - match: what it must be for that; nil for anything.
    ///   - shown: what the entity tags that are required were given for.
    /// - Throws: ``ShopError``: `notFound`; `changed`.
    public func remove(
        _ id: ObjectID, of userID: ObjectID, if match: IfMatch? = nil,
        shown: @escaping @Sendable (ListedAddress) -> any SchemaValue
    ) async throws {
        try await self.changing(userID) { book in
            try Self.require(match, of: book[id], shown)
            book.remove(id)
        } then: { _, _ in
        }
    }

    /// Changes a user's book. A rival's change between look and change makes the transaction begin again.
    private func changing<Changed, Output: Sendable>(
        _ userID: ObjectID, _ change: (inout AddressBook) throws -> Changed,
        then finish: (Changed, Transaction) async throws -> Output
    ) async throws -> Output {
        try await self.books.client.transaction { transaction in
            let stored = try await self.books.find(of: userID, in: transaction)
            var book = stored ?? AddressBook(of: userID)
            let changed = try change(&book)
            if stored == nil {
                try await self.books.create(book, in: transaction)
            } else {
                try await self.books.update(book, in: transaction)
            }
            return try await finish(changed, transaction)
        }
    }

    private static func require(
        _ match: IfMatch?, of address: ListedAddress?, _ shown: (ListedAddress) -> any SchemaValue
    ) throws {
        guard let address else { throw Self.notFound }
        guard match?.holds(for: shown(address)) ?? true else {
            throw ShopError.changed("The address was changed in the meantime; read it again")
        }
    }

    private static let notFound = ShopError.notFound("Address not found")
}
