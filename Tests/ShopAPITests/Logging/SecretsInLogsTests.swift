import BSON
import Foundation
import Glibc
import HTTPTypes
import Logging
import MongoODM
import RouteKitTestSupport
import Schemas
import Synchronization
import Testing

@testable import Accounts
@testable import RouteKit
@testable import ShopAPI

/// What a full run logs at its most talkative holds nothing that opens anything.
@Suite(.timeLimit(.minutes(30)))
struct SecretsInLogsTests {
    /// Everything that something logs.
    private func log(of body: (Logger) async throws -> Void) async throws -> String {
        try await textLogged { output in
            var logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            logger.logLevel = .trace
            try await body(logger)
        }
    }

    private static let password = "kept-to-themselves-1"
    private static let wrong = "guessed-by-somebody-2"
    private static let adminPassword = "known-to-the-owner-3"
    private static let jwtSecret = "signs-every-token-in-this-test-4"
    private static let oldSecret = "signed-them-before-5"
    private static let encryptionKey = "hides-what-is-stored-6"
    private static let oldEncryptionKey = "hid-what-was-stored-7"

    private static func configure(_ settings: inout Settings) {
        settings.jwtSecret = Self.jwtSecret
        settings.previousJWTSecret = Self.oldSecret
        settings.encryptionKey = Self.encryptionKey
        settings.previousEncryptionKey = Self.oldEncryptionKey
        settings.defaultAdminPassword = Self.adminPassword
        settings.loginAttempts = 3
        // Every command is a slow one.
        settings.mongodbSlowQuery = .nanoseconds(1)
    }

    @Test func aFullRunTellsNoSecret() async throws {
        let secrets = SecretList([
            Self.password, Self.wrong, Self.adminPassword, Self.jwtSecret, Self.oldSecret, Self.encryptionKey,
            Self.oldEncryptionKey,
        ])
        let text = try await self.log { logger in
            try await withShop(logger: logger, configure: Self.configure) { shop in
                try await self.buyAndStumble(shop, secrets)
            }
        }
        // It did log: requests, what the cache does, slow commands, and the account that can't be read.
        for sign in ["→ Request: POST /auth/login", "DEBUG ", "Slow", "A stored document can't be read"] {
            #expect(text.contains(sign), "\(sign)")
        }
        #expect(secrets.all.count > 10)
        for secret in secrets.all { #expect(!text.contains(secret), "\(secret)") }
    }

    private func buyAndStumble(_ shop: ShopClient, _ secrets: SecretList) async throws {
        let email = "a@example.com"
        let body = #"{"email": "\#(email)", "password": "\#(Self.password)"}"#
        let signup = try await shop.post("/auth/signup", body)
        let login = try await shop.logIn(email, Self.password)
        let admin = try await shop.logIn("admin@example.com", Self.adminPassword)
        let user = try #require(login["access_token"]?.text)
        for reply in [signup, login, admin] { secrets.add(try #require(reply["access_token"]?.text)) }
        secrets.add(try #require(try await shop.user(email)?.hashedPassword))
        try await self.refreshInABrowser(shop, body, secrets)

        let cart = try await shop.cartToken()
        secrets.add(cart)
        for token in [cart, cart + "x"] {
            _ = try await shop.post("/api/v1/cart/items", #"{"product_id": 1}"#, headers: [.cartToken: token])
        }
        let order = try await shop.order(1, quantity: 1, as: user)
        #expect(try await shop.post("/payments/confirm?order_id=\(order)", "", token: user).status == 200)
        #expect(try await shop.get("/orders", token: user).status == 200)
        let promote = try await shop.post(
            "/auth/promote-to-admin", #"{"email": "\#(email)"}"#, token: admin["access_token"]?.text)
        #expect(promote.status == 200)

        // Bad input with secrets in every place.
        for text in [
            String(body.dropLast(3)), #"{"email": "\#(Self.password)", "password": "\#(Self.password)"}"#,
            #"{"email": "b@example.com", "password": ["\#(Self.password)"]}"#,
            #"{"email": "b@example.com", "password": "\#(Self.password)\u0000"}"#,
            #"{"email": "b@example.com", "password": "\#(String(repeating: Self.password, count: 5))"}"#,
        ] {
            #expect(try await shop.post("/auth/signup", text).status == 422)
        }
        #expect(try await shop.get("/auth/me?token=\(user)&password=\(Self.password)").status == 401)
        // What is searched for does show, in the cache's keys.
        #expect(try await shop.get("/products?q=lamp").status == 200)
        #expect(try await shop.get("/auth/me", token: user + "x").status == 401)
        let basic = Data("\(email):\(Self.password)".utf8).base64EncodedString()
        secrets.add(basic)
        #expect(try await shop.get("/auth/me", headers: [.authorization: "Basic \(basic)"]).status == 401)
        for status in [401, 401, 401] {
            #expect(try await shop.logIn("unknown@example.com", Self.wrong).status == status)
        }
        _ = try await shop.logIn("unknown@example.com", Self.wrong)

        try await self.switchTOTPOn(shop, user, email, secrets)

        // Operators are told about an account that can't be read.
        let users = shop.backend.mongo.defaultDatabase
        let hash: BSONValue = ["hashed_password": ["hidden": .string(Self.password)]]
        let update: BSONValue = ["q": ["email": .string(email)], "u": ["$set": hash]]
        try await users.run(["update": "users", "updates": [update]])
        #expect(try await shop.logIn(email, Self.password).status == 401)
    }

    private func refreshInABrowser(_ shop: ShopClient, _ credentials: String, _ secrets: SecretList) async throws {
        let browser = Browser()
        let login = try await browser.post("login", credentials.dropLast() + #", "cookie": true}"#, shop)
        #expect(login.status == 200)
        let stolen = browser.copy()
        for (route, status) in [("refresh", 200), ("refresh", 200), ("logout", 204)] {
            secrets.add(try #require(browser.refreshToken))
            secrets.add(try #require(browser.csrfToken))
            #expect(try await browser.post(route, "", shop).status == status)
        }
        #expect(try await stolen.post("refresh", "", shop).status == 401)
    }

    private func switchTOTPOn(_ shop: ShopClient, _ token: String, _ email: String, _ secrets: SecretList) async throws
    {
        let authenticator = try await shop.setUpTOTP(token, password: Self.password)
        secrets.add(Base32.encoded(authenticator.secret, Base32.standard))
        let reply = try await shop.confirmTOTP(authenticator.code(at: TOTP.step(at: .now)), token: token)
        let codes = reply["recovery_codes"]?.elements.compactMap(\.text) ?? []
        for code in codes { secrets.add(code) }
        let used = try #require(codes.first)
        for status in [200, 401] {
            #expect(try await shop.logIn(email, code: used, password: Self.password).status == status)
        }
    }

    /// Servers that refuse the credentials of a connection string, and one that is not there.
    @Test func aStartThatFailsTellsNoSecret() async throws {
        let (mongoPassword, redisPassword) = ("opens-the-database-6", "opens-the-cache-7")
        let common = testSettings()
        let host = try #require(common.mongodbURI.firstMatch(of: /mongodb:\/\/([^\/]+)\//)).1
        let redisHost = try #require(common.redisURL.firstMatch(of: /redis:\/\/([^\/]+)/)).1
        for mongoHost in [String(host), "127.0.0.1:1"] {
            var settings = common
            settings.mongodbURI = "mongodb://user:\(mongoPassword)@\(mongoHost)/shop?replicaSet=rs0"
            settings.mongodbTimeout = .seconds(2)
            settings.redisURL = "redis://user:\(redisPassword)@\(redisHost)"
            let text = try await self.log { [settings] logger in
                let backend = try await Backend(settings, logger: logger)
                do {
                    try await backend.prepare(settings, logger: logger)
                    Issue.record("nobody has such credentials")
                } catch {
                    logger.critical("\(StartError(error, settings))", error: error)
                }
                await backend.shutDown()
            }
            #expect(text.contains("CRITICAL ") && text.contains("Redis"))
            for secret in [mongoPassword, redisPassword] { #expect(!text.contains(secret)) }
        }
    }
}

/// What must not be seen.
private final class SecretList: Sendable {
    private let state: Mutex<[String]>

    init(_ secrets: [String]) { self.state = Mutex(secrets) }

    var all: [String] { self.state.withLock { $0 } }

    /// Adds a secret, and of a token the part that nobody can make.
    func add(_ secret: String) {
        // The hash of a password may have a dot, too, and a single letter behind it.
        let signature = secret.hasPrefix("eyJ") ? secret.split(separator: ".").last.map { [String($0)] } : nil
        self.state.withLock { $0 += [secret] + (signature ?? []) }
    }
}
