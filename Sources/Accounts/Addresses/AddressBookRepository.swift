import BSON
import MongoODM
import ShopCore

/// The stored address books.
struct AddressBookRepository: PersonalData {
    private let books: Repository<AddressBook>

    /// A book that can't be read is left out as if it were not there; its user gets no other before it is mended.
    init(_ collections: Collections) {
        self.books = collections.repository().leavingOutUnreadable(collections.reportUnreadable)
    }

    var client: MongoClient { self.books.database.client }

    func find(of userID: ObjectID, in transaction: Transaction? = nil) async throws -> AddressBook? {
        try await self.books.get(userID, in: transaction)
    }

    /// Stores a book in place of one that was read in the same transaction.
    func update(_ book: AddressBook, in transaction: Transaction) async throws {
        try await self.books.update(book, in: transaction)
    }

    /// Stores the book of a user for whom none was found in the same transaction.
    ///
    /// - Throws: ``ShopError`` `conflict` when one is there that can't be read. The transaction must then be given up.
    func create(_ book: AddressBook, in transaction: Transaction) async throws {
        do {
            try await self.books.create(book, in: transaction)
        } catch let error as MongoError where error.code == .duplicateKey {
            throw ShopError.conflict("The addresses can't be read; please ask the shop for help")
        }
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.books.delete(\.id == userID, in: transaction)
    }
}
