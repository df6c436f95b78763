import Testing

@testable import RedisCache

struct NearCacheTests {
    private let session = RedisSession(number: 1, run: [1])

    private func name(_ number: Int) -> EntryName { EntryName(namespace: "n", key: "key-\(number)") }

    private func filled(byteLimit: Int, entries: Int = 0) -> NearCache {
        let near = NearCache(byteLimit: byteLimit)
        near.extendLease(until: .distantFuture, run: [1])
        for number in 0..<entries { self.store(number, in: near) }
        return near
    }

    private func store(_ number: Int, in near: NearCache, expiry: MonotonicInstant = .distantFuture) {
        near.store(
            number, byteCount: 744, at: self.name(number), expiry: expiry, ticket: near.ticket(for: self.session) ?? -1)
    }

    @Test func bytesAreBoundedAndTheOldestGoesFirst() {
        let near = self.filled(byteLimit: 20_000, entries: 100)
        #expect(near.size.bytes <= 20_000)
        #expect(near.size.entries == 19)
        #expect(near.value(self.name(99), as: Int.self)?.value == 99)
        #expect(near.value(self.name(80), as: Int.self)?.value == nil)
    }

    @Test func whatIsAskedForStays() {
        let near = self.filled(byteLimit: 20_000)
        for number in 0..<1000 {
            self.store(number, in: near)
            #expect(near.value(self.name(0), as: Int.self)?.value == 0)
        }
        #expect(near.size.bytes <= 20_000)
    }

    @Test func whatIsTooLargeIsNotKept() {
        let near = self.filled(byteLimit: 20_000, entries: 10)
        near.store(
            "large", byteCount: 15_000, at: self.name(10), expiry: .distantFuture,
            ticket: near.ticket(for: self.session) ?? -1)
        #expect(near.size.entries == 10)
        #expect(near.value(self.name(10), as: String.self)?.value == nil)
    }

    @Test func storingAgainReplaces() {
        let near = self.filled(byteLimit: 20_000)
        for _ in 0..<1000 { self.store(1, in: near) }
        #expect(near.size.entries == 1)
        #expect(near.size.bytes < 1100)
    }

    @Test func aRemovalBetweenReadAndStorePreventsTheStore() throws {
        let near = self.filled(byteLimit: 20_000)
        let ticket = try #require(near.ticket(for: self.session))
        near.remove([self.name(7)])
        near.store(1, byteCount: 1, at: self.name(1), expiry: .distantFuture, ticket: ticket)
        #expect(near.size.entries == 0)
    }

    @Test func removalsByBeginningAndByPattern() {
        let near = self.filled(byteLimit: 100_000, entries: 20)
        near.remove(InvalidationTargets(patterns: ["key-1*"]), in: "n")
        #expect(near.size.entries == 9)
        near.remove(InvalidationTargets(patterns: ["key-[2]"]), in: "other")
        #expect(near.size.entries == 9)
        near.remove(InvalidationTargets(patterns: ["key-[2]"]), in: "n")
        #expect(near.value(self.name(2), as: Int.self)?.value == nil)
        #expect(near.size.bytes == 1007 * near.size.entries)
    }

    @Test func nothingIsServedBeyondItsTimeOrWithoutAWordThatHolds() {
        let near = self.filled(byteLimit: 20_000)
        self.store(1, in: near, expiry: .now)
        #expect(near.value(self.name(1), as: Int.self)?.value == nil)
        self.store(2, in: near)
        near.extendLease(until: .now, run: [1])
        #expect(near.value(self.name(2), as: Int.self)?.value == nil)
        #expect(near.ticket(for: self.session) == nil)
        near.extendLease(until: .distantFuture, run: [1])
        #expect(near.value(self.name(2), as: Int.self)?.value == 2)
        near.close()
        near.extendLease(until: .distantFuture, run: [1])
        #expect(near.value(self.name(2), as: Int.self)?.value == nil)
    }

    @Test func anotherTypeIsAMiss() {
        let near = self.filled(byteLimit: 20_000, entries: 1)
        #expect(near.value(self.name(0), as: String.self)?.value == nil)
    }
}
