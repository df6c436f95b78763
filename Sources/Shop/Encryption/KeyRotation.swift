public import MongoODM
package import ShopCore

/// Encrypts what is stored encrypted with the present key, so that a previous one can be given up.
public struct KeyRotation: Sendable {
    private let collections: Collections

    package init(_ collections: Collections) {
        self.collections = collections
    }

    /// Encrypts anew what is not encrypted with the present key, while the shop may be used. Called again after an
    /// interruption, it does the rest.
    ///
    /// - Parameter report: is told of each collection with encrypted fields as soon as it is done.
    /// - Throws: `MongoError`.
    public func renew(report: (_ collection: String, EncryptionReport) -> Void) async throws {
        for collection in self.encrypted {
            report(collection.collectionName, try await collection.reencrypt())
        }
    }

    /// Looks what is left to do, and changes nothing.
    ///
    /// - Parameter report: is told of each collection with encrypted fields.
    /// - Throws: `MongoError`.
    public func examine(report: (_ collection: String, EncryptionReport) -> Void) async throws {
        for collection in self.encrypted {
            report(collection.collectionName, try await collection.examineEncryption())
        }
    }

    /// Each once: several features may have asked for the documents of one model.
    private var encrypted: [any StoredCollection] {
        var seen: Set<String> = []
        return self.collections.all.filter {
            $0.hasEncryptedFields && seen.insert("\($0.collectionName) \(type(of: $0))").inserted
        }
    }
}
