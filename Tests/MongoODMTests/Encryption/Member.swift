import BSON
import MongoODM
import Schemas

/// A document with encrypted fields of its own and in objects inside.
struct Member: Document, Equatable {
    var id = ObjectID()
    var name = "Ann"
    var secret: String?
    var codes: [String] = []
    var home: Home?
    var homes: [Home] = []

    static let schema = Schema("members", Member.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("secret", \.secret).encrypted()
        Field("codes", \.codes, default: []).encrypted()
        Field("home", \.home)
        Field("homes", \.homes, default: [])
    }
}

struct Home: SchemaObject, Equatable {
    var street: String
    var city = "Oslo"

    static let schema = Schema(Home.init) {
        Field("street", \.street).encrypted()
        Field("city", \.city)
    }
}

/// The same as a program stored it that encrypted nothing.
struct PlainMember: Document {
    var id = ObjectID()
    var name = "Ann"
    var secret: String?
    var codes: [String] = []
    var home: PlainHome?
    var homes: [PlainHome] = []

    static let schema = Schema("members", PlainMember.init) {
        Field("_id", \.id)
        Field("name", \.name)
        Field("secret", \.secret)
        Field("codes", \.codes)
        Field("home", \.home)
        Field("homes", \.homes)
    }
}

struct PlainHome: SchemaObject {
    var street: String
    var city = "Oslo"

    static let schema = Schema(PlainHome.init) {
        Field("street", \.street)
        Field("city", \.city)
    }
}

extension EncryptionKeys {
    static let old = EncryptionKeys(secret: "the old secret, of thirty-two bytes")
    static let new = EncryptionKeys(secret: "the new secret, of thirty-two bytes")
    /// While the old key is replaced by the new one.
    static let both = EncryptionKeys(
        secret: "the new secret, of thirty-two bytes", previous: ["the old secret, of thirty-two bytes"])
}

extension MongoDatabase {
    /// The members as they are stored.
    func stored(in collection: String = "members") async throws -> [BSONDocument] {
        try await Repository<AnyDocument>(self, collection: collection).findStored(.all, sort: [.ascending(\.id)])
    }

    /// Puts a value into a stored document, as somebody with a shell does.
    func put(_ value: BSONValue, at path: String, in id: ObjectID, of collection: String = "members") async throws {
        try await self.run([
            "update": .string(collection),
            "updates": [
                [
                    "q": ["_id": .objectID(id)], "u": ["$set": .document(BSONDocument([(path, value)]))],
                    "upsert": true,
                ]
            ],
        ])
    }
}

private struct AnyDocument: Document {
    var id: ObjectID
    static let schema = Schema("any", AnyDocument.init) { Field("_id", \.id) }
}

extension BSONDocument {
    /// Whether the text is anywhere in the bytes.
    func holds(_ text: String) -> Bool { self.withBytes { Array($0).contains(Array(text.utf8)) } }

    /// The value at a path with dots and indexes.
    func value(at path: String) -> BSONValue? {
        var value: BSONValue? = .document(self)
        for name in path.split(separator: ".") {
            if let elements = value?.arrayValue {
                value = Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            } else {
                value = value?.documentValue?[String(name)]
            }
        }
        return value
    }
}
