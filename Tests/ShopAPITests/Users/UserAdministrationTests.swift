import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts

/// What those who run the shop do with accounts.
@Suite struct UserAdministrationTests {
    private func path(_ email: String, _ what: String = "", _ shop: ShopClient) async throws -> String {
        let user = try #require(try await shop.user(email))
        return "/api/v1/admin/users/\(user.id.hexString)\(what)"
    }

    private func ban(
        _ email: String, _ isBanned: Bool = true, as token: String, _ shop: ShopClient
    ) async throws -> Reply {
        try await shop.patch(
            try await self.path(email, "/ban", shop), #"{"banned": \#(isBanned), "reason": "Card fraud"}"#, token: token
        )
    }

    @Test func aBanEndsAllLoginsAndKeepsOthersFromBeginning() async throws {
        try await withShop { shop in
            let (admin, root) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let session = try await shop.v1LogIn("a@example.com")
            let banned = try await self.ban("a@example.com", as: admin, shop)
            #expect(banned.status == 200 && banned["is_banned"] == true && banned["ban_reason"]?.text == "Card fraud")
            #expect(try await !shop.isIn(root))
            #expect(try await !shop.isIn(session["access_token"]?.text))
            let body = #"{"refresh_token": "\#(session["refresh_token"]?.text ?? "")"}"#
            #expect(try await shop.post("/api/v1/auth/refresh", body).status == 401)
            let login = try await shop.v1LogIn("a@example.com")
            #expect(login.status == 403 && login["code"]?.text == "banned")
            // Who does not know the password is not told, and at the root nobody is.
            #expect(try await shop.v1LogIn("a@example.com", "wrong-pass").status == 401)
            let atTheRoot = try await shop.logIn("a@example.com", ShopClient.password)
            #expect(atTheRoot.status == 401 && atTheRoot.detail == "Invalid credentials")
            let lifted = try await self.ban("a@example.com", false, as: admin, shop)
            #expect(lifted["is_banned"] == false && lifted["ban_reason"] == .null)
            #expect(try await shop.v1LogIn("a@example.com").status == 200)
            let events = try await shop.events(of: "a@example.com")
            #expect(Array(events.prefix(3)) == ["logged_in", "unbanned", "login_failed"] && events.contains("banned"))
        }
    }

    /// However a login and a ban fall together: no login outlives the ban.
    @Test func aLoginNeverOutlivesABanThatItRaces() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.signUp("a@example.com")
            for _ in 0..<8 {
                async let logins = parallel(4) { _ in try await shop.v1LogIn("a@example.com") }
                #expect(try await self.ban("a@example.com", as: admin, shop).status == 200)
                for login in try await logins where login.status == 200 {
                    #expect(try await !shop.isIn(login["access_token"]?.text))
                }
                _ = try await self.ban("a@example.com", false, as: admin, shop)
            }
        }
    }

    @Test func aBanCountsInAnotherInstance() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let token = try await shop.signUp("a@example.com")
            try await shop.withAnotherInstance { other in
                try await other.know(token)
                #expect(try await self.ban("a@example.com", as: admin, shop).status == 200)
                try await eventually(within: .seconds(1)) { try await !other.isIn(token) }
            }
        }
    }

    @Test func anotherRoleCountsFromTheNextRequestOn() async throws {
        try await withShop { shop in
            let (admin, token) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let role = try await self.path("a@example.com", "/role", shop)
            #expect(try await shop.get("/api/v1/admin/audit", token: token).status == 403)
            #expect(try await shop.patch(role, #"{"role": "admin"}"#, token: admin)["role"]?.text == "admin")
            #expect(try await shop.get("/api/v1/admin/audit", token: token).status == 200)
            let back = try await shop.send(
                .put, role, body: Array(#"{"role": "user"}"#.utf8),
                headers: [.authorization: "Bearer \(token)", .contentType: "application/json"])
            #expect(back.status == 200)
            #expect(try await shop.get("/api/v1/admin/audit", token: token).status == 403)
            let entries = try await shop.get("/api/v1/admin/audit?kind=role&page_size=2", token: admin)
            #expect(entries["items"]?.elements.map { $0["after"]?["role"]?.text } == ["user", "admin"])
        }
    }

    @Test func permissionsAreGrantedByWhoHasThem() async throws {
        try await withShop { shop in
            let (admin, token) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let own = try await self.path("a@example.com", "/permissions", shop)
            _ = try await shop.signUp("b@example.com")
            let others = try await self.path("b@example.com", "/permissions", shop)
            func put(_ path: String, _ names: String, _ token: String) async throws -> Reply {
                try await shop.send(
                    .put, path, body: Array(#"{"permissions": [\#(names)]}"#.utf8),
                    headers: [.authorization: "Bearer \(token)", .contentType: "application/json"])
            }
            #expect(try await put(own, #""update:user""#, token).status == 403)
            let granted = try await put(own, #""update:user", "read:order""#, admin)
            #expect(granted["own_permissions"]?.elements.map(\.text) == ["read:order", "update:user"])
            #expect(try await put(others, #""read:order""#, token).status == 200)
            #expect(try await put(others, #""read:audit""#, token).status == 403)
            #expect(try await put(others, #""read:everything""#, admin).status == 422)
            // Nor does it make anybody an admin, or touch one.
            let role = try await self.path("b@example.com", "/role", shop)
            #expect(try await shop.patch(role, #"{"role": "admin"}"#, token: token).status == 403)
            #expect(try await self.ban("admin@example.com", as: token, shop).status == 403)
            #expect(try await self.ban("b@example.com", as: token, shop).status == 200)
        }
    }

    /// What leaves one admin less.
    private enum Farewell: CaseIterable {
        case demotion
        case ban
        case removal

        /// - Parameter account: the path of the one who is sent away.
        func say(to account: String, as token: String, _ shop: ShopClient) async throws -> Int {
            switch self {
            case .demotion: try await shop.patch(account + "/role", #"{"role": "user"}"#, token: token).status
            case .ban: try await shop.patch(account + "/ban", #"{"banned": true}"#, token: token).status
            case .removal: try await shop.delete(account, token: token).status
            }
        }
    }

    /// Makes accounts the only admins, known to all instances.
    ///
    /// - Returns: what each of them shows, and the path of its account.
    private func makeAdmins(
        _ emails: [String], of instances: ShopClient...
    ) async throws -> [(token: String, account: String)] {
        let shop = instances[0]
        let users = Repository<User>(shop.database)
        try await users.updateMany(\.role == .admin, .set(\.role, .user))
        var admins: [(token: String, account: String)] = []
        for email in emails {
            let token = try await shop.signUp(email)
            try await shop.setRole(.admin, of: email)
            admins.append((token, try await self.path(email, "", shop)))
        }
        let tokens = admins.map(\.token)
        try await eventually {
            for token in tokens {
                for instance in instances {
                    guard try await instance.get("/admin/audit?limit=1", token: token).status == 200 else {
                        return false
                    }
                }
            }
            return true
        }
        return admins
    }

    @Test func ofTwoAdminsWhoSendEachOtherAwayOneStays() async throws {
        try await withShop { shop in
            try await shop.withAnotherInstance { other in
                for (first, farewell) in Farewell.allCases.enumerated() {
                    for (second, answer) in Farewell.allCases.enumerated() {
                        let emails = ["a\(first)\(second)@example.com", "b\(first)\(second)@example.com"]
                        let admins = try await self.makeAdmins(emails, of: shop, other)
                        async let one = farewell.say(to: admins[1].account, as: admins[0].token, shop)
                        async let two = answer.say(to: admins[0].account, as: admins[1].token, other)
                        let statuses = try await [one, two]
                        // Who was sent away first may find out before the own request is carried out.
                        #expect(statuses.count { [200, 204].contains($0) } == 1, "\(statuses)")
                        #expect(statuses.allSatisfy { [200, 204, 401, 403, 409].contains($0) }, "\(statuses)")
                        let left = try await Repository<User>(shop.database).count(
                            \.role == .admin && \.bannedAt == nil)
                        #expect(left == 1, "\(farewell) and \(answer): \(statuses)")
                    }
                }
            }
        }
    }

    /// Admins of two instances send each other and themselves away, in all ways there are, all at once.
    @Test func howeverAdminsGoAtOnceOneStays() async throws {
        try await withShop { shop in
            try await shop.withAnotherInstance { other in
                for round in 0..<6 {
                    let admins = try await self.makeAdmins(
                        (0..<6).map { "admin\(round)-\($0)@example.com" }, of: shop, other)
                    let statuses = try await parallel(24) { number in
                        let (own, next) = (admins[number % 6], admins[(number + 1) % 6])
                        let instance = number.isMultiple(of: 2) ? shop : other
                        if number >= 18 {
                            return try await instance.send(
                                .delete, "/api/v1/users/me", #"{"password": "SecurePass123"}"#, token: own.token
                            ).status
                        }
                        let account = number < 6 ? own.account : next.account
                        return try await Farewell.allCases[number / 6].say(to: account, as: own.token, instance)
                    }
                    #expect(statuses.allSatisfy { [200, 204, 401, 403, 404, 409].contains($0) }, "\(statuses)")
                    let left = try await Repository<User>(shop.database).count(\.role == .admin && \.bannedAt == nil)
                    #expect(left >= 1, "\(statuses)")
                }
            }
        }
    }

    /// However many want to go, in whatever instance: all but one may.
    @Test func ofAdminsWhoAllLeaveAtOnceOneCanNot() async throws {
        try await withShop { shop in
            let tokens = try await parallel(8) { try await shop.signUp("a\($0)@example.com") }
            for number in 0..<8 { try await shop.setRole(.admin, of: "a\(number)@example.com") }
            try await shop.setRole(.user, of: "admin@example.com")
            try await shop.withAnotherInstance { other in
                let statuses = try await parallel(8) { number in
                    try await (number.isMultiple(of: 2) ? shop : other).send(
                        .delete, "/api/v1/users/me", #"{"password": "SecurePass123"}"#, token: tokens[number]
                    ).status
                }
                #expect(statuses.sorted() == Array(repeating: 204, count: 7) + [409])
            }
        }
    }

    @Test func theLastAdminStays() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let banned = try await self.ban("admin@example.com", as: admin, shop)
            #expect(banned.status == 409)
            let role = try await self.path("admin@example.com", "/role", shop)
            #expect(try await shop.patch(role, #"{"role": "user"}"#, token: admin).status == 409)
            let own = try await shop.send(.delete, "/api/v1/users/me", #"{"password": "admin123"}"#, token: admin)
            #expect(own.status == 409)
            // One who is banned is nobody who could go on.
            _ = try await shop.signUp("a@example.com")
            try await shop.setRole(.admin, of: "a@example.com")
            #expect(try await self.ban("a@example.com", as: admin, shop).status == 200)
            #expect(try await self.ban("admin@example.com", as: admin, shop).status == 409)
            #expect(try await shop.isIn(admin))
        }
    }

    @Test func allLoginsOfSomebodyCanBeEnded() async throws {
        try await withShop { shop in
            let (admin, token) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let logOut = try await self.path("a@example.com", "/logout", shop)
            #expect(try await shop.post(logOut, "", token: token).status == 403)
            #expect(try await shop.post(logOut, "", token: admin).status == 204)
            #expect(try await !shop.isIn(token))
            #expect(try await shop.events(of: "a@example.com") == ["logged_out"])
            // Refresh tokens are gone as well, and in other instances it counts within a second.
            let session = try await shop.v1LogIn("a@example.com")
            let again = session["access_token"]?.text ?? ""
            try await shop.withAnotherInstance { other in
                try await other.know(again)
                let ended = try await shop.post(logOut, "", token: admin).status
                #expect(ended == 204)
                try await eventually(within: .seconds(1)) { try await !other.isIn(again) }
            }
            #expect(try await shop.refresh(session).status == 401)
        }
    }

    @Test func aVendorsPermissionsAreThoseForOwnProducts() async throws {
        try await withShop { shop in
            let (admin, token) = (try await shop.admin(), try await shop.signUp("a@example.com"))
            let role = try await self.path("a@example.com", "/role", shop)
            #expect(try await shop.patch(role, #"{"role": "vendor"}"#, token: admin).status == 200)
            let me = try await shop.get("/api/v1/auth/me", token: token)
            #expect(
                me["permissions"]?.elements.map(\.text)
                    == ["create:product", "update:product", "delete:product", "read:order"])
            let change = try await shop.patch("/api/v1/products/1", #"{"price": 1}"#, token: token)
            #expect(change.status == 404)
        }
    }

    @Test func adminsOfBeforeCountAsVerifiedAndVendorsAreUsersForTheProgramsOfBefore() async throws {
        try await withShop { shop in
            let migrator = shop.backend.shop.migrator
            _ = try await shop.signUp("a@example.com")
            try await shop.setRole(.vendor, of: "a@example.com")
            #expect(try await migrator.down(to: 5) == [20, 19, 17, 16, 15, 12, 11, 10, 9, 8, 7, 6])
            #expect(try await shop.user("a@example.com")?.role == .user)
            try await Repository<User>(shop.database).updateMany(.all, .unset(\.verifiedAt))
            #expect(try await migrator.up() == [6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 19, 20])
            #expect(try await shop.user("admin@example.com")?.isVerified == true)
            #expect(try await shop.user("a@example.com")?.isVerified == false)
        }
    }

    @Test(arguments: ["x", "507f1f77bcf86cd799439011"])
    func whoIsNotThereIsNotFound(id: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let path = "/api/v1/admin/users/\(id)"
            #expect(try await shop.get(path, token: admin).status == 404)
            #expect(try await shop.patch("\(path)/ban", #"{"banned": true}"#, token: admin).status == 404)
            #expect(try await shop.patch("\(path)/role", #"{"role": "admin"}"#, token: admin).status == 404)
            #expect(try await shop.post("\(path)/logout", "", token: admin).status == 404)
        }
    }
}
