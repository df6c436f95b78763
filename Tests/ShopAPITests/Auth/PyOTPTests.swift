import Foundation
import Schemas
import ShopAPI
import TestSupport
import Testing

/// An authenticator that others wrote, pyotp, with what the shop gives out.
@Suite struct PyOTPTests {
    /// What the authenticator makes of a URL.
    private struct Shown: Decodable {
        var issuer: String
        var name: String
        var code: String
    }

    private func show(_ url: String) throws -> Shown {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let modules = ProcessInfo.processInfo.environment["BODEGA_PYOTP"] ?? "\(root.path)/.local/pyotp"
        let program =
            "import json, pyotp, sys; totp = pyotp.parse_uri(sys.argv[1]); "
            + #"print(json.dumps({"issuer": totp.issuer, "name": totp.name, "code": totp.now()}))"#
        let process = try ServerProcess()
        defer { process.remove() }
        try process.start(["PYTHONPATH=\(modules)", "python3", "-B", "-c", program, url])
        #expect(process.waitForEnd() == 0, "\(process.log)")
        return try JSONDecoder().decode(Shown.self, from: Data(process.log.utf8))
    }

    @Test func itReadsTheURLAndItsCodesCount() async throws {
        try await withShop(configure: { $0.shopName = "Lamps: A & Co." }) { shop in
            let token = try await shop.signUp("ann+x@example.com")
            let setup = try await shop.post("/api/v1/auth/totp", #"{"password": "SecurePass123"}"#, token: token)
            let url = try #require(setup["otpauth_url"]?.text)
            let shown = try self.show(url)
            #expect(shown.issuer == "Lamps  A & Co." && shown.name == "ann+x@example.com")
            #expect(try await shop.confirmTOTP(shown.code, token: token).status == 200)
            try await shop.forgetStep()
            #expect(try await shop.logIn("ann+x@example.com", code: try self.show(url).code).status == 200)
        }
    }
}
