import Accounts
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// What an account may do beyond its own things.
@Suite struct PermissionTests {
    private static let lamp = #"{"name": "Lamp", "price": 9.99, "inventory": 1}"#

    @Test func aPermissionThatTheRoleLacksMayBeTheAccounts() async throws {
        try await withShop { shop in
            let user = try await shop.signUp("a@example.com")
            let refused = try await shop.post("/api/v1/products", Self.lamp, token: user)
            #expect(refused.status == 403 && refused["detail"]?.text == "This needs the permission create:product")
            let users = Repository<User>(shop.database)
            try await users.updateOne(
                \.email == "a@example.com", .set(\.permissionNames, ["create:product", "paint:product"]))
            try await eventually { try await shop.post("/api/v1/products", Self.lamp, token: user).status == 201 }
            let me = try await shop.get("/api/v1/auth/me", token: user)
            #expect(me["permissions"]?.elements.map(\.text) == ["create:product"])
            // One permission is not another.
            #expect(try await shop.get("/api/v1/admin/audit", token: user).status == 403)
            #expect(try await shop.get("/orders/admin/all", token: user).status == 403)
        }
    }

    @Test func anAdminHasAllPermissions() async throws {
        try await withShop { shop in
            let me = try await shop.get("/api/v1/auth/me", token: try await shop.admin())
            #expect(me["permissions"]?.elements.compactMap(\.text) == Permission.allCases.map(\.rawValue))
        }
    }

    @Test func theDescriptionSaysWhatEachOperationNeeds() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json")
            let operation = document["paths"]?["/api/v1/products"]?["post"]
            #expect(operation?["security"] == [["HTTPBearer": ["create:product"]]])
            #expect(document["paths"]?["/api/v1/orders"]?["get"]?["security"] == [["HTTPBearer": []]])
        }
    }
}
