import BSON
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Accounts

/// The list of accounts, and their removal by those who look after them.
@Suite(.timeLimit(.minutes(30)))
struct UserListTests {
    private static let list = "/api/v1/admin/users"

    private func emails(_ query: String, as token: String, _ shop: ShopClient) async throws -> [String] {
        let reply = try await shop.get("\(Self.list)?\(query)", token: token)
        #expect(reply.status == 200, "\(reply.text)")
        return reply["items"]?.elements.compactMap { $0["email"]?.text } ?? []
    }

    @Test func accountsAreFoundByNameAddressRoleAndBan() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.register("john.doe@example.com", name: "René Müller").status == 201)
            #expect(try await shop.register("ann@shop.test", name: "Ann Miller").status == 201)
            #expect(try await shop.register("bo@shop.test", name: "Bo").status == 201)
            let found = { (query: String) in try await self.emails(query, as: admin, shop) }
            let all = ["bo@shop.test", "ann@shop.test", "john.doe@example.com", "admin@example.com"]
            #expect(try await found("") == all)
            #expect(try await found("q=rene%20mu") == ["john.doe@example.com"])
            #expect(try await found("q=JOHN.DOE@example.com") == ["john.doe@example.com"])
            #expect(try await found("q=doe") == ["john.doe@example.com"])
            #expect(try await found("q=oe").isEmpty)
            #expect(try await found("q=shop.test") == ["bo@shop.test", "ann@shop.test"])
            #expect(try await found("q=m") == ["ann@shop.test", "john.doe@example.com"])
            #expect(try await found("q=%2A").isEmpty)
            #expect(try await found("q=%20") == all)
            #expect(try await found("role=admin") == ["admin@example.com"])
            let ids = try await shop.get("\(Self.list)?role=user&q=shop", token: admin)["items"]?.elements ?? []
            for account in ids {
                let id = account["id"]?.text ?? ""
                let banned = try await shop.patch("\(Self.list)/\(id)/ban", #"{"banned": true}"#, token: admin)
                #expect(banned.status == 200)
            }
            // The last who was banned comes first.
            #expect(try await found("is_banned=true") == ["ann@shop.test", "bo@shop.test"])
            #expect(try await found("is_banned=true&q=bo") == ["bo@shop.test"])
            #expect(try await found("is_banned=false") == ["john.doe@example.com", "admin@example.com"])
            let page = try await shop.get("\(Self.list)?page=2&page_size=3", token: admin)
            #expect(page["total"]?.integer == 4 && page["has_next"] == false)
            #expect(page["items"]?.elements.count == 1)
            #expect(try await shop.get("\(Self.list)?role=king", token: admin).status == 422)
        }
    }

    @Test func whoIsCalledOtherwiseIsFoundOtherwise() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let session = try await shop.register("a@example.com", name: "Ann")
            let token = try #require(session["access_token"]?.text)
            #expect(try await shop.patch("/api/v1/auth/me", #"{"name": "Zoe"}"#, token: token).status == 200)
            #expect(try await self.emails("q=zo", as: admin, shop) == ["a@example.com"])
            #expect(try await self.emails("q=ann", as: admin, shop).isEmpty)
        }
    }

    @Test func accountsOfBeforeAreFoundAfterTheMigrationAndMended() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.register("a@example.com", name: "Ann")
            let migrator = shop.backend.shop.migrator
            #expect(try await migrator.down(to: 15) == [20, 19, 17, 16])
            #expect(try await self.emails("q=ann", as: admin, shop).isEmpty)
            #expect(try await migrator.up() == [16, 17, 19, 20])
            #expect(try await self.emails("q=ann", as: admin, shop) == ["a@example.com"])
            try await Repository<User>(shop.database).updateMany(.all, .unset(User.beginnings))
            #expect(try await FoundUsers(shop.database).mend() == 2)
            #expect(try await self.emails("q=ann", as: admin, shop) == ["a@example.com"])
        }
    }

    @Test func listsAreRangesOfIndexes() async throws {
        try await withShop { shop in
            let users = Repository<User>(shop.database)
            for filter in [
                UserFilter(text: "ann miller"), UserFilter(role: .user), UserFilter(isBanned: true),
                UserFilter(isBanned: false), UserFilter(text: "ann", role: .user), UserFilter(),
            ] {
                let query = try #require(filter.query)
                let plan = try await users.explain(query, sort: filter.sort)
                #expect(!plan.stages.contains("COLLSCAN") && !plan.stages.contains("SORT"), "\(plan)")
            }
        }
    }

    @Test func accountsAreRemovedByWhoMay() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let victim = try await shop.signUp("a@example.com")
            let id = try #require(try await shop.user("a@example.com")).id.hexString
            let other = try await shop.signUp("b@example.com")
            #expect(try await shop.delete("\(Self.list)/\(id)", token: other).status == 403)
            #expect(try await shop.get(Self.list, token: other).status == 403)
            let tag = try #require(try await shop.get("\(Self.list)/\(id)", token: admin).headers[.eTag])
            #expect(
                try await shop.delete("\(Self.list)/\(id)", token: admin, headers: [.ifMatch: #""x""#]).status == 412)
            #expect(try await shop.delete("\(Self.list)/\(id)", token: admin, headers: [.ifMatch: tag]).status == 204)
            #expect(try await !shop.isIn(victim))
            #expect(try await shop.delete("\(Self.list)/\(id)", token: admin).status == 404)
            #expect(try await shop.get("\(Self.list)/\(id)", token: admin).status == 404)
            // The last admin stays, and admins are removed by admins alone.
            let adminID = try #require(try await shop.user("admin@example.com")).id.hexString
            let last = try await shop.delete("\(Self.list)/\(adminID)", token: admin)
            #expect(last.status == 409 && last["code"] == "last_admin")
            let b = try #require(try await shop.user("b@example.com")).id.hexString
            _ = try await shop.send(
                .put, "\(Self.list)/\(b)/permissions", #"{"permissions": ["delete:user"]}"#, token: admin)
            #expect(try await shop.delete("\(Self.list)/\(adminID)", token: other).status == 403)
            let entries = try await shop.get(
                "/api/v1/admin/audit?event=account_erased&subject=\(id)", token: admin)
            #expect(entries["items"]?.elements.first?["author"]?["name"] == "admin@example.com")
        }
    }

    @Test func whoChangesWhatWasChangedIsToldSo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.signUp("a@example.com")
            let path = "\(Self.list)/\(try #require(try await shop.user("a@example.com")).id.hexString)"
            let tag = try #require(try await shop.get(path, token: admin).headers[.eTag])
            let body = #"{"role": "vendor"}"#
            #expect(try await shop.patch("\(path)/role", body, token: admin, headers: [.ifMatch: tag]).status == 200)
            let late = try await shop.patch(
                "\(path)/ban", #"{"banned": true}"#, token: admin, headers: [.ifMatch: tag])
            #expect(late.status == 412)
        }
    }
}
