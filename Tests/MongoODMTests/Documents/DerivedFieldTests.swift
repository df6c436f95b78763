import BSON
import MongoODM
import MongoTestSupport
import Schemas
import Testing

@Suite struct DerivedFieldTests {
    struct Song: Document, Equatable {
        var id: Int
        var title: String

        static let schema = Schema("songs", Song.init) {
            Field("_id", \.id)
            Field("title", \.title)
        }

        static let words = DerivedField<Song>("words") { $0.title.split(separator: " ").map(String.init) }
        static let derivedFields = [words]
        static let indexes = [Index<Song>(.ascending(words), .ascending(\.title))]
    }

    /// The words that are stored, by `_id`.
    private func words(in database: MongoDatabase) async throws -> [Int: [String]?] {
        let reply = try await database.run(["find": "songs", "sort": ["_id": 1]])
        let songs = reply["cursor"]?.documentValue?["firstBatch"]?.arrayValue?.compactMap(\.documentValue) ?? []
        return Dictionary(
            uniqueKeysWithValues: songs.map { song in
                (song["_id"]?.intValue ?? 0, song["words"]?.arrayValue?.compactMap(\.stringValue))
            })
    }

    @Test func itIsWrittenWithEveryWholeDocument() async throws {
        try await withDatabase { database in
            let songs = Repository<Song>(database)
            try await songs.create(Song(id: 1, title: "Blue Moon"))
            try await songs.createMany([Song(id: 2, title: "Blue"), Song(id: 3, title: "Red")])
            try await songs.update(Song(id: 2, title: "Blue Rose"))
            try await songs.bulkWrite([.create(Song(id: 4, title: "Moon")), .replace(Song(id: 3, title: "Red Sun"))])
            let stored = try await self.words(in: database)
            #expect(stored == [1: ["Blue", "Moon"], 2: ["Blue", "Rose"], 3: ["Red", "Sun"], 4: ["Moon"]])
            try await songs.updateOne(\.id == 1, .set(Song.words, of: Song(id: 1, title: "a b")))
            try await songs.updateOne(\.id == 2, .set(Song.words, to: ["c"]))
            try await songs.updateOne(\.id == 3, .unset(Song.words))
            let changed = try await self.words(in: database)
            #expect(changed == [1: ["a", "b"], 2: ["c"], 3: nil, 4: ["Moon"]])
        }
    }

    @Test func itFindsDocumentsByTheIndex() async throws {
        try await withDatabase { database in
            let songs = Repository<Song>(database)
            try await songs.createIndexes()
            try await songs.createMany((1...50).map { Song(id: $0, title: "Song \($0)") })
            let report = try await songs.createIndexes()
            #expect(report.isAsDeclared && report.created.isEmpty)
            #expect(try await songs.find(.has(Song.words, "7")) == [Song(id: 7, title: "Song 7")])
            let plan = try await songs.explain(.has(Song.words, "7"), sort: [.ascending(\.title)])
            #expect(plan.index == "words_1_title_1" && plan.documentsExamined == 1)
            #expect(!plan.stages.contains("SORT"))
            #expect(try await songs.find(.has(Song.words, anyOf: ["7", "9", "none"])).map(\.id).sorted() == [7, 9])
            #expect(try await songs.find(.begins(Song.words, with: "4")).map(\.id).sorted() == [4] + Array(40...49))
            #expect(try await songs.find(.begins(Song.words, with: ".")).isEmpty)
            let begun = try await songs.explain(.begins(Song.words, with: "4"))
            #expect(begun.index == "words_1_title_1" && begun.documentsExamined == 11)
        }
    }

    @Test func documentsWithoutItCanBeKeptInSight() async throws {
        try await withDatabase { database in
            let songs = Repository<Song>(database)
            try await songs.create(Song(id: 1, title: "Blue Moon"))
            try await songs.create(Song(id: 2, title: "Red Sun"))
            try await database.run(["insert": "songs", "documents": [["_id": 3, "title": "Blue Sun"]]])
            #expect(try await songs.find(.has(Song.words, "Blue")).map(\.id) == [1])
            #expect(try await songs.find(.lacks(Song.words)).map(\.id) == [3])
            let found = try await songs.find(.mayHave(Song.words, "Blue"), sort: [.ascending(\.id)])
            #expect(found.map(\.id) == [1, 3])
        }
    }

    @Test func itIsNoPartOfTheModel() async throws {
        try await withDatabase { database in
            let songs = Repository<Song>(database)
            let song = try await songs.create(Song(id: 1, title: "Blue Moon"))
            #expect(String(decoding: song.json(), as: UTF8.self) == #"{"_id":1,"title":"Blue Moon"}"#)
            for try await read in try songs.stream() { #expect(read == song) }
            let changed = try await songs.findOneAndUpdate(\.id == 1, .set(\.title, "Moon"))
            #expect(changed == Song(id: 1, title: "Moon"))
        }
    }

    @Test func countingEndsAtALimit() async throws {
        try await withDatabase { database in
            let songs = Repository<Song>(database)
            try await songs.createMany((1...50).map { Song(id: $0, title: "Song \($0)") })
            #expect(try await songs.count(.has(Song.words, "Song"), limit: 20) == 20)
            #expect(try await songs.count(.has(Song.words, "Song"), limit: 60) == 50)
        }
    }
}
