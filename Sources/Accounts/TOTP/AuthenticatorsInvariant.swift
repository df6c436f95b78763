import BSON
import MongoODM
import Schemas
import ShopCore

/// Nobody is asked for a code that nothing can give: account and authenticator are switched together.
struct AuthenticatorsInvariant: Invariant {
    let users: UserRepository

    let name = "authenticators"
    let statement = "each account that needs a code has an authenticator to give one"

    func examine(listing limit: Int) async throws -> Examination {
        let confirmed: BSONDocument = ["$match": ["confirmed_at": ["$type": "date"]]]
        let joined: BSONDocument = [
            "$lookup": [
                "from": .string(Authenticator.schema.name), "localField": "_id", "foreignField": "_id",
                "pipeline": [.document(confirmed)], "as": "authenticators",
            ]
        ]
        return try await self.users.users.faults(
            Pipeline().stage(["$match": ["totp_enabled": true]]).stage(joined)
                .stage(["$match": ["authenticators": []]]).stage(["$project": ["totp_enabled": 1]]),
            listing: limit)
    }
}
