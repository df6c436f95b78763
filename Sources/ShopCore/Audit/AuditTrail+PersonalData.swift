package import BSON
import MongoODM
import Schemas

extension AuditTrail: PersonalData {
    /// Takes a user's address of mail and network addresses out of the entries; the identifier stays.
    package func eraseTraces(of userID: ObjectID) async throws {
        try await self.forEachBatch(of: AuditFilter(userID: userID).query) { batch in
            try await self.entries.updateMany(
                batch, .set(\.author.name, ""), .unset(\.author.address), Self.unseal("author_seal"))
        }
        // Who shows somebody's refresh token, or guesses a password, is not known to be another.
        try await self.eraseUnknownAuthors(of: userID)
    }

    /// Takes the network addresses of those who are not known out of what happened to something.
    package func eraseUnknownAuthors(of subject: ObjectID) async throws {
        let unknown = AuditFilter(subject: subject.hexString).query && \.author.userID == nil
        try await self.forEachBatch(of: unknown) { batch in
            // Who has an address has no name. Commands have names.
            try await self.entries.updateMany(
                batch && \.author.name == "", .unset(\.author.address), Self.unseal("author_seal"))
        }
    }

    /// Where entries have what was written about people. Seals know that it may be erased; what stands elsewhere may not.
    static let textPath = ["after", "refund", "reason"]

    /// Takes what was written about people out of the entries of some subjects.
    package func forget(_ kind: AuditedKind, subjects: [String]) async throws {
        let path = Self.textPath.joined(separator: ".")
        try await self.entries.updateMany(
            .isIn(\.subject, subjects) && \.kind == kind && .raw([path: ["$exists": true]]), .raw("$unset", path, ""),
            Self.unseal("text_seal"))
    }

    /// Has nobody tell from a seal what was erased.
    private static func unseal(_ part: String) -> Update<AuditEntry> { .raw("$unset", part + ".salt", "") }

    private func forEachBatch(
        of query: Query<AuditEntry>, _ body: (Query<AuditEntry>) async throws -> WriteResult
    ) async throws {
        var place: PageCursor?
        repeat {
            let page = try await self.entries.page(
                query, as: Reference.self, sort: Self.newestFirst, after: place, limit: 500)
            _ = try await body(.isIn(\.id, page.items.map(\.id)))
            place = page.next
        } while place != nil
    }

    /// Entries that can't be read are blanked, too.
    private struct Reference: SchemaObject {
        var id: ObjectID

        static let schema = Schema(Reference.init) { Field("_id", \.id) }
    }
}
