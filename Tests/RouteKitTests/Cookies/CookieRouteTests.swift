import HTTPTypes
import HummingbirdTesting
import Idempotency
import NIOCore
import Schemas
import Testing

@testable import RouteKit

/// Routes that set cookies, and take one.
@Suite struct CookieRouteTests {
    private static let red = "colour=red; Max-Age=60; Path=/; SameSite=Strict"

    private static func owner(_ value: String) -> String {
        "owner=\(value); Max-Age=60; Path=/purse; Secure; HttpOnly; SameSite=Strict"
    }

    private func close(_ fields: HTTPFields) async throws -> TestResponse {
        try await ToyAPI().test(.live) { try await $0.execute(uri: "/purse", method: .delete, headers: fields) }
    }

    @Test func anAnswerHasALineForEachCookie() async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(
                uri: "/purse", method: .post, body: ByteBuffer(string: #"{"name":"ann"}"#))
            #expect(response.status == .ok && response.headers[.location] == "/purse")
            #expect(response.headers[values: .setCookie] == [Self.owner("ann"), Self.red])
            #expect(response.headers[.cacheControl] == "no-store")
        }
    }

    @Test func anAnswerFromMemoryHasThemToo() async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: "/purse", method: .get)
            #expect(response.headers[values: .setCookie] == [Self.owner("memory"), Self.red])
        }
    }

    @Test func anAnswerWithoutABodyHasThemToo() async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: "/purse", method: .put, headers: [.cookie: "owner=ann"])
            #expect(response.status == .noContent && response.body.readableBytes == 0)
            #expect(response.headers[values: .setCookie] == [Self.owner("x"), Self.red])
        }
    }

    @Test func aRefusalMaySetCookies() async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: "/purse", method: .put)
            #expect(response.status == .forbidden)
            #expect(response.headers[values: .setCookie] == [Self.owner(""), Self.red])
        }
    }

    @Test(arguments: [
        (nil as String?, "owner=ann" as String?, "nobody, ann - false"), ("Bearer user", nil, "user, none"),
        ("Bearer user", "owner=ann", "user, ann - true"), ("Basic eA==", "owner=ann", "nobody, ann - false"),
    ])
    func aCookieDoesInPlaceOfATokenAlone(authorization: String?, cookie: String?, name: String) async throws {
        var fields = HTTPFields()
        fields[.authorization] = authorization
        fields[.cookie] = cookie
        #expect(try await self.close(fields).text == #"{"name":"\#(name)","count":1}"#)
    }

    @Test func theHandlerGetsTheTokenThatCameWithTheCookie() async throws {
        let fields: HTTPFields = [.cookie: "a=b; owner=ann", .csrfToken: "t"]
        #expect(try await self.close(fields).text == #"{"name":"nobody, ann t false","count":1}"#)
    }

    @Test func cookiesOnSeveralLinesAreReadAsOnOne() {
        var fields = HTTPFields()
        for line in ["a=b; c", "owner=ann", "owner=bob"] { fields.append(HTTPField(name: .cookie, value: line)) }
        #expect(ToyAPI.owner.credential(in: fields)?.value == "ann")
    }

    @Test(arguments: [nil as String?, "owner=", "owner", "other=ann", ";;;"])
    func withoutEitherTheCallerIsNotLoggedIn(cookie: String?) async throws {
        var fields = HTTPFields()
        fields[.cookie] = cookie
        #expect(try await self.close(fields).status == .unauthorized)
    }

    @Test func aWrongTokenIsNotMadeRightByACookie() async throws {
        #expect(try await self.close([.authorization: "Bearer x", .cookie: "owner=ann"]).status == .unauthorized)
    }

    @Test func nothingThatIsKeptHasACookie() {
        let cookie = SetCookie("id", "7", path: "/", lifetime: 1, isHiddenFromScripts: true, isSecure: true)
        let kept = KeptAnswer(Answer(RefusedRequest(.conflict, "No", cookies: [cookie])))
        #expect(!kept.fields.isEmpty && !kept.fields.contains { $0.value.contains("id=7") })
    }

    @Test func theDescriptionSaysWhereACookieDoes() throws {
        let document = OpenAPIDocument(RouteTable(ToyAPI().routes), title: "Toys", version: "1", summary: "").node
        let purse = try #require(document["paths"]?["/purse"])
        #expect(purse["delete"]?["security"] == [["HTTPBearer": []], ["OwnerCookie": []]])
        #expect(purse["put"]?["security"] == [[:], ["OwnerCookie": []]])
        #expect(purse["post"]?["security"] == nil)
        #expect(
            document["components"]?["securitySchemes"]?["OwnerCookie"]
                == ["type": "apiKey", "in": "cookie", "name": "owner", "description": "Who owns the purse."])
        guard case .array(let parameters)? = purse["put"]?["parameters"] else { throw Rejected() }
        #expect(parameters.map { $0["name"] } == ["X-CSRF-Token"])
        #expect(purse["put"]?["responses"]?["403"] != nil && purse["delete"]?["responses"]?["403"] != nil)
        #expect(purse["post"]?["responses"]?["200"]?["headers"]?["Set-Cookie"] != nil)
    }
}
