import BSON
import Schemas

extension Repository {
    /// Whether fields of the model are stored encrypted.
    public var hasEncryptedFields: Bool { self.encryption != nil }

    /// Encrypts with the current key what a previous one has encrypted, and what was stored before its field was encrypted.
    ///
    /// Others may read and write the documents meanwhile: a value is replaced only if it is still what was read. Documents
    /// are fetched a few at a time, and only what matters of them. Hooks don't run, and neither a revision nor a date of
    /// change is touched: the model's values stay the same. Called again, it goes on with what is left.
    ///
    /// - Returns: what it found and did. What it could not read, or what others kept changing, is left as it is.
    /// - Throws: ``MongoError``.
    @discardableResult
    public func reencrypt() async throws -> EncryptionReport { try await self.examineEncryption(renewing: true) }

    /// Looks with what keys the encrypted fields are encrypted, and changes nothing.
    ///
    /// - Throws: ``MongoError``.
    public func examineEncryption() async throws -> EncryptionReport {
        try await self.examineEncryption(renewing: false)
    }

    private func examineEncryption(renewing: Bool) async throws -> EncryptionReport {
        var report = EncryptionReport()
        guard let encryption = self.encryption else { return report }
        var last: BSONValue?
        while true {
            let documents = try await self.storedSecrets(
                last.map { Query(.field(FieldPath(name: "_id"), "$gt", $0)) } ?? .all, limit: Self.reencryptionBatch)
            for document in documents {
                report += try await self.examine(document, encryption, renewing: renewing)
            }
            guard documents.count == Self.reencryptionBatch, let id = documents.last?["_id"] else { return report }
            last = id
        }
    }

    private static var reencryptionBatch: Int { 100 }
    /// How often a document that others change meanwhile is tried.
    private static var reencryptionAttempts: Int { 5 }

    /// The documents in the order of their `_id`, as they are stored, without the fields in which nothing is encrypted.
    private func storedSecrets(_ query: Query<Model>, limit: Int) async throws -> [BSONDocument] {
        let names = Model.schema.fieldShapes.filter { $0.isEncrypted || $0.shape.hasEncryptedFields }.map(\.name)
        return try await self.find(
            query, sort: [Sort(FieldPath(name: "_id"), .ascending)], limit: limit,
            projection: BSONDocument(names.map { ($0, 1) }), as: BSONDocument.self, in: nil)
    }

    private func examine(
        _ document: BSONDocument, _ encryption: FieldEncryption, renewing: Bool
    ) async throws -> EncryptionReport {
        var document = document
        var attempt = 0
        while true {
            attempt += 1
            let fields = document.encryptedFields(of: Model.self, with: encryption)
            let changes = fields.filter { !$0.isCurrent }.compactMap { EncryptionChange($0) }
            var report = EncryptionReport()
            report.documents = 1
            report.current = fields.count { $0.isCurrent }
            report.unreadable = fields.count { !$0.isReadable }
            report.stale = fields.count - report.current - report.unreadable
            guard renewing, !changes.isEmpty, attempt <= Self.reencryptionAttempts,
                let id = document["_id"]
            else { return report }
            if try await self.apply(changes, to: id) {
                report.renewed = changes.count
                report.current += changes.count
                report.stale -= changes.count
                return report
            }
            let query = Query<Model>(.field(FieldPath(name: "_id"), "$eq", id))
            // Gone is as good as renewed.
            guard let present = try await self.storedSecrets(query, limit: 1).first else { return EncryptionReport() }
            document = present
        }
    }

    /// Replaces values in a document, if all of them are still there.
    ///
    /// - Returns: whether they were.
    private func apply(_ changes: [EncryptionChange], to id: BSONValue) async throws -> Bool {
        let operation = self.operation("update")
        let query = Query<Model>(
            .and(
                [.field(FieldPath(name: "_id"), "$eq", id)]
                    + changes.map { .field(FieldPath(name: $0.path), "$eq", $0.old) }))
        let values = BSONDocument(changes.map { ($0.path, $0.new) })
        let result = try await self.update(
            operation, query, ["$set": .document(values)], many: false, upsert: false, in: nil)
        return result.matched == 1
    }
}

/// A stored value, and what is to stand in its place.
private struct EncryptionChange {
    let path: String
    let old: BSONValue
    let new: BSONValue

    /// - Returns: nil for a value that can't be read, or that no update can name.
    init?(_ field: EncryptedField) {
        guard let path = field.path, let new = field.renewed() else { return nil }
        self.path = path
        self.old = field.value
        self.new = new
    }
}

extension EncryptedField {
    fileprivate var isReadable: Bool {
        if case .unreadable = self.state { false } else { true }
    }
}
