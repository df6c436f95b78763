import Accounts
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/auth/totp`: whether logins need a code of an authenticator.
struct V1TOTPRoutes: Sendable {
    private let totp: TOTPService
    private let access: ShopAccess

    init(_ totp: TOTPService, access: ShopAccess) {
        self.totp = totp
        self.access = access
    }

    var routes: [Route] {
        let totp = self.totp
        return [
            Route(
                .post, "/auth/totp", id: "setUpTOTP", "Get a secret for an authenticator", tag: .v1Accounts,
                access: self.access.user, input: .body(V1PasswordRequest.self),
                options: .init(errors: [.badRequest, .conflict], quota: .auth)
            ) { call in
                V1TOTPSetup(
                    try await totp.setUp(for: call.caller, password: call.body.password, from: call.sessionClient))
            },
            Route(
                .post, "/auth/totp/confirm", id: "confirmTOTP", "Let logins need a code of the authenticator",
                tag: .v1Accounts, access: self.access.user, input: .body(V1CodeRequest.self),
                options: .init(errors: [.badRequest, .conflict], quota: .auth)
            ) { call in
                V1RecoveryCodes(
                    recoveryCodes: try await totp.confirm(
                        call.body.code, for: call.caller, from: call.sessionClient, by: call.author))
            },
            Route(
                .delete, "/auth/totp", id: "switchTOTPOff", "Let logins need the password alone", tag: .v1Accounts,
                access: self.access.user, input: .body(V1TOTPEnd.self),
                options: .init(status: .noContent, errors: [.badRequest, .conflict], quota: .auth)
            ) { call in
                try await totp.switchOff(
                    for: call.caller, password: call.body.password, code: call.body.code, from: call.sessionClient,
                    by: call.author)
                return NoContent()
            },
        ]
    }
}
