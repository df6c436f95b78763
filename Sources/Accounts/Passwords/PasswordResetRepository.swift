import BSON
import FoundationEssentials
import MongoODM
import ShopCore

/// The codes that accounts may get another password with.
struct PasswordResetRepository: PersonalData {
    /// How many codes may be tried.
    static let tries = 5
    /// How long a code is good after it was sent.
    static let lifetime = Duration.seconds(600)
    /// Longer than a mail is tried.
    private static let kept = Duration.seconds(86_400)

    private let resets: Repository<PasswordReset>

    init(_ collections: Collections) {
        self.resets = collections.repository()
    }

    /// Makes the code of a job the one that counts, unless a later one does. A mail that is sent again brings its code with all
    /// of its time, but not its tries.
    ///
    /// - Parameter instant: when it was asked for.
    /// - Returns: whether the code counts.
    func offer(_ job: ObjectID, to user: ObjectID, since instant: Date) async throws -> Bool {
        let isSame: BSONValue = ["$eq": ["$job", .objectID(job)]]
        // A field that is missing is less than any moment.
        let isNewer: BSONValue = ["$lte": ["$requested_at", .date(instant)]]
        func after(_ duration: Duration) -> BSONValue {
            ["$add": ["$$NOW", .int64(Int64(duration / .milliseconds(1)))]]
        }
        func change(_ name: String, new: BSONValue, same: BSONValue) -> BSONValue {
            [
                "$switch": [
                    "branches": [["case": isSame, "then": same], ["case": isNewer, "then": new]],
                    "default": .string("$\(name)"),
                ]
            ]
        }
        let fields: BSONValue = [
            "tries": change("tries", new: .int32(0), same: "$tries"),
            "expires_at": change("expires_at", new: after(Self.lifetime), same: after(Self.lifetime)),
            "delete_at": change("delete_at", new: after(Self.kept), same: after(Self.kept)),
            "job": change("job", new: .objectID(job), same: "$job"),
            "requested_at": change("requested_at", new: .date(instant), same: "$requested_at"),
        ]
        try await self.resets.updateOne(\.id == user, Pipeline().stage(["$set": fields]), upsert: true)
        return try await self.resets.get(user)?.job == job
    }

    /// Counts a try.
    ///
    /// - Returns: the job whose code counts; nil when none does, or too many were tried.
    func countTry(of user: ObjectID) async throws -> ObjectID? {
        try await self.resets.findOneAndUpdate(
            \.id == user && \.tries < Self.tries && \.expiresAt > .now, .inc(\.tries, 1))?.job
    }

    /// Makes a code worth nothing.
    ///
    /// - Returns: false when it is worth nothing already.
    func spend(_ job: ObjectID, of user: ObjectID, in transaction: Transaction) async throws -> Bool {
        try await self.resets.updateOne(
            \.id == user && \.job == job && \.expiresAt > .now, .set(\.expiresAt, .now), in: transaction
        ).matched == 1
    }

    func erase(of userID: ObjectID, in transaction: Transaction) async throws {
        try await self.resets.delete(\.id == userID, in: transaction)
    }
}
