import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct ReencryptionTests {
    private static func member(_ number: Int) -> Member {
        Member(
            name: "\(number)", secret: "SECRET \(number)", codes: ["\(number)"],
            homes: [Home(street: "SECRET"), Home(street: "SECRET")])
    }

    @Test func afterwardsTheNewKeyAloneReadsEverything() async throws {
        try await withDatabase { database in
            // More than are fetched at once.
            let members = (0..<230).map { Self.member($0) }
            try await Repository<Member>(database.encrypted(with: .old)).createMany(members)
            let both = Repository<Member>(database.encrypted(with: .both))
            #expect(try await both.examineEncryption().stale == 4 * 230)

            let report = try await both.reencrypt()
            #expect(report.documents == 230 && report.renewed == 4 * 230 && report.isComplete)
            let new = Repository<Member>(database.encrypted(with: .new))
            #expect(try await new.findAll(limit: 1000) == members)
            #expect(try await new.examineEncryption().current == 4 * 230)
        }
    }

    @Test func whatWasStoredBeforeIsEncrypted() async throws {
        try await withDatabase { database in
            let plain = PlainMember(
                secret: "SECRET", codes: ["SECRET"], home: PlainHome(street: "SECRET"),
                homes: [PlainHome(street: "SECRET")])
            try await Repository<PlainMember>(database).create(plain)
            let members = Repository<Member>(database.encrypted(with: .new))
            let before = try await members.get(plain.id)
            #expect(try await members.reencrypt().renewed == 4)
            #expect(try await database.stored().first?.holds("SECRET") == false)
            #expect(try await members.get(plain.id) == before)
        }
    }

    @Test func aSecondTimeThereIsNothingToDo() async throws {
        try await withDatabase { database in
            let members = Repository<Member>(database.encrypted(with: .new))
            try await members.create(Self.member(1))
            let stored = try await database.stored()
            #expect(try await members.reencrypt().renewed == 0)
            #expect(try await database.stored() == stored)
        }
    }

    @Test func whatCannotBeReadStaysAndIsCounted() async throws {
        try await withDatabase { database in
            try await Repository<Member>(database.encrypted(with: .old)).create(Self.member(1))
            let stored = try await database.stored()
            let report = try await Repository<Member>(database.encrypted(with: .new)).reencrypt()
            #expect(report.unreadable == 4 && report.renewed == 0 && !report.isComplete)
            #expect(try await database.stored() == stored)
        }
    }

    @Test func aDocumentThatIsBrokenElsewhereIsEncryptedAnewNevertheless() async throws {
        try await withDatabase { database in
            let member = try await Repository<Member>(database.encrypted(with: .old)).create(Self.member(1))
            try await database.put(5, at: "name", in: member.id)
            #expect(try await Repository<Member>(database.encrypted(with: .both)).reencrypt().renewed == 4)
        }
    }

    /// Writers with either key change, add and remove, while all is encrypted anew again and again.
    @Test func writersMeanwhileLoseNothing() async throws {
        try await withDatabase { database in
            let old = Repository<Member>(
                database.encrypted(
                    with: EncryptionKeys(
                        secret: "the old secret, of thirty-two bytes",
                        previous: ["the new secret, of thirty-two bytes"])))
            let new = Repository<Member>(database.encrypted(with: .both))
            let ids = try await old.createMany((0..<8).map { _ in Member() }).map(\.id)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, id) in ids.enumerated() {
                    group.addTask {
                        for turn in 0..<40 {
                            let members = turn % 3 == 0 ? new : old
                            let street = Home(street: "\(index) \(turn)")
                            _ = try await members.updateOne(
                                \.id == id, .set(\.secret, "\(turn)"), .push(\.homes, each: [street], at: 0))
                        }
                    }
                }
                for _ in 0..<2 { group.addTask { for _ in 0..<20 { try await new.reencrypt() } } }
                try await group.waitForAll()
            }
            #expect(try await new.reencrypt().isComplete)
            for (index, id) in ids.enumerated() {
                let member = try #require(try await Repository<Member>(database.encrypted(with: .new)).get(id))
                #expect(member.secret == "39")
                #expect(member.homes.map(\.street) == (0..<40).reversed().map { "\(index) \($0)" })
            }
        }
    }
}
