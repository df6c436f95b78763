package import BSON
package import FoundationEssentials

/// Tokens that name a document until a moment: its identifier, the moment, and an HMAC of both, so that none needs to be stored.
extension PurposeKeys {
    /// The token of a document. For the same moment it is the same one.
    package func token(for id: ObjectID, until expiry: Date) -> String {
        let claims = "\(id.hexString).\(Int(expiry.timeIntervalSince1970))"
        return "\(claims).\(self.signature(of: claims))"
    }

    /// The document that a token names; nil when the token is malformed or has expired.
    package func id(of token: String) -> ObjectID? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, self.isSignature(parts[2], of: "\(parts[0]).\(parts[1])"),
            let expiry = Int(parts[1]), Double(expiry) > Date.now.timeIntervalSince1970
        else { return nil }
        return ObjectID(String(parts[0]))
    }
}
