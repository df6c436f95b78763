import Accounts
import HTTPTypes
import RouteKit
import Schemas
import ShopCore

/// `/api/v1/auth`: other passwords.
struct V1PasswordRoutes: Sendable {
    private let passwords: PasswordService
    private let access: ShopAccess

    init(_ passwords: PasswordService, access: ShopAccess) {
        self.passwords = passwords
        self.access = access
    }

    var routes: [Route] {
        let passwords = self.passwords
        return [
            Route(
                .post, "/auth/forgot-password", id: "forgotPassword", "Get a code for another password by mail",
                tag: .v1Accounts, access: .anyone, input: .body(V1ForgotPasswordRequest.self),
                options: .init(status: .accepted, quota: .auth)
            ) { call in
                try await passwords.sendCode(to: call.body.email.text)
                return V1Message(message: "If the address has an account, we have sent a code to it")
            },
            Route(
                .post, "/auth/reset-password", id: "resetPassword", "Choose another password with a code",
                tag: .v1Accounts, access: .anyone, input: .body(V1ResetPasswordRequest.self),
                options: .init(status: .noContent, errors: [.badRequest], quota: .auth)
            ) { call in
                try await passwords.reset(
                    email: call.body.email.text, code: call.body.otp, to: call.body.newPassword,
                    by: call.sessionClient)
                return NoContent()
            },
            Route(
                .post, "/auth/change-password", id: "changePassword", "Choose another password, and end other logins",
                tag: .v1Accounts, access: self.access.user, input: .body(V1ChangePasswordRequest.self),
                options: .init(status: .noContent, errors: [.badRequest, .conflict])
            ) { call in
                try await passwords.change(
                    from: call.body.currentPassword, to: call.body.newPassword, of: call.caller,
                    by: call.sessionClient, author: call.author)
                return NoContent()
            },
        ]
    }
}

/// Whose password is forgotten.
private struct V1ForgotPasswordRequest: SchemaObject {
    var email: EmailAddress

    static let schema = Schema(V1ForgotPasswordRequest.init) {
        Field("email", \.email).email().example("john@example.com")
    }
}

/// A code and another password.
private struct V1ResetPasswordRequest: SchemaObject {
    var email: EmailAddress
    var otp: String
    var newPassword: String

    static let schema = Schema(V1ResetPasswordRequest.init) {
        Field("email", \.email).email().example("john@example.com")
        Field("otp", \.otp).length(1...20).described("The six digits in the mail.").example("048213")
        Field("new_password", \.newPassword).newPassword()
    }
}

/// The password of before and another one.
private struct V1ChangePasswordRequest: SchemaObject {
    var currentPassword: String
    var newPassword: String

    static let schema = Schema(V1ChangePasswordRequest.init) {
        Field("current_password", \.currentPassword).length(1...1024).example("SecurePass123")
        Field("new_password", \.newPassword).newPassword()
    }
}
