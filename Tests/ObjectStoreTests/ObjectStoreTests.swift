import Foundation
import ObjectStore
import TestSupport
import Testing

/// What all stores have in common.
@Suite(S3Suite()) struct ObjectStoreTests {
    private static let kinds = StoreKind.allCases

    private func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 251) }
    }

    private func code(_ work: () async throws -> Void) async -> ObjectStoreError.Code? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? ObjectStoreError)?.code
        }
    }

    @Test(arguments: kinds, [0, 1, 1024, 5000])
    func whatWasStoredIsRead(kind: StoreKind, size: Int) async throws {
        try await kind.run { store in
            let before = Date.now
            try await store.put("a/b.webp", self.bytes(size), contentType: "image/webp")
            let object = try await store.get("a/b.webp")
            #expect(object.size == size && object.contentType == "image/webp" && object.range == 0..<size)
            #expect(abs(object.modifiedAt.timeIntervalSince(before)) < 60)
            #expect(try await object.collect(upTo: size) == self.bytes(size))
        }
    }

    @Test(arguments: kinds)
    func aPartIsRead(kind: StoreKind) async throws {
        try await kind.run { store in
            let bytes = self.bytes(5000)
            try await store.put("a", bytes, contentType: "x/y")
            for range in [0..<1, 1000..<1030, 1024..<2048, 4999..<5000, 4000..<9000, 0..<5000] {
                let object = try await store.get("a", range: range)
                #expect(object.size == 5000 && object.range == range.clamped(to: 0..<5000))
                #expect(try await object.collect(upTo: 5000) == Array(bytes[object.range]))
                var other: [UInt8] = []
                for try await piece in object.bytes(3000..<3500) { other += piece }
                #expect(other == Array(bytes[3000..<3500]))
            }
            #expect(try await store.get("a", range: 5000..<6000).collect(upTo: 0) == [])
        }
    }

    @Test(arguments: kinds)
    func anyKeyIsAsGoodAsAnother(kind: StoreKind) async throws {
        let keys = [
            "a b", "a+b", "é", "e\u{301}", "100%", "a%20b", "a/b/c", "a//b", "a?b=c&d", "a#b", "\"'<&>", "日本", "~",
            "a=b", "*:@!$(),;",
            "/x", "x/", String(repeating: "k", count: 1024 / 2),
        ]
        try await kind.run { store in
            for (index, key) in keys.enumerated() {
                try await store.put(key, [UInt8(index)], contentType: "x/y")
            }
            for (index, key) in keys.enumerated() {
                #expect(try await store.get(key).collect(upTo: 1) == [UInt8(index)], "\(key)")
            }
            let listed = try await store.list("").entries.map { Array($0.key.utf8) }
            #expect(listed == keys.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
            for key in keys { try await store.delete(key) }
            #expect(try await store.list("").entries.isEmpty)
        }
    }

    @Test(arguments: kinds, ["", "a\nb", "..", "a/../b", "./a", "a\0", String(repeating: "k", count: 1025)])
    func whatCantBeAKeyIsRefused(kind: StoreKind, key: String) async throws {
        try await kind.run { store in
            #expect(await self.code { try await store.put(key, [], contentType: "x/y") } == .invalidKey)
            #expect(await self.code { _ = try await store.get(key) } == .invalidKey)
            #expect(await self.code { try await store.delete(key) } == .invalidKey)
        }
    }

    @Test(arguments: kinds)
    func theLastThatWasStoredCounts(kind: StoreKind) async throws {
        try await kind.run { store in
            try await store.put("a", self.bytes(3000), contentType: "x/y")
            try await store.put("a", [1, 2], contentType: "x/z")
            let object = try await store.get("a")
            #expect(try await object.collect(upTo: 2) == [1, 2])
            #expect(object.contentType == "x/z")
            #expect(try await store.list("").entries.map(\.size) == [2])
        }
    }

    @Test(arguments: kinds)
    func whatWasRemovedIsGone(kind: StoreKind) async throws {
        try await kind.run { store in
            try await store.put("a", [1], contentType: "x/y")
            try await store.delete("a")
            #expect(await self.code { _ = try await store.get("a") } == .notFound)
            // Nothing is there to be removed, which is as well.
            try await store.delete("a")
        }
    }

    @Test(arguments: kinds)
    func aListComesInPages(kind: StoreKind) async throws {
        try await kind.run { store in
            let keys = (10..<35).map { "p/\($0)" }
            _ = try await parallel(keys.count) { try await store.put(keys[$0], [1, 2, 3], contentType: "x/y") }
            for other in ["o", "p", "p.", "q"] { try await store.put(other, [], contentType: "x/y") }
            var (found, next, pages) = ([String](), String?.none, 0)
            repeat {
                let page = try await store.list("p/", after: next, limit: 10)
                #expect(page.entries.allSatisfy { $0.size == 3 && abs($0.modifiedAt.timeIntervalSinceNow) < 60 })
                (found, next, pages) = (found + page.entries.map(\.key), page.next, pages + 1)
            } while next != nil && pages < 9
            #expect(found == keys && pages == 3)
            #expect(try await store.list("none").entries.isEmpty)
        }
    }

    @Test(arguments: kinds)
    func moreThanTheReaderTakesIsNotRead(kind: StoreKind) async throws {
        try await kind.run { store in
            try await store.put("a", self.bytes(100), contentType: "x/y")
            #expect(await self.code { _ = try await store.get("a").collect(upTo: 99) } == .tooLarge)
        }
    }
}
