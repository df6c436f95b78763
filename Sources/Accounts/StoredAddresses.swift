import BSON
import MongoODM
import Schemas

/// The addresses of accounts as they are stored: other programs keep the letter case of what stands before the `@`, and
/// domains in their own script.
struct StoredAddresses: Sendable {
    private let users: Repository<AddressHolder>

    init(_ database: MongoDatabase) {
        self.users = Repository(database)
    }

    /// What there is to do.
    struct Plan: Sendable {
        /// Addresses to be brought into the form by which accounts are found.
        fileprivate var changes: [AddressChange] = []
        /// The `_id`s of accounts that would then have one address.
        var collisions: [[BSONValue]] = []
        /// How many accounts were looked at.
        var examined = 0

        /// The `_id`s of the accounts whose addresses can be changed.
        var changeable: [BSONValue] { self.changes.map(\.id) }
    }

    /// Looks at all accounts. What is in the right form already takes no memory.
    func plan() async throws -> Plan {
        var plan = Plan()
        var groups: [String: [AddressChange]] = [:]
        for try await holder in try self.users.stream(.raw(["email": ["$type": "string"]])) {
            plan.examined += 1
            guard let email = holder.email?.stringValue else { continue }
            let normal = EmailAddress(email).text
            // Compared as bytes, as MongoDB does.
            guard !normal.utf8.elementsEqual(email.utf8) else { continue }
            groups[normal, default: []].append(AddressChange(id: holder.id, email: email, normal: normal))
        }
        let taken = try await self.holders(of: Array(groups.keys))
        for (normal, changes) in groups {
            let ids = (taken[normal] ?? []) + changes.map(\.id)
            if ids.count > 1 { plan.collisions.append(ids) } else { plan.changes += changes }
        }
        return plan
    }

    /// The accounts that have these addresses now.
    private func holders(of emails: [String]) async throws -> [String: [BSONValue]] {
        var holders: [String: [BSONValue]] = [:]
        for start in stride(from: 0, to: emails.count, by: Self.pageSize) {
            let page = emails[start..<min(start + Self.pageSize, emails.count)].map { BSONValue.string($0) }
            for try await holder in try self.users.stream(.raw(["email": ["$in": .array(page)]])) {
                if let email = holder.email?.stringValue { holders[email, default: []].append(holder.id) }
            }
        }
        return holders
    }

    /// Changes those that can be changed, each if it is still as it was seen.
    ///
    /// - Returns: how many were changed.
    /// - Throws: `duplicateKey` when somebody got one of the addresses in the meantime.
    func apply(_ plan: Plan) async throws -> Int {
        var count = 0
        for start in stride(from: 0, to: plan.changes.count, by: Self.pageSize) {
            let page = plan.changes[start..<min(start + Self.pageSize, plan.changes.count)]
            count += try await self.users.bulkWrite(
                page.map { change in
                    .updateOne(
                        .raw(["_id": change.id, "email": .string(change.email)]),
                        [.set(\.email, .string(change.normal))])
                }, ordered: false
            ).modified
        }
        return count
    }

    private static let pageSize = 500

    /// Brings all addresses into the form by which accounts are found, or changes nothing.
    ///
    /// - Throws: ``AddressCollisions``.
    func normalize() async throws {
        let plan = try await self.plan()
        guard plan.collisions.isEmpty else { throw AddressCollisions(accounts: plan.collisions) }
        _ = try await self.apply(plan)
    }
}

/// One address that has another form.
private struct AddressChange: Sendable {
    let id: BSONValue
    let email: String
    let normal: String
}

/// The address of an account, of whatever type it is.
private struct AddressHolder: Document {
    var id: BSONValue
    var email: BSONValue?

    static let schema = Schema("users", AddressHolder.init) {
        Field("_id", \.id)
        Field("email", \.email)
    }
}
