import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Accounts
@testable import ShopCore

@Suite struct PasswordHasherTests {
    private let hasher = PasswordHasher(cost: 4)

    @Test(arguments: ["secret123", "pässwörd", String(repeating: "x", count: 71), "with space "])
    func aPasswordFitsItsHashAndNoOther(password: String) async throws {
        let hash = try await self.hasher.hash(password)
        #expect(hash.hasPrefix("$2b$04$") && hash.count == 60)
        #expect(try await self.hasher.verify(password, against: hash))
        #expect(try await self.hasher.verify(String(password.dropLast()), against: hash) == false)
        #expect(try await self.hasher.verify(password + "x", against: hash) == false)
    }

    @Test func equalPasswordsHaveDifferentHashes() async throws {
        let first = try await self.hasher.hash("secret123")
        #expect(try await self.hasher.hash("secret123") != first)
    }

    @Test func hashesOfOtherLibrariesAreUnderstood() async throws {
        // Test vectors of the reference implementation, crypt_blowfish.
        let vectors = [
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ]
        for (password, hash) in vectors { #expect(try await self.hasher.verify(password, against: hash)) }
    }

    @Test(arguments: ["", "plain", "$2b$", "$2b$04$short", "*0", "$1$abc$def"])
    func whatIsNoHashMatchesNothing(hash: String) async throws {
        #expect(try await self.hasher.verify("secret123", against: hash) == false)
    }

    /// As the libraries do from which such hashes come.
    @Test func ofALongPasswordTheFirst72BytesCount() async throws {
        let long = String(repeating: "ü", count: 50)
        let hash = try #require(Bcrypt.crypt(String(repeating: "ü", count: 36), "$2b$04$CCCCCCCCCCCCCCCCCCCCC."))
        #expect(try await self.hasher.verify(long, against: hash))
        #expect(try await self.hasher.verify("x" + long, against: hash) == false)
        #expect(try await self.hasher.verify(long, against: self.hasher.hash(long)))
    }

    @Test func aPasswordWithANULMatchesNothing() async throws {
        let short = try await self.hasher.hash("secret")
        #expect(try await self.hasher.verify("secret\0behind", against: short) == false)
    }

    /// What the time of an answer depends on tells nothing about the account.
    @Test func everyWrongPasswordCostsTheSame() async throws {
        let weak = try await PasswordHasher(cost: 4).hash("secret123")
        let own = try await PasswordHasher(cost: 7).hash("secret123")
        for hash in [nil, weak, own] {
            let hasher = PasswordHasher(cost: 7)
            #expect(try await hasher.verify("wrong123", against: hash) == false)
            #expect(hasher.roundsComputed == 1 << 7)
        }
    }

    @Test func onlyAHashOfLowerCostIsOutdated() async throws {
        let hasher = PasswordHasher(cost: 5)
        for (cost, isOutdated) in [(4, true), (5, false), (6, false)] {
            let hash = try await PasswordHasher(cost: cost).hash("secret123")
            #expect(hasher.isOutdated(hash) == isOutdated)
        }
    }

    /// A thread has as much to do as may wait for it, until the test says so.
    @Test func aFullQueueRefuses() async throws {
        let hasher = PasswordHasher(cost: 4, threads: 1)
        let gate = DispatchSemaphore(value: 0)
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        let blocker = Task {
            try await hasher.compute(rounds: 1 << 17) {
                hasStarted.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        for _ in 0..<3 {
            let error = await #expect(throws: ShopError.self) { try await hasher.hash("secret123") }
            #expect(error?.kind == .busy && error?.retryAfter == 1)
        }
        gate.signal()
        try await blocker.value
        #expect(try await hasher.hash("secret123").count == 60)
    }

    @Test func whoWaitsTooLongIsRefusedWithoutComputing() async throws {
        let hasher = PasswordHasher(cost: 4, threads: 1, timeout: .zero)
        for _ in 0..<3 {
            let error = await #expect(throws: ShopError.self) { try await hasher.hash("secret123") }
            #expect(error?.kind == .busy)
        }
        #expect(hasher.roundsComputed == 0)
    }

    @Test func noMoreThanItsThreadsCompute() async throws {
        let hasher = PasswordHasher(cost: 4, threads: 2)
        let running = Atomic<Int>(0)
        let most = try await parallel(50) { _ in
            try await hasher.compute(rounds: 1) {
                let (_, count) = running.add(1, ordering: .sequentiallyConsistent)
                usleep(1000)
                running.subtract(1, ordering: .sequentiallyConsistent)
                return count
            }
        }
        #expect((most.max() ?? 3) <= 2)
    }
}
