import BSON
import Dispatch
import HTTPTypes
import RouteKit
import Schemas
import ShopAPI
import Testing

@testable import Accounts
@testable import Shop

/// What stands between an account and those who guess its password.
@Suite(.timeLimit(.minutes(30)))
struct LoginTests {
    private static func limited(_ settings: inout Settings) {
        settings.loginAttempts = 3
        settings.trustedProxies = [AddressBlock("127.0.0.0/8")!]
    }

    private static func costlier(_ settings: inout Settings) {
        settings.bcryptCost = 5
    }

    @Test func anUnknownAddressIsTreatedAsAWrongPassword() async throws {
        try await withShop(configure: Self.limited) { shop in
            _ = try await shop.signUp("a@example.com")
            var answers: [[Int]] = []
            for email in ["a@example.com", "unknown@example.com"] {
                var statuses: [Int] = []
                let hasher = shop.backend.shop.accounts.hasher
                for _ in 0..<3 {
                    let before = hasher.roundsComputed
                    let reply = try await shop.logIn(email, "wrong-pass")
                    statuses.append(reply.status)
                    #expect(reply.detail == "Invalid credentials")
                    #expect(hasher.roundsComputed - before == 1 << 4)
                }
                answers.append(statuses)
            }
            #expect(answers == [[401, 401, 401], [401, 401, 401]])
        }
    }

    /// A wait is a second at first; a machine that is so slow that it passes finds a longer one.
    private func failUntilRefused(_ shop: ShopClient, _ email: String, from address: String) async throws -> Reply {
        var replies: [Reply] = []
        while replies.last?.status != 429, replies.count < 20 {
            replies.append(try await shop.logIn(email, "wrong-pass", from: address))
        }
        #expect(replies.dropLast().allSatisfy { $0.status == 401 })
        return try #require(replies.last)
    }

    @Test(arguments: ["a@example.com", "unknown@example.com"])
    func failuresMakeOneWaitAndNobodyElse(email: String) async throws {
        try await withShop(configure: Self.limited) { shop in
            _ = try await shop.signUp("a@example.com")
            let refused = try await self.failUntilRefused(shop, email, from: "203.0.113.7")
            #expect(refused["error"]?.text == "rate_limit_exceeded")
            #expect(refused.detail?.hasPrefix("Too many failed logins; try again in ") == true)
            let wait = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
            #expect((1...300).contains(wait))
            // Another network, and the same network with another account.
            #expect(try await shop.logIn("a@example.com", "SecurePass123", from: "203.0.113.8").status == 200)
            #expect(try await shop.logIn("admin@example.com", "admin123", from: "203.0.113.7").status == 200)
            // All instances count together.
            try await shop.withAnotherInstance { other in
                _ = try await self.failUntilRefused(other, email, from: "203.0.113.7")
            }
        }
    }

    @Test func limitsCanBeSwitchedOff() async throws {
        func unlimited(_ settings: inout Settings) { settings.loginAttempts = nil }
        try await withShop(configure: unlimited) { shop in
            for _ in 0..<50 {
                let reply = try await shop.logIn("a@example.com", "wrong-pass")
                #expect(reply.status == 401)
            }
        }
    }

    /// While as many as may wait for bcrypt do so, others are told to come back, and the shop goes on.
    @Test func aFloodOfLoginsLeavesTheShopToOthers() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            let hasher = shop.backend.shop.accounts.hasher
            let gate = DispatchSemaphore(value: 0)
            let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
            let flood = Task {
                try await hasher.compute(rounds: 1 << 30) {
                    hasStarted.finish()
                    gate.wait()
                }
            }
            for await _ in started {}
            // Attempts that nobody looked at are none.
            for _ in 0..<20 {
                let reply = try await shop.logIn("a@example.com", "SecurePass123")
                #expect(reply.status == 503 && reply.headers[.retryAfter] == "1" && reply.detail != nil)
            }
            let signup = try await shop.post("/auth/signup", #"{"email": "b@b.co", "password": "SecurePass123"}"#)
            #expect(signup.status == 503)
            #expect(try await shop.get("/products").status == 200)
            #expect(try await shop.get("/cart", token: token).status == 200)
            gate.signal()
            try await flood.value
            #expect(try await shop.logIn("a@example.com", "SecurePass123").status == 200)
        }
    }

    @Test func aLoginRenewsAHashOfLowerCost() async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let old = try #require(try await shop.user("a@example.com")?.hashedPassword)
            #expect(old.hasPrefix("$2b$04$"))
            try await shop.withAnotherInstance(configure: Self.costlier) { other in
                #expect(try await other.logIn("a@example.com", "wrong-pass").status == 401)
                #expect(try await other.user("a@example.com")?.hashedPassword == old)
                #expect(try await other.logIn("a@example.com", "SecurePass123").status == 200)
                let new = try #require(try await other.user("a@example.com"))
                #expect(new.hashedPassword.hasPrefix("$2b$05$"))
                #expect(try await other.logIn("a@example.com", "SecurePass123").status == 200)
                #expect(try await other.user("a@example.com")?.hashedPassword == new.hashedPassword)
                // Somebody else was faster: what the login began with is no longer there to be replaced.
                let users = other.backend.shop.accounts.users
                #expect(try await users.replaceHash(old, by: "other", of: new.id) == false)
                #expect(try await other.user("a@example.com")?.hashedPassword == new.hashedPassword)
            }
            // A lower cost does not weaken what is stored.
            #expect(try await shop.logIn("a@example.com", "SecurePass123").status == 200)
            #expect(try await shop.user("a@example.com")?.hashedPassword.hasPrefix("$2b$05$") == true)
        }
    }

    @Test func commonPasswordsAreRefused() async throws {
        try await withShop { shop in
            for password in ["password", "Password1", "12345678", "qwertyuiop"] {
                let reply = try await shop.post(
                    "/auth/signup", #"{"email": "a@example.com", "password": "\#(password)"}"#)
                #expect(reply.status == 422)
                #expect(reply.violations == ["body.password value_error"])
            }
            for (index, password) in ["admin123", "password123", "secret123", "SecurePass123"].enumerated() {
                let reply = try await shop.post(
                    "/auth/signup", #"{"email": "user\#(index)@example.com", "password": "\#(password)"}"#)
                #expect(reply.status == 200)
            }
        }
    }
}
