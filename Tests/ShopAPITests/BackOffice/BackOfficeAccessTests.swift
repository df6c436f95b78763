import Accounts
import Foundation
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// Who may call the routes of those who run the shop, each as the description names it.
@Suite(.timeLimit(.minutes(30)))
struct BackOfficeAccessTests {
    private struct Operation {
        let method: HTTPRequest.Method
        let path: String
        /// What it takes, as the description says.
        let permissions: [String]
        /// The statuses of the answers that it describes.
        let statuses: Set<Int>
    }

    /// All routes below `/api/v1/admin`, with something in place of their parameters.
    private func operations(of shop: ShopClient) async throws -> [Operation] {
        let document = try await shop.get("/openapi.json").json
        guard case .object(let paths)? = document["paths"] else { return [] }
        return paths.filter { $0.key.hasPrefix("/api/v1/admin/") }.flatMap { path -> [Operation] in
            guard case .object(let operations) = path.value else { return [] }
            return operations.compactMap { operation in
                guard let method = HTTPRequest.Method(operation.key.uppercased()),
                    case .object(let responses)? = operation.value["responses"]
                else { return nil }
                let security = operation.value["security"]?.elements.first?["HTTPBearer"]?.elements ?? []
                return Operation(
                    method: method,
                    path: path.key.replacing(/\{[a-z_]+\}/, with: "507f1f77bcf86cd799439099"),
                    permissions: security.compactMap(\.text), statuses: Set(responses.compactMap { Int($0.key) }))
            }
        }
    }

    /// A key with some scopes, but for that which no key has.
    private func key(for scopes: [String], in shop: ShopClient, as admin: String) async throws -> String {
        let names = scopes.filter { $0 != "manage:key" }.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"name": "x", "scopes": [\#(names)]}"#
        return try #require(try await shop.post("/api/v1/admin/keys", body, token: admin)["key"]?.text)
    }

    @Test func nobodyCallsARouteWithoutItsPermissions() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let user = try await shop.signUp("user@example.com")
            _ = try await shop.signUp("vendor@example.com")
            try await shop.setRole(.vendor, of: "vendor@example.com")
            let vendor = try await shop.token(of: "vendor@example.com")
            let operations = try await self.operations(of: shop)
            #expect(operations.count > 50)
            for operation in operations {
                let name = "\(operation.method) \(operation.path)"
                #expect(!operation.permissions.isEmpty, "\(name)")
                #expect(operation.statuses.isSuperset(of: [401, 403]), "\(name)")
                func status(_ token: String?) async throws -> Int {
                    try await shop.send(operation.method, operation.path, "{}", token: token).status
                }
                #expect(try await status(nil) == 401, "\(name)")
                #expect(try await status("x") == 401, "\(name)")
                #expect(try await status(user) == 403, "\(name)")
                #expect(try await status(vendor) == 403, "\(name)")
                // With everything else, as a person and as a program.
                let others = Permission.allCases.map(\.rawValue).filter { !operation.permissions.contains($0) }
                let needed = operation.permissions.filter { Permission(rawValue: $0) != nil }
                if !needed.isEmpty {
                    try await shop.permit(others, to: "user@example.com")
                    #expect(try await status(user) == 403, "\(name)")
                    try await shop.permit([], to: "user@example.com")
                }
                let key = try await self.key(for: others, in: shop, as: admin)
                #expect(try await status(key) == 403, "\(name)")
                // With nothing else, but for what no program does.
                guard !needed.isEmpty, !needed.contains("manage:key") else { continue }
                let refusesKeys = operation.path.hasSuffix("/permissions") || operation.path.hasSuffix("/role")
                let answered = try await status(try await self.key(for: needed, in: shop, as: admin))
                #expect(answered != 401 && (answered == 403) == refusesKeys, "\(name): \(answered)")
            }
        }
    }

    /// Whatever is sent is answered as the description says, and nothing breaks.
    @Test func whateverIsSentToARouteIsAnsweredAsDescribed() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for operation in try await self.operations(of: shop) where !operation.path.hasSuffix("/admin/events") {
                for body in ["{}", "[]", "", "{", #"{"reason": 1, "set": "x", "scopes": "x", "name": null}"#] {
                    let reply = try await shop.send(operation.method, operation.path, body, token: admin)
                    let name =
                        "\(operation.method) \(operation.path) \(body): \(reply.status) \(reply.text.prefix(200))"
                    #expect(reply.status < 500, "\(name)")
                    #expect(operation.statuses.contains(reply.status) || [400, 415].contains(reply.status), "\(name)")
                    if reply.status == 422 { #expect(!reply.violations.isEmpty || reply["code"] != nil, "\(name)") }
                }
            }
        }
    }
}
