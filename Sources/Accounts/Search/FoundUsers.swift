import BSON
import MongoODM
import Schemas
import ShopCore

/// The words that accounts have stored, which follow from names and addresses.
struct FoundUsers: Sendable {
    private let users: Repository<WordedUser>

    init(_ database: MongoDatabase) {
        self.users = Repository(database)
    }

    /// Makes them right.
    ///
    /// - Returns: how many accounts had others.
    @discardableResult
    func mend() async throws -> Int {
        var mended = 0
        try await self.users.forEachBatch(as: WordedUser.self) { batch in
            let wrong = batch.filter { !$0.isSound }
            guard !wrong.isEmpty else { return }
            mended += try await self.users.bulkWrite(wrong.map(\.mending), ordered: false).modified
        }
        return mended
    }

    /// Takes them away, for a program that doesn't know them and would leave them as they are when it renames somebody.
    func remove() async throws {
        try await self.users.forEachBatch(as: WordedUser.self) { batch in
            try await self.users.updateMany(.isIn(\.id, batch.map(\.id)), .unset(\.beginnings))
        }
    }

    /// The accounts whose words are others than those of their texts.
    func faults(listing limit: Int) async throws -> Examination {
        var examination = Examination(examined: 0, faultCount: 0, faults: [])
        try await self.users.forEachBatch(as: WordedUser.self) { batch in
            examination.examined += batch.count
            let wrong = batch.filter { !$0.isSound }
            examination.faultCount += wrong.count
            for user in wrong.prefix(limit - examination.faults.count) {
                examination.faults.append(["_id": user.id])
            }
        }
        return examination
    }
}

/// The texts of a stored account, whatever they are, and what is stored of their words.
private struct WordedUser: Document {
    var id: BSONValue
    var name: BSONValue?
    var email: BSONValue?
    var beginnings: BSONValue?

    static let schema = Schema("users", WordedUser.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("email", \.email)
        Field("search_beginnings", \.beginnings)
    }

    private var expected: BSONValue {
        .array(
            UserWords.beginnings(of: self.name?.stringValue ?? "", self.email?.stringValue ?? "")
                .map { .string($0) })
    }

    var isSound: Bool { self.beginnings == self.expected }

    /// Gives it the words, if its texts are still those.
    var mending: BulkWrite<WordedUser> {
        .updateOne(
            .raw(["_id": self.id, "name": self.name ?? nil, "email": self.email ?? nil]),
            [.set(\.beginnings, self.expected)])
    }
}

/// Lists find an account by the name and the address that it has now.
struct FoundUsersInvariant: Invariant {
    let users: FoundUsers

    let name = "user words"
    let statement = "each account is found by its holder's name and its address"

    func examine(listing limit: Int) async throws -> Examination { try await self.users.faults(listing: limit) }

    func mend() async throws -> Int { try await self.users.mend() }
}
