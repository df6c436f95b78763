import BSON
import Foundation
import Glibc
import HTTPTypes
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// The executable is killed in the middle of a refresh, a logout or a reset, and the client tries again.
@Suite struct SessionCrashTests {
    private static let email = "a@example.com"

    private func body(_ session: Reply) -> String {
        #"{"refresh_token": "\#(session["refresh_token"]?.text ?? "")"}"#
    }

    /// Sends a request to an instance that is killed at a step of it.
    private func send(
        _ path: String, _ body: String = "", token: String? = nil, to process: ShopProcess, crashingAt step: SessionStep
    ) async throws {
        try await process.start(["BODEGA_STEP=crash \(step)", "REFRESH_REUSE_SECONDS=60"])
        let answer = try await process.send("POST", path, body, token: token)
        #expect(answer == nil, "\(step) was not reached")
        #expect(process.waitForEnd() == 128 + SIGKILL)
    }

    private func withSession(
        _ body: @Sendable (ShopClient, ShopProcess, _ session: Reply) async throws -> Void
    ) async throws {
        try await withShop {
            $0.refreshReuseTime = .seconds(60)
        } _: { shop in
            _ = try await shop.signUp(Self.email)
            let session = try await shop.v1LogIn(Self.email)
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { try await body(shop, $0, session) }
        }
    }

    @Test func aRefreshWhoseAnswerWasLostWorksAgain() async throws {
        try await self.withSession { shop, process, session in
            try await self.send(
                "/api/v1/auth/refresh", self.body(session), to: process, crashingAt: .refreshCommitted)
            let elsewhere = try await shop.refresh(session)
            #expect(elsewhere.status == 200)
            #expect(try await shop.isIn(elsewhere["access_token"]?.text))
            try await process.start(["REFRESH_REUSE_SECONDS=60"])
            let again = try await process.send("POST", "/api/v1/auth/refresh", self.body(session))
            #expect(again?.status == 200)
            #expect(try await shop.isIn(again?["access_token"]?.text))
        }
    }

    @Test func aRefreshWhoseAnswerWasLostEndsTheSessionIfItComesAgainTooLate() async throws {
        try await self.withSession { shop, process, session in
            try await self.send(
                "/api/v1/auth/refresh", self.body(session), to: process, crashingAt: .refreshCommitted)
            try await shop.update(
                "refresh_tokens", ["rotated_at": ["$type": "date"]],
                ["$set": ["rotated_at": .date(.now - 61)]])
            #expect(try await shop.refresh(session).status == 401)
            #expect(try await !shop.isIn(session["access_token"]?.text))
            #expect(try await shop.events(of: Self.email).contains("refresh_token_reused"))
        }
    }

    @Test func aRefreshThatWasNotCommittedNeverWas() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            try await withShop(mongodbURI: server.uri) { shop in
                _ = try await shop.signUp(Self.email)
                let session = try await shop.v1LogIn(Self.email)
                try await ShopProcess.with(mongodbURI: server.uri) { process in
                    try await self.send(
                        "/api/v1/auth/refresh", self.body(session), to: process, crashingAt: .refreshWritten)
                    let tokens = try await shop.database.documents("refresh_tokens")
                    #expect(tokens.count == 1 && tokens.allSatisfy { $0["rotated_at"].map { $0 == .null } ?? true })
                    #expect(try await shop.isIn(session["access_token"]?.text))
                    try await process.start()
                    // Until the server gives the transaction of the dead process up, the token is locked.
                    try await eventually(within: .seconds(60)) {
                        try await process.send("POST", "/api/v1/auth/refresh", self.body(session))?.status == 200
                    }
                }
            }
        }
    }

    @Test func aLogoutWhoseAnswerWasLostHasEndedTheSession() async throws {
        try await self.withSession { shop, process, session in
            let token = try #require(session["access_token"]?.text)
            try await shop.know(token)
            try await self.send("/api/v1/auth/logout", token: token, to: process, crashingAt: .endCommitted)
            try await eventually(within: .seconds(1)) { try await !shop.isIn(token) }
            #expect(try await shop.refresh(session).status == 401)
            try await process.start()
            #expect(try await process.send("POST", "/api/v1/auth/logout", token: token)?.status == 401)
            let revocation = try await process.send("POST", "/api/v1/auth/revoke", self.body(session))
            #expect(revocation?.status == 204)
        }
    }

    @Test func aResetWhoseAnswerWasLostHasSetThePassword() async throws {
        try await withMail { shop, mails in
            let token = try await shop.signUp(Self.email)
            #expect(
                try await shop.post("/api/v1/auth/forgot-password", #"{"email": "\#(Self.email)"}"#).status == 202)
            let code = try #require(try await mails.mails("is your code").last?.code)
            let body = #"{"email": "\#(Self.email)", "otp": "\#(code)", "new_password": "AnotherPass456"}"#
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await self.send("/api/v1/auth/reset-password", body, to: process, crashingAt: .resetCommitted)
            }
            #expect(try await shop.post("/api/v1/auth/reset-password", body).status == 400)
            #expect(try await shop.v1LogIn(Self.email, "AnotherPass456").status == 200)
            #expect(try await shop.v1LogIn(Self.email).status == 401)
            try await eventually(within: .seconds(1)) { try await !shop.isIn(token) }
        }
    }
}
