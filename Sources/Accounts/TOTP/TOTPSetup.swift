import FoundationEssentials

/// What an authenticator is set up with.
public struct TOTPSetup: Sendable {
    /// The secret in base 32, for those who type it.
    public var secret: String
    /// The same as authenticators read it from a QR code.
    public var url: String

    /// - Parameters:
    ///   - issuer: the shop, as the user knows it.
    ///   - account: the user's address.
    init(secret: Data, issuer: String, account: String) {
        self.secret = Base32.encoded(secret, Base32.standard)
        // A colon ends the issuer, also where it is escaped.
        let issuer = issuer.replacing(":", with: " ").percentEncoded
        self.url =
            "otpauth://totp/\(issuer):\(account.percentEncoded)?secret=\(self.secret)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(TOTP.digits)&period=\(TOTP.period)"
    }
}

extension String {
    /// The text with every byte escaped that is not unreserved in URLs (RFC 3986).
    fileprivate var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let bytes = self.utf8.flatMap { byte in
            unreserved.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
