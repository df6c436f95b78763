import Accounts
import BSON
import MongoJobs
import MongoODM
import Orders
import Schemas
import ShopCore

/// Who gets the mails that jobs send: their data name an address, an account or an order.
struct JobRecipients: Sendable {
    private let users: Repository<User>
    private let orders: Repository<Order>

    init(_ collections: Collections) {
        // Accounts and orders have registered the collections and their indexes.
        self.users = Repository(collections.database)
        self.orders = Repository(collections.database)
    }

    /// The jobs with who gets what they send.
    func seen(_ jobs: [StoredJob]) async throws -> [SeenJob] {
        var seen = jobs.map { SeenJob(job: $0) }
        let mails = seen.filter(\.isMail).map(\.job.payload)
        guard !mails.isEmpty else { return seen }
        let orders = try await self.orders(mails.compactMap { $0["order_id"]?.objectIDValue })
        let users = try await self.users(
            mails.compactMap { $0["user_id"]?.objectIDValue } + orders.values.compactMap { ObjectID($0.userID) })
        for index in seen.indices where seen[index].isMail {
            let payload = seen[index].job.payload
            let order = payload["order_id"]?.objectIDValue.flatMap { orders[$0] }
            let userID = payload["user_id"]?.objectIDValue ?? order.flatMap { ObjectID($0.userID) }
            seen[index].recipient = payload["email"]?.stringValue ?? userID.flatMap { users[$0] } ?? order?.email
        }
        return seen
    }

    private func users(_ ids: [ObjectID]) async throws -> [ObjectID: String] {
        guard !ids.isEmpty else { return [:] }
        let found = try await self.users.find(.isIn(\.id, ids), as: Holder.self, limit: ids.count)
        return Dictionary(found.map { ($0.id, $0.email) }) { first, _ in first }
    }

    private func orders(_ ids: [ObjectID]) async throws -> [ObjectID: Buyer] {
        guard !ids.isEmpty else { return [:] }
        let found = try await self.orders.find(.isIn(\.id, ids), as: Buyer.self, limit: ids.count)
        return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
    }

    private struct Holder: SchemaObject {
        var id: ObjectID
        var email: String

        static let schema = Schema(Holder.init) {
            Field("_id", \.id)
            Field("email", \.email)
        }
    }

    private struct Buyer: SchemaObject {
        var id: ObjectID
        var userID: String
        var email: String?

        static let schema = Schema(Buyer.init) {
            Field("_id", \.id)
            Field("user_id", \.userID)
            Field("email", \.email, default: nil)
        }
    }
}
