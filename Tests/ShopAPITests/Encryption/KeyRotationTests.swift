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

    /// What a user has entered, as the user sees it.
    private func entered(_ shop: ShopClient, _ token: String) async throws -> [String?] {
        let page = try await shop.get("/api/v1/users/me/addresses", token: token)
        let address = page["items"]?.elements.first
        let lines = ["full_name", "address_line1", "postal_code", "phone"].map { address?[$0]?.text }
        return lines + [try await shop.get("/api/v1/auth/me", token: token)["phone"]?.text]
    }

    @Test func theCommandRenewsPhonesAndAddressesThatAreReadableAllTheTime() async throws {
        try await withShop(configure: { $0.encryptionKey = Self.old }) { shop in
            let token = try await shop.signUp()
            _ = try await shop.patch("/api/v1/auth/me", #"{"phone": "030 111"}"#, token: token)
            let address = """
                {"full_name": "Ann", "address_line1": "Hauptstr. 5", "city": "Berlin", "postal_code": "10115", "country": "DE",
                 "phone": "030 222"}
                """
            let added = try await shop.post("/api/v1/users/me/addresses", address, token: token)
            let values = ["Ann", "Hauptstr. 5", "10115", "030 222", "030 111"]
            #expect(added.status == 201)
            #expect(try await self.entered(shop, token) == values)

            try await shop.withAnotherInstance(
                configure: { ($0.encryptionKey, $0.previousEncryptionKey) = (Self.new, Self.old) }
            ) { shop in
                let before = try await self.entered(shop, token)
                #expect(before == values)
                try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                    let keys = ["ENCRYPTION_KEY=\(Self.new)", "ENCRYPTION_KEY_PREVIOUS=\(Self.old)"]
                    let done = try await process.run("rotate-keys", environment: keys)
                    #expect(done.code == 0 && done.output.contains("address_books"), "\(done.output)")
                }
                #expect(try await self.entered(shop, token) == values)
            }
            try await shop.withAnotherInstance(configure: { $0.encryptionKey = Self.new }) { shop in
                let after = try await self.entered(shop, token)
                #expect(after == values)
            }
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
