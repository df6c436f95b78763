import ShopAPI
import ShopCore
import TestSupport
import Testing

/// How long a token opens the shop, and to whom.
@Suite struct TokenTests {
    private static func replacing(_ settings: inout Settings) {
        settings.previousJWTSecret = settings.jwtSecret
        settings.jwtSecret = "the new secret"
    }

    private static func replaced(_ settings: inout Settings) {
        settings.jwtSecret = "the new secret"
    }

    @Test func aSecretIsReplacedWithoutLoggingAnybodyOut() async throws {
        try await withShop { old in
            let before = try await old.signUp()
            try await old.withAnotherInstance(configure: Self.replacing) { both in
                #expect(try await both.get("/auth/me", token: before).status == 200)
                let after = try await both.signUp()
                try await old.withAnotherInstance(configure: Self.replaced) { new in
                    let (known, unknown) = try await (
                        new.get("/auth/me", token: after), new.get("/auth/me", token: before)
                    )
                    #expect(known.status == 200 && unknown.status == 401)
                }
                #expect(try await old.get("/auth/me", token: after).status == 401)
            }
        }
    }

    /// What counts is the account of now, not what it was when the token was made.
    @Test func anotherRoleOrNoneCountsAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp("a@example.com")
            try await shop.know(user)
            #expect(try await shop.get("/orders/admin/all", token: user).status == 403)
            // By another program, of which the shop hears within milliseconds.
            try await shop.setRole(.admin, of: "a@example.com")
            try await eventually(within: .seconds(1)) {
                try await shop.get("/orders/admin/all", token: user).status == 200
            }
            try await shop.setRole(.user, of: "a@example.com")
            try await eventually(within: .seconds(1)) {
                try await shop.get("/orders/admin/all", token: user).status == 403
            }
            try await shop.removeUser("a@example.com")
            try await eventually(within: .seconds(1)) { try await shop.get("/auth/me", token: user).status == 401 }
            #expect(try await shop.get("/orders/admin/all", token: admin).status == 200)
        }
    }
}
