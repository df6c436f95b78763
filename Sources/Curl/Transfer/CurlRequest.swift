/// What libcurl is to do.
package struct CurlRequest: Sendable {
    package enum Kind: Sendable {
        case mail(sender: String, recipient: String, encryption: Encryption)
        /// What precedes a mail, and no mail.
        case greeting(encryption: Encryption)
        /// - Parameter signing: how the request is signed with the credentials, as in `aws:amz:us-east-1:s3`
        ///   (AWS Signature Version 4); nil for a request without credentials.
        case http(method: String, headers: [String], signing: String?)
    }

    package enum Encryption: Sendable {
        /// From the first byte (`smtps`), or as soon as the server offers it, else the request fails.
        case required
        case opportunistic
        case off
    }

    package var url: String
    package var kind: Kind
    /// How many bytes are sent; nil for none.
    package var bodySize: Int?
    package var credentials: (user: String, password: String)?
    /// A file with the certificates that are trusted; nil for the system's.
    package var certificateAuthorities: String?
    package var connectTimeout: Duration
    /// For the whole transfer.
    package var timeout: Duration

    package init(
        _ url: String, _ kind: Kind, bodySize: Int?, credentials: (user: String, password: String)?,
        certificateAuthorities: String?, connectTimeout: Duration, timeout: Duration
    ) {
        self.url = url
        self.kind = kind
        self.bodySize = bodySize
        self.credentials = credentials
        self.certificateAuthorities = certificateAuthorities
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}
