import Accounts
import RouteKit
import Schemas

/// The password of the account, for what a token alone may not do.
struct V1PasswordRequest: SchemaObject {
    var password: String

    static let schema = Schema(V1PasswordRequest.init) {
        Field("password", \.password).length(1...1024).example("SecurePass123")
    }
}

/// A code of the authenticator that is being set up.
struct V1CodeRequest: SchemaObject {
    var code: String

    static let schema = Schema(V1CodeRequest.init) {
        Field("code", \.code).length(1...100).described("What the authenticator shows.").example("492039")
    }
}

/// What switches codes off.
struct V1TOTPEnd: SchemaObject {
    var password: String
    var code: String

    static let schema = Schema(V1TOTPEnd.init) {
        Field("password", \.password).length(1...1024).example("SecurePass123")
        Field("code", \.code).length(1...100).described("Of the authenticator, or a recovery code.").example("492039")
    }
}

/// What an authenticator is set up with.
struct V1TOTPSetup: SchemaObject, RouteOutput {
    var secret: String
    var otpauthURL: String

    static let schema = Schema(V1TOTPSetup.init) {
        Field("secret", \.secret).described("In base 32, for those who type it.")
            .example("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        Field("otpauth_url", \.otpauthURL).described("To be shown as a QR code.")
            .example(
                "otpauth://totp/Bodega:john%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bodega"
                    + "&algorithm=SHA1&digits=6&period=30")
    }

    static var isSecret: Bool { true }

    init(secret: String, otpauthURL: String) {
        self.secret = secret
        self.otpauthURL = otpauthURL
    }

    init(_ setup: TOTPSetup) {
        self.init(secret: setup.secret, otpauthURL: setup.url)
    }
}

/// What logs in when the authenticator is lost.
struct V1RecoveryCodes: SchemaObject, RouteOutput {
    var recoveryCodes: [String]

    static let schema = Schema(V1RecoveryCodes.init) {
        Field("recovery_codes", \.recoveryCodes)
            .described("Each is good for one login. They are shown this once.")
            .example(["7K3D-0QXM-V2PA-9HTC"])
    }

    static var isSecret: Bool { true }
}
