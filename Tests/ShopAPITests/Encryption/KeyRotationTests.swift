import BSON
import Foundation
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import Testing

/// Replacing the key of secret fields, as `bodega rotate-keys` does.
@Suite struct KeyRotationTests {
    struct Diary: Document {
        var id = ObjectID()
        var page: String
        var marks: [Mark] = []

        static let schema = Schema("diaries", Diary.init) {
            Field("_id", \.id)
            Field("page", \.page).encrypted()
            Field("marks", \.marks, default: [])
        }
    }

    struct Mark: SchemaObject {
        var text: String
        static let schema = Schema(Mark.init) { Field("text", \.text).encrypted() }
    }

    private static let (old, new) = (String(repeating: "o", count: 32), String(repeating: "n", count: 32))

    @Test func theOldKeyCanBeGivenUpAfterwards() async throws {
        try await withShop(configure: { $0.encryptionKey = Self.old }) { shop in
            let diaries = Repository<Diary>(shop.database)
            let diary = try await diaries.create(Diary(page: "dear", marks: [Mark(text: "a"), Mark(text: "b")]))

            try await shop.withAnotherInstance(
                configure: { ($0.encryptionKey, $0.previousEncryptionKey) = (Self.new, Self.old) }
            ) { shop in
                let collections = Collections(shop.database)
                let both: Repository<Diary> = collections.repository()
                let rotation = KeyRotation(collections)
                #expect(try await both.get(diary.id)?.page == "dear")
                #expect(try await rotation.left == 3)
                try await rotation.renew { collection, report in
                    #expect(collection == "diaries" && report.documents == 1 && report.renewed == 3)
                }
                #expect(try await rotation.left == 0)
            }

            try await shop.withAnotherInstance(configure: { $0.encryptionKey = Self.new }) { shop in
                let read = try await Repository<Diary>(shop.database).get(diary.id)
                #expect(read?.page == "dear" && read?.marks.map(\.text) == ["a", "b"])
            }
            let error = await #expect(throws: MongoError.self) { try await diaries.get(diary.id) }
            #expect(error?.violations.first?.code == "encrypted_unknown_key")
        }
    }

    @Test func theCommandSaysThatNothingIsLeft() async throws {
        try await withShop { shop in
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                let done = try await process.run("rotate-keys", environment: ["ENCRYPTION_KEY=\(Self.new)"])
                #expect(done.code == 0, "\(done.output)")
                let id = EncryptionKeys(secret: Self.new).currentID
                #expect(done.output.contains("values are encrypted with the key \(id)"))
                #expect(!done.output.contains(Self.new))
            }
        }
    }
}

extension KeyRotation {
    /// How many values are not encrypted with the present key.
    fileprivate var left: Int {
        get async throws {
            var left = 0
            try await self.examine { _, report in left += report.stale + report.unreadable }
            return left
        }
    }
}
