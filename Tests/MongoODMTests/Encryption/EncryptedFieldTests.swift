import BSON
import Foundation
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct EncryptedFieldTests {
    private let member = Member(
        secret: "SECRET", codes: ["SECRET", "SECRET"], home: Home(street: "SECRET"), homes: [Home(street: "SECRET")])

    /// Runs a test with a repository that has keys, and the database as it is without.
    private func withMembers(
        _ body: @Sendable (Repository<Member>, MongoDatabase) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            try await body(Repository<Member>(database.encrypted(with: .old)), database)
        }
    }

    @Test func aListAsJSONShowsIt() async throws {
        let member = self.member
        try await self.withMembers { members, _ in
            try await members.create(member)
            try await members.create(Member())
            let found = try await members.findJSON(sort: [.ascending(\.id)])
            let models = try await members.find(sort: [.ascending(\.id)])
            #expect(String(decoding: found.bytes, as: UTF8.self) == String(decoding: models.json(), as: UTF8.self))
            #expect(models.first == member)
        }
    }

    // MARK: Writing

    @Test func whatIsStoredHoldsNoneOfIt() async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            let stored = try #require(try await database.stored().first)
            #expect(!stored.holds("SECRET"))
            #expect(stored["name"] == "Ann")
            #expect(stored.value(at: "home.city") == "Oslo")
            for path in ["secret", "codes", "home.street", "homes.0.street"] {
                guard case .binary(let bytes, subtype: 0x80)? = stored.value(at: path) else {
                    Issue.record("\(path) is \(stored.value(at: path) ?? "missing")")
                    continue
                }
                #expect(bytes.first == 1)
            }
            #expect(try await members.get(member.id) == member)
        }
    }

    @Test func eachWriteEncryptsAnew() async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            let first = try await database.stored().first?["secret"]
            try await members.update(member)
            let second = try await database.stored().first?["secret"]
            #expect(first != second)
            #expect(try await members.get(member.id) == member)
        }
    }

    @Test func nilStaysNull() async throws {
        try await self.withMembers { members, database in
            let member = try await members.create(Member())
            #expect(try await database.stored().first?["secret"] == .null)
            #expect(try await members.findOne(\.secret == nil)?.id == member.id)
            #expect(try await members.findOne(\.secret != nil) == nil)
            #expect(try await members.get(member.id)?.secret == nil)
        }
    }

    typealias Change = @Sendable (ObjectID) -> (query: Query<Member>, update: Update<Member>, after: Member)

    private static let changes: [(String, Change)] = [
        ("set", { (\.id == $0, .set(\.secret, "SECRET"), Member(id: $0, secret: "SECRET", homes: Self.homes)) }),
        (
            "set what an optional holds",
            { (\.id == $0, .set(\.secret!, "SECRET"), Member(id: $0, secret: "SECRET", homes: Self.homes)) }
        ),
        (
            "set an array",
            { (\.id == $0, .set(\.codes, ["SECRET"]), Member(id: $0, codes: ["SECRET"], homes: Self.homes)) }
        ),
        (
            "set an object",
            {
                let home = Home(street: "SECRET")
                return (\.id == $0, .set(\.home, home), Member(id: $0, home: home, homes: Self.homes))
            }
        ),
        (
            "push",
            {
                (
                    \.id == $0, .push(\.homes, Home(street: "SECRET")),
                    Self.with($0, Self.homes + [Home(street: "SECRET")])
                )
            }
        ),
        (
            "push several",
            {
                (
                    \.id == $0, .push(\.homes, each: [Home(street: "SECRET")], at: 0),
                    Self.with($0, [Home(street: "SECRET")] + Self.homes)
                )
            }
        ),
        (
            "push sorted",
            {
                (
                    \.id == $0,
                    .push(\.homes, each: [Home(street: "SECRET", city: "Aarhus")], sortedBy: [.ascending(\.city)]),
                    Self.with($0, [Home(street: "SECRET", city: "Aarhus")] + Self.homes)
                )
            }
        ),
        (
            "all",
            {
                (
                    \.id == $0, .all(\.homes, .set(\.street, "SECRET")),
                    Self.with($0, Self.homes.map { Home(street: "SECRET", city: $0.city) })
                )
            }
        ),
        (
            "each",
            {
                (
                    \.id == $0, .each(\.homes, where: \.city == "Bergen", .set(\.street, "SECRET")),
                    Self.with($0, [Home(street: "SECRET", city: "Bergen"), Self.homes[1]])
                )
            }
        ),
        (
            "matched",
            {
                (
                    \.id == $0 && .any(\.homes, \.city == "Oslo"), .matched(\.homes, .set(\.street, "SECRET")),
                    Self.with($0, [Self.homes[0], Home(street: "SECRET")])
                )
            }
        ),
        ("unset", { (\.id == $0, .unset(\.secret), Member(id: $0, homes: Self.homes)) }),
    ]

    private static let homes = [Home(street: "one", city: "Bergen"), Home(street: "two")]

    private static func with(_ id: ObjectID, _ homes: [Home]) -> Member { Member(id: id, homes: homes) }

    @Test(arguments: Self.changes.indices)
    func anUpdateEncrypts(_ index: Int) async throws {
        let (name, change) = Self.changes[index]
        try await self.withMembers { members, database in
            let member = try await members.create(Member(homes: Self.homes))
            let (query, update, after) = change(member.id)
            let updated = try await members.findOneAndUpdate(query, update)
            #expect(updated == after, "\(name)")
            #expect(try await members.get(member.id) == after, "\(name)")
            #expect(try await database.stored().first?.holds("SECRET") == false, "\(name)")
        }
    }

    @Test func anUpdateOfAFieldOfAnObjectEncrypts() async throws {
        try await self.withMembers { members, database in
            let member = try await members.create(Member(home: Home(street: "one", city: "Bergen")))
            let updated = try await members.findOneAndUpdate(\.id == member.id, .set(\.home!.street, "SECRET"))
            #expect(updated?.home == Home(street: "SECRET", city: "Bergen"))
            #expect(try await database.stored().first?.holds("SECRET") == false)
        }
    }

    @Test func anUpdateThatInsertsEncrypts() async throws {
        try await self.withMembers { members, database in
            let id = ObjectID()
            try await members.updateOne(
                \.id == id, .set(\.name, "Bo"), .setOnInsert(\.secret, "SECRET"), .setOnInsert(\.codes, []),
                .setOnInsert(\.homes, []), upsert: true)
            #expect(try await members.get(id)?.secret == "SECRET")
            #expect(try await database.stored().first?.holds("SECRET") == false)
        }
    }

    @Test func aBulkEncrypts() async throws {
        try await self.withMembers { members, database in
            let (one, two) = (Member(secret: "SECRET"), Member(name: "Bo"))
            try await members.createMany([one, two])
            try await members.bulkWrite([
                .updateOne(\.id == two.id, [.set(\.secret, "SECRET 2")]),
                .replace(Member(id: one.id, codes: ["SECRET"])),
            ])
            #expect(try await members.get(two.id)?.secret == "SECRET 2")
            #expect(try await members.get(one.id)?.codes == ["SECRET"])
            #expect(try await database.stored().allSatisfy { !$0.holds("SECRET") })
        }
    }

    // MARK: Reading

    /// A smaller shape, without the `_id` to which its secrets belong.
    struct Streets: SchemaObject, Equatable {
        var home: Home?
        var homes: [Home]
        static let schema = Schema(Streets.init) {
            Field("home", \.home)
            Field("homes", \.homes)
        }
    }

    @Test func everyWayOfReadingDecrypts() async throws {
        let member = self.member
        try await self.withMembers { members, _ in
            let changes = try await members.changes()
            try await members.create(member)
            try await members.create(Member(id: ObjectID(), name: "Bo"))
            #expect(try await members.findOne(\.name == "Ann") == member)
            #expect(try await members.find(.isIn(\.id, [member.id])) == [member])
            #expect(try await members.page(sort: [.ascending(\.name)], limit: 1).items == [member])
            let parts = try await members.find(\.name == "Ann", as: Streets.self)
            #expect(parts == [Streets(home: member.home, homes: member.homes)])
            var streamed: [Member] = []
            for try await member in try members.stream(\.name == "Ann") { streamed.append(member) }
            #expect(streamed == [member])
            var iterator = changes.makeAsyncIterator()
            #expect(try await iterator.next()?.document == member)
            #expect(try await members.findOneAndDelete(\.name == "Ann") == member)
        }
    }

    @Test func whatWasStoredBeforeIsReadAndEncryptedWithTheNextWrite() async throws {
        try await self.withMembers { members, database in
            let plain = PlainMember(
                secret: "SECRET", codes: ["SECRET"], home: PlainHome(street: "SECRET"),
                homes: [PlainHome(street: "SECRET")])
            try await Repository<PlainMember>(database).create(plain)
            let member = try #require(try await members.get(plain.id))
            #expect(member.secret == "SECRET" && member.codes == ["SECRET"] && member.home?.street == "SECRET")
            try await members.update(member)
            #expect(try await members.get(plain.id) == member)
            #expect(try await database.stored().first?.holds("SECRET") == false)
        }
    }

    @Test func aKeyOfBeforeReads() async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            #expect(try await Repository<Member>(database.encrypted(with: .both)).get(member.id) == member)
        }
    }

    @Test func withoutTheKeyADocumentIsUnreadable() async throws {
        let member = Member(secret: "SECRET")
        try await self.withMembers { members, database in
            try await members.create(member)
            let others = Repository<Member>(database.encrypted(with: .new))
            let error = await #expect(throws: MongoError.self) { try await others.get(member.id) }
            #expect(error?.code == .decoding)
            let violation = try #require(error?.violations.first)
            #expect(violation.path == [.field("secret")])
            #expect(violation.code == "encrypted_unknown_key")
            #expect(violation.message.contains("the key \(EncryptionKeys.old.currentID)"))
            #expect(try await others.leavingOutUnreadable { _ in }.find().isEmpty)
        }
    }

    /// Where a value comes from and where somebody who can write the database puts it.
    @Test(arguments: [
        ("secret", "home.street"), ("home.street", "secret"), ("homes.0.street", "home.street"), ("codes", "secret"),
    ])
    func aValueMovedToAnotherFieldIsRefused(_ from: String, _ to: String) async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            let value = try #require(try await database.stored().first?.value(at: from))
            try await database.put(value, at: to, in: member.id)
            try await Self.expectRefusal(of: members, member.id)
        }
    }

    @Test func aValueMovedToAnotherDocumentIsRefused() async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            let value = try #require(try await database.stored().first?["secret"])
            let thief = try await members.create(Member(name: "Thief", secret: "own"))
            try await database.put(value, at: "secret", in: thief.id)
            try await Self.expectRefusal(of: members, thief.id)
        }
    }

    @Test func aDocumentCopiedToAnotherCollectionIsRefused() async throws {
        let member = self.member
        try await self.withMembers { members, database in
            try await members.create(member)
            let copies = Repository<Member>(database.encrypted(with: .old), collection: "copies")
            try await database.run([
                "aggregate": "members", "pipeline": [["$out": "copies"]], "cursor": [:],
            ])
            try await Self.expectRefusal(of: copies, member.id)
        }
    }

    @Test(arguments: [0, 1, 4, 5, 20, -1])
    func aChangedByteIsRefused(_ index: Int) async throws {
        let member = Member(secret: "SECRET")
        try await self.withMembers { members, database in
            try await members.create(member)
            guard case .binary(var bytes, let subtype)? = try await database.stored().first?["secret"] else {
                Issue.record("nothing is encrypted")
                return
            }
            bytes[index < 0 ? bytes.count + index : index] ^= 1
            try await database.put(.binary(bytes, subtype: subtype), at: "secret", in: member.id)
            let error = await #expect(throws: MongoError.self) { try await members.get(member.id) }
            #expect(error?.code == .decoding)
            #expect(error?.violations.map(\.path) == [[.field("secret")]])
        }
    }

    private static func expectRefusal(of members: Repository<Member>, _ id: ObjectID) async throws {
        let error = await #expect(throws: MongoError.self) { try await members.get(id) }
        #expect(error?.violations.contains { $0.code == "encrypted_refused" } == true)
        #expect(error.map { "\($0) \($0.debugDescription)" }?.contains("SECRET") == false)
    }
}
