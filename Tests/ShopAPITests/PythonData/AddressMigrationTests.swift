import Accounts
import BSON
import MongoODM
import Shop
import ShopAPI
import TestSupport
import Testing

/// Addresses whose forms come to one.
@Suite struct AddressMigrationTests {
    private static let ids = ["66f000000000000000000051", "66f000000000000000000052"]

    /// Makes two accounts, as other programs may have them, and a database that is not migrated.
    private func plant(_ emails: [String], in database: MongoDatabase) async throws {
        let users = try zip(Self.ids, emails).map { id, email -> BSONValue in
            ["_id": .objectID(try #require(ObjectID(id))), "email": .string(email), "hashed_password": "x"]
        }
        try await database.run(["insert": "users", "documents": .array(users)])
        try await database.run([
            "delete": "migrations", "deletes": [["q": ["_id": ["$gte": 3]], "limit": 0]],
        ])
    }

    @Test(arguments: [
        ["John@x.example", "john@x.example"], ["John@x.example", "JOHN@x.example"], [" a@x.example", "a@x.example"],
        ["a@bücher.example", "a@xn--bcher-kva.example"],
    ])
    func collisionsAreReportedAndNothingIsChanged(emails: [String]) async throws {
        try await withShop { shop in
            _ = try await self.plant(emails + ["Other@x.example"], in: shop.database)
            let before = try await shop.database.documents("users")
            let error = await #expect(throws: AddressCollisions.self) { try await shop.backend.shop.migrator.up() }
            #expect(error?.description.contains("[\(Self.ids[0]), \(Self.ids[1])]") == true)
            #expect(error?.description.contains("example") == false)
            #expect(try await shop.database.documents("users") == before)
        }
    }

    @Test func aStartWithCollisionsSaysWhatToDo() async throws {
        try await MongoServer.with { server in
            try await withShop(mongodbURI: server.uri) { shop in
                try await self.plant(["John@x.example", "john@x.example"], in: shop.database)
                try await ShopProcess.with(mongodbURI: server.uri) { process in
                    let start = try await process.run("serve")
                    #expect(start.code == 1 && start.output.contains(Self.ids[0]))
                    #expect(start.output.contains("then start again, or run bodega migrate up"))
                }
            }
        }
    }

    @Test func addressesThatOtherProgramsAddedSinceAreMended() async throws {
        try await withShop { shop in
            try await self.plant(["John@x.example", "jane@x.example"], in: shop.database)
            #expect(try await shop.faults()["addresses"] == 1)
            try await shop.backend.shop.doctor.examine(isMending: true, listing: 3) { _ in }
            #expect(try await shop.faults()["addresses"] == nil)
            #expect(try await shop.user("john@x.example")?.id.hexString == Self.ids[0])
        }
    }
}
