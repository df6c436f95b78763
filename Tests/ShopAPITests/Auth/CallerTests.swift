import Accounts
import Foundation
import MongoODM
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// Who makes a request, without asking the database, and how soon a change of that counts.
@Suite struct CallerTests {
    @Test func aRequestOfAKnownSessionAsksTheDatabaseNothing() async throws {
        try await withShop { shop in
            try await shop.know(try await shop.signUp("a@example.com"))
        }
    }

    @Test func whatAnotherInstanceEndsOrChangesCountsHere() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let tokens = [try await shop.signUp("a@example.com"), try await shop.signUp("b@example.com")]
            try await shop.know(tokens[0], tokens[1], admin)
            try await shop.withAnotherInstance { other in
                _ = try await other.post("/api/v1/auth/logout", "", token: tokens[0])
                _ = try await other.post(
                    "/auth/promote-to-admin", #"{"email": "b@example.com"}"#, token: admin)
                try await eventually(within: .seconds(1)) {
                    try await shop.get("/auth/me", token: tokens[0]).status == 401
                }
                try await eventually(within: .seconds(1)) {
                    try await shop.get("/auth/me", token: tokens[1])["role"]?.text == "admin"
                }
            }
        }
    }

    @Test func anAccountThatIsGoneInTheDatabaseIsGone() async throws {
        try await withShop { shop in
            let token = try await shop.signUp("a@example.com")
            try await shop.know(token)
            try await shop.removeUser("a@example.com")
            try await eventually(within: .seconds(1)) { try await shop.get("/auth/me", token: token).status == 401 }
        }
    }
}
