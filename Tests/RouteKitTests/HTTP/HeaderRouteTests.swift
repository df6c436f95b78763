import HTTPTypes
import HummingbirdTesting
import Schemas
import Testing

@testable import RouteKit

/// Routes that take a header in place of a login.
@Suite struct HeaderRouteTests {
    private func get(_ authorization: String?, _ token: String?) async throws -> TestResponse {
        var fields = HTTPFields()
        fields[.authorization] = authorization
        fields[ToyAPI.basketToken] = token
        return try await ToyAPI().test(.live) { [fields] in
            try await $0.execute(uri: "/basket", method: .get, headers: fields)
        }
    }

    @Test(arguments: [
        (nil as String?, "b1" as String?, "header b1"), ("Bearer user", nil, "caller user"),
        ("Bearer user", "b1", "caller user"), ("Basic eA==", "b1", "header b1"),
    ])
    func aHeaderDoesInPlaceOfATokenAlone(authorization: String?, token: String?, name: String) async throws {
        let response = try await self.get(authorization, token)
        #expect(response.text == #"{"name":"\#(name)","count":1}"#)
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test(arguments: [(nil as String?, nil as String?), (nil, ""), ("Bearer x", "b1")])
    func withoutEitherTheCallerIsNotLoggedIn(authorization: String?, token: String?) async throws {
        #expect(try await self.get(authorization, token).status == .unauthorized)
    }

    @Test func theDescriptionSaysWhereAHeaderDoes() throws {
        let document = OpenAPIDocument(RouteTable(ToyAPI().routes), title: "Toys", version: "1", summary: "").node
        let scheme = document["components"]?["securitySchemes"]?["BasketToken"]
        #expect(
            scheme == [
                "type": "apiKey", "in": "header", "name": "X-Basket-Token", "description": "Whose basket it is.",
            ])
        let operation = document["paths"]?["/basket"]?["get"]
        #expect(operation?["security"] == [["HTTPBearer": []], ["BasketToken": []]])
    }
}
