import Accounts
import Schemas

/// Credentials in `/api/v1`. A password that can't be one is not told apart from a wrong one.
struct V1LoginRequest: SchemaObject {
    var email: EmailAddress
    var password: String
    var code: String?
    var cookie: Bool
    var cartToken: String?

    static let schema = Schema(V1LoginRequest.init) {
        Field("email", \.email).email().example("john@example.com")
        Field("password", \.password).length(1...1024).example("SecurePass123")
        Field("code", \.code).length(1...100)
            .described("Of the account's authenticator, or a recovery code, where `totp_enabled`.")
        Field("cookie", \.cookie, default: false).refreshInCookie()
        Field("cart_token", \.cartToken).cartToken()
    }
}

extension Field where Value == Bool {
    func refreshInCookie() -> Self {
        self.described("For browsers: whether the refresh token comes as a cookie that no script can read.")
    }
}
