/// How a connection to Redis is encrypted: by TLS 1.2 or later, with a server whose certificate is checked.
///
/// The certificate must come from an authority that is trusted and must name the host that was connected to. There is
/// no switch to leave that out: a server with a self-made certificate is trusted by naming it, or the authority it
/// comes from, in ``certificateAuthorities``.
///
/// The files are in PEM format and are read at every connect, so a certificate that was renewed counts from then on.
public struct RedisTLS: Hashable, Sendable {
    /// The path of a file with the certificates of trusted authorities, nil for the system's.
    public var certificateAuthorities: String?
    /// What the client shows to a server that asks for a certificate, nil for nothing.
    public var identity: Identity?

    /// A certificate of the client's, and its key.
    public struct Identity: Hashable, Sendable {
        /// The path of a file with the certificate, and those that lead from it to the authority.
        public var certificate: String
        /// The path of a file with the certificate's private key, which is not encrypted.
        public var privateKey: String

        /// A certificate and its key.
        public init(certificate: String, privateKey: String) {
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// Encryption with the authorities that the system trusts and no certificate of the client's, or as told.
    public init(certificateAuthorities: String? = nil, identity: Identity? = nil) {
        self.certificateAuthorities = certificateAuthorities
        self.identity = identity
    }
}
