import Crypto
import FoundationEssentials
import ShopCore

/// What messages to an endpoint are signed with.
enum WebhookSecret {
    /// A new one of 32 random bytes, whose beginning tells what it is.
    static func random() -> String {
        "whsec_" + SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URLEncoded
    }

    /// The signature of a body that is sent at a moment, as it stands in the header: `t=1800000000,v1=` and the digits of
    /// HMAC-SHA-256 over the seconds, a full stop and the body.
    static func signature(of body: String, at moment: Date, with secret: String) -> String {
        let seconds = Int(moment.timeIntervalSince1970)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(seconds).\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return "t=\(seconds),v1=\(Array(code).hexadecimal)"
    }
}
