import Accounts
import HTTPTypes
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/auth`: proving that mails reach a user.
struct V1VerificationRoutes: Sendable {
    private let verification: VerificationService
    private let access: ShopAccess

    init(_ verification: VerificationService, access: ShopAccess) {
        self.verification = verification
        self.access = access
    }

    var routes: [Route] {
        let verification = self.verification
        return [
            Route(
                .get, "/auth/verify-email/{token}", id: "verifyEmail", "Verify the address that a link was sent to",
                tag: .v1Accounts, access: .anyone, input: .path(V1VerificationPath.self),
                options: .init(errors: [.badRequest])
            ) { call in
                try await verification.verify(call.path.token, by: call.sessionClient)
                return V1Message(message: "Your address is verified")
            },
            Route(
                .post, "/auth/resend-verification", id: "resendVerification", "Get another link by mail",
                tag: .v1Accounts, access: self.access.anyUser, input: .nothing,
                options: .init(status: .accepted)
            ) { call in
                try await verification.sendLink(to: call.caller)
                return V1Message(message: "We have sent you a link, unless your address is verified already")
            },
        ]
    }
}

/// The last part of a link.
private struct V1VerificationPath: SchemaObject {
    var token: String

    static let schema = Schema(V1VerificationPath.init) {
        Field("token", \.token).length(1...1000)
            .example("6b0c199e93eb6247480ce74c.1796041502.fLK4Mx0nJDgxgfNQRpzVE6WxJg6n_ejocZyAd8BSkYI")
    }
}
