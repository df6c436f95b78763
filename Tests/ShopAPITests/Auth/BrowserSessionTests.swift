import BSON
import Foundation
import HTTPTypes
import MongoODM
import Schemas
import ShopAPI
import TestSupport
import Testing

/// Logins whose refresh token a browser keeps in a cookie.
@Suite struct BrowserSessionTests {
    private static let account = #"{"email": "a@example.com", "password": "SecurePass123", "name": "Ann"}"#
    private static let login = #"{"email": "a@example.com", "password": "SecurePass123", "cookie": true}"#
    private static let forgotten = [
        "refresh_token=; Max-Age=0; Path=/api/v1/auth; HttpOnly; SameSite=Strict",
        "refresh_token=; Max-Age=0; Path=/api/auth; HttpOnly; SameSite=Strict",
        "csrf_token=; Max-Age=0; Path=/; SameSite=Strict",
    ]

    /// A login in a browser of its own.
    private func logIn(_ shop: ShopClient, _ browser: Browser = Browser()) async throws -> (Browser, Reply) {
        if try await shop.user("a@example.com") == nil { _ = try await shop.signUp("a@example.com") }
        let reply = try await browser.post("login", Self.login, shop)
        #expect(reply.status == 200)
        return (browser, reply)
    }

    private func keys(_ reply: Reply) -> [String] {
        if case .object(let fields) = reply.json { fields.map(\.key) } else { [] }
    }

    private static func replaceSecret(_ settings: inout Settings) {
        settings.previousJWTSecret = settings.jwtSecret
        settings.jwtSecret = "another secret"
    }

    // MARK: Login

    @Test(arguments: [(Settings.Environment.dev, ""), (.production, " Secure;")])
    func eachCookieGoesWhereItShould(environment: Settings.Environment, secure: String) async throws {
        try await withShop(configure: { $0.environment = environment }) { shop in
            let (browser, reply) = try await self.logIn(shop)
            let (token, csrf) = (try #require(browser.refreshToken), try #require(reply["csrf_token"]?.text))
            #expect(
                reply.headers[values: .setCookie] == [
                    "refresh_token=\(token); Max-Age=604800; Path=/api/v1/auth;\(secure) HttpOnly; SameSite=Strict",
                    "refresh_token=\(token); Max-Age=604800; Path=/api/auth;\(secure) HttpOnly; SameSite=Strict",
                    "csrf_token=\(csrf); Max-Age=604800; Path=/;\(secure) SameSite=Strict",
                ])
            #expect(token.utf8.count == 43 && csrf.utf8.count == 43 && token != csrf)
        }
    }

    @Test func theBodyHasTheOtherTokensAlone() async throws {
        try await withShop { shop in
            let (browser, reply) = try await self.logIn(shop)
            #expect(
                self.keys(reply) == [
                    "access_token", "csrf_token", "token_type", "expires_in", "refresh_expires_in", "user",
                    "cart_rejected",
                ])
            #expect(!reply.text.contains(try #require(browser.refreshToken)))
            #expect(reply["refresh_expires_in"]?.integer == 604_800)
            #expect(reply.headers[.cacheControl] == "no-store")
            #expect(try await shop.isIn(reply["access_token"]?.text))
        }
    }

    @Test(arguments: ["", #", "cookie": false"#])
    func whoAsksForNoCookieGetsNone(field: String) async throws {
        try await withShop { shop in
            _ = try await shop.signUp("a@example.com")
            let reply = try await shop.post(
                "/api/v1/auth/login", #"{"email": "a@example.com", "password": "SecurePass123"\#(field)}"#)
            #expect(reply.status == 200 && reply.headers[.setCookie] == nil)
            #expect(reply["refresh_token"]?.text?.utf8.count == 43 && reply["csrf_token"] == nil)
        }
    }

    @Test func aRegistrationThatComesAgainSetsCookiesAgain() async throws {
        try await withShop { shop in
            let body = Self.account.dropLast() + #", "cookie": true}"#
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let browsers = [Browser(), Browser()]
            var replies: [Reply] = []
            for browser in browsers {
                replies.append(try await browser.post("register", String(body), shop, headers: key))
            }
            #expect(replies.map(\.status) == [201, 201] && replies[0]["user"]?["id"] == replies[1]["user"]?["id"])
            #expect(replies[1].headers[.init("Idempotency-Replayed")!] == "true")
            let tokens = try browsers.map { try #require($0.refreshToken) }
            #expect(tokens[0] != tokens[1] && replies[0]["csrf_token"] != replies[1]["csrf_token"])
            for browser in browsers { #expect(try await browser.post("refresh", "", shop).status == 200) }
            let stored = "\(try await shop.database.run(["find": "idempotency_keys", "filter": [:]]))"
            #expect(stored.contains("fingerprint") && tokens.allSatisfy { !stored.contains($0) })
        }
    }

    // MARK: Refreshing

    @Test(arguments: ["/api/v1/auth", "/api/auth"])
    func aRefreshSetsTheNextCookieAndKeepsTheToken(path: String) async throws {
        try await withShop { shop in
            let (browser, first) = try await self.logIn(shop)
            let token = browser.refreshToken
            let second = try await browser.post("refresh", "", shop, at: path)
            #expect(second.status == 200 && second["csrf_token"] == first["csrf_token"])
            #expect(browser.refreshToken != nil && browser.refreshToken != token && second["refresh_token"] == nil)
            #expect(second.headers[values: .setCookie].count == 3)
            #expect(try await shop.isIn(second["access_token"]?.text))
            #expect(try await browser.post("refresh", "{}", shop, at: path).status == 200)
        }
    }

    @Test func aPageThatIsLoadedAgainFindsItsTokenInTheOtherCookie() async throws {
        try await withShop { shop in
            let (browser, reply) = try await self.logIn(shop)
            #expect(browser.csrfToken == reply["csrf_token"]?.text)
            let refreshed = try await shop.post(
                "/api/v1/auth/refresh", "",
                headers: [
                    .cookie: "csrf_token=\(browser.csrfToken ?? ""); refresh_token=\(browser.refreshToken ?? "")",
                    .init("X-CSRF-Token")!: browser.csrfToken ?? "",
                ])
            #expect(refreshed.status == 200)
        }
    }

    @Test func twoTabsMayRefreshAtOnce() async throws {
        try await withShop { shop in
            let (browser, _) = try await self.logIn(shop)
            let tabs = [browser.copy(), browser.copy()]
            let replies = try await parallel(2) { try await tabs[$0].post("refresh", "", shop) }
            #expect(replies.map(\.status) == [200, 200] && tabs[0].refreshToken != tabs[1].refreshToken)
            for tab in tabs { #expect(try await tab.post("refresh", "", shop).status == 200) }
        }
    }

    @Test(arguments: ["refresh", "logout", "revoke"])
    func withoutTheTokenOfItsSessionACookieDoesNothing(route: String) async throws {
        try await withShop { shop in
            let (browser, reply) = try await self.logIn(shop)
            let (other, _) = try await self.logIn(shop)
            let known = try #require(browser.csrfToken)
            for token in [nil, "", "x", other.csrfToken, reply["access_token"]?.text, "\(known)\(known)"] {
                let page = browser.copy()
                page.csrfToken = token
                let refused = try await page.post(route, "", shop)
                #expect(refused.status == 403 && refused["code"]?.text == "csrf")
                #expect(refused.headers[.setCookie] == nil)
            }
            #expect(try await shop.isIn(reply["access_token"]?.text))
            #expect(try await browser.post("refresh", "", shop).status == 200)
        }
    }

    @Test func aCookieThatIsWorthNothingIsRefusedAndForgotten() async throws {
        try await withShop { shop in
            let (browser, _) = try await self.logIn(shop)
            let ended = browser.copy()
            #expect(try await browser.post("logout", "", shop).status == 204)
            let (unknown, _) = try await self.logIn(shop)
            unknown.refreshToken = String(repeating: "A", count: 43)
            let (overlong, _) = try await self.logIn(shop)
            overlong.refreshToken = String(repeating: "A", count: 4000)
            for dead in [ended, unknown, overlong] {
                let reply = try await dead.copy().post("refresh", "", shop)
                #expect(reply.status == 401 && reply.headers[values: .setCookie] == Self.forgotten)
                #expect(try await dead.copy().post("logout", "", shop).status == 401)
                let revoked = try await dead.copy().post("revoke", "", shop)
                #expect(revoked.status == 204 && revoked.headers[values: .setCookie] == Self.forgotten)
            }
        }
    }

    @Test func aCookieThatComesAgainTooLateEndsTheSession() async throws {
        try await withShop(configure: { $0.refreshReuseTime = .zero }) { shop in
            let (browser, reply) = try await self.logIn(shop)
            let thief = browser.copy()
            #expect(try await browser.post("refresh", "", shop).status == 200)
            let refused = try await thief.post("refresh", "", shop)
            #expect(refused.status == 401 && refused.headers[values: .setCookie] == Self.forgotten)
            #expect(try await !shop.isIn(reply["access_token"]?.text))
        }
    }

    @Test(arguments: ["refresh_token", "refresh_token=", "refresh_token=a b", "refresh_token=\"x\"", ";;;=", "a=b"])
    func aMalformedCookieIsNone(cookie: String) async throws {
        try await withShop { shop in
            for (route, status) in [("refresh", 422), ("revoke", 422), ("logout", 401)] {
                let reply = try await shop.post(
                    "/api/v1/auth/\(route)", "", headers: [.cookie: cookie, .init("X-CSRF-Token")!: "x"])
                #expect(reply.status == status)
                if status == 422 { #expect(reply.violations == ["body.refresh_token missing"]) }
            }
        }
    }

    // MARK: Beside other tokens

    @Test func aTokenInTheBodyCountsBeforeTheCookieAndNeedsNoOther() async throws {
        try await withShop { shop in
            let (browser, _) = try await self.logIn(shop)
            let session = try await shop.post(
                "/api/v1/auth/login", #"{"email": "a@example.com", "password": "SecurePass123"}"#)
            let token = try #require(session["refresh_token"]?.text)
            browser.csrfToken = nil
            let refreshed = try await browser.post("refresh", #"{"refresh_token": "\#(token)"}"#, shop)
            #expect(refreshed.status == 200 && refreshed["csrf_token"] == nil)
            #expect(refreshed.headers[.setCookie] == nil && refreshed["refresh_token"]?.text != nil)
            let revoked = try await browser.post("revoke", #"{"refresh_token": "\#(token)"}"#, shop)
            #expect(revoked.status == 204 && revoked.headers[.setCookie] == nil)
            #expect(try await !shop.isIn(session["access_token"]?.text))
        }
    }

    @Test func aBearerTokenNeedsNoOtherAndHasTheCookiesOfItsSessionForgotten() async throws {
        try await withShop { shop in
            let (browser, first) = try await self.logIn(shop)
            let (_, second) = try await self.logIn(shop)
            browser.csrfToken = nil
            // The cookies are of another session.
            let other = try await browser.post("logout", "", shop, token: second["access_token"]?.text)
            #expect(other.status == 204 && other.headers[.setCookie] == nil)
            #expect(try await shop.isIn(first["access_token"]?.text))
            #expect(try await !shop.isIn(second["access_token"]?.text))
            let own = try await browser.post("logout", "", shop, token: first["access_token"]?.text)
            #expect(own.status == 204 && own.headers[values: .setCookie] == Self.forgotten)
            #expect(try await !shop.isIn(first["access_token"]?.text))
        }
    }

    /// Pages put their access token on every request. It says nothing about a refresh.
    @Test func aRefreshByCookieMayHaveAnAccessTokenBesideIt() async throws {
        try await withShop { shop in
            let (browser, first) = try await self.logIn(shop)
            let token = first["access_token"]?.text
            #expect(try await browser.post("refresh", "", shop, token: token).status == 200)
            browser.csrfToken = nil
            #expect(try await browser.post("refresh", "", shop, token: token).status == 403)
        }
    }

    // MARK: Ending

    @Test(arguments: ["logout", "revoke"])
    func theCookieEndsItsSessionAndIsForgotten(route: String) async throws {
        try await withShop { shop in
            let (browser, reply) = try await self.logIn(shop)
            let (other, _) = try await self.logIn(shop)
            let ended = try await browser.post(route, "", shop)
            #expect(ended.status == 204 && ended.body.isEmpty)
            #expect(ended.headers[values: .setCookie] == Self.forgotten && browser.refreshToken == nil)
            #expect(try await !shop.isIn(reply["access_token"]?.text))
            #expect(try await other.post("refresh", "", shop).status == 200)
        }
    }

    // MARK: Around it

    @Test func aTokenOutlivesTheSecretThatItFollowsFrom() async throws {
        try await withShop { shop in
            let (browser, first) = try await self.logIn(shop)
            try await shop.withAnotherInstance(configure: Self.replaceSecret) { next in
                let second = try await browser.post("refresh", "", next)
                #expect(second.status == 200 && second["csrf_token"] != first["csrf_token"])
                #expect(try await browser.post("refresh", "", next).status == 200)
            }
        }
    }

    @Test func aPageOfAnAllowedOriginMaySendCookieAndToken() async throws {
        try await withShop { shop in
            let origin: HTTPFields = [.origin: "http://localhost:3000"]
            var question = origin
            question[.init("Access-Control-Request-Method")!] = "POST"
            question[.init("Access-Control-Request-Headers")!] = "content-type,x-csrf-token"
            let preflight = try await shop.send(.options, "/api/v1/auth/refresh", headers: question)
            #expect(preflight.status == 204)
            #expect(preflight.headers[.init("Access-Control-Allow-Headers")!] == "content-type,x-csrf-token")
            let (browser, _) = try await self.logIn(shop)
            let reply = try await browser.post("refresh", "", shop, headers: origin)
            for reply in [preflight, reply] {
                #expect(reply.headers[.init("Access-Control-Allow-Origin")!] == "http://localhost:3000")
                #expect(reply.headers[.init("Access-Control-Allow-Credentials")!] == "true")
            }
            #expect(reply.status == 200 && reply.headers[values: .setCookie].count == 3)
        }
    }

    @Test func theDescriptionTellsBothKindsOfLogin() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            // A login is also a valid V1Unverified, which has less.
            for (path, status, relation, names) in [
                ("register", "201", "anyOf", ["V1Session", "V1BrowserSession", "V1Unverified"]),
                ("login", "200", "oneOf", ["V1Session", "V1BrowserSession"]),
                ("refresh", "200", "oneOf", ["V1Session", "V1BrowserSession"]),
            ] {
                let success = document["paths"]?["/api/v1/auth/\(path)"]?["post"]?["responses"]?[status]
                let schemas = success?["content"]?["application/json"]?["schema"]?[relation]?.elements ?? []
                #expect(schemas.map { $0["$ref"]?.text } == names.map { "#/components/schemas/\($0)" })
                #expect(success?["headers"]?["Set-Cookie"] != nil)
            }
            let login = document["paths"]?["/api/v1/auth/login"]?["post"]?["requestBody"]
            #expect(login?["content"]?["application/json"]?["example"]?["cookie"] == false)
            let responses = document["paths"]?["/api/v1/auth/login"]?["post"]?["responses"]
            #expect(
                responses?["403"]?["description"]?.text == "The credentials are right, but the account can't be used")
            let logout = document["paths"]?["/api/v1/auth/logout"]?["post"]
            #expect(logout?["security"] == [["HTTPBearer": []], ["RefreshCookie": []]])
            #expect(logout?["parameters"]?.elements.map { $0["name"]?.text } == ["X-CSRF-Token"])
        }
    }
}
