import COpenSSL

/// OpenSSL's settings for a connection, as ``RedisTLS`` wants them.
struct TLSContext: ~Copyable {
    /// An `SSL_CTX`, which this value owns.
    let pointer: OpaquePointer

    /// - Throws: ``RedisError`` `tlsFailed` if a file can't be used; the detail names the parameter.
    init(_ tls: RedisTLS) throws(RedisError) {
        ERR_clear_error()
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw Self.failure("no memory for TLS") }
        do throws(RedisError) {
            try Self.trust(tls.certificateAuthorities, in: pointer)
            if let identity = tls.identity { try Self.show(identity, in: pointer) }
        } catch {
            SSL_CTX_free(pointer)
            throw error
        }
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        _ = SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        // Only with these may a write that the socket did not take be repeated from a buffer that has grown.
        let mode = Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER)
        _ = SSL_CTX_ctrl(pointer, SSL_CTRL_MODE, mode, nil)
        _ = SSL_CTX_set_options(pointer, Self.noRenegotiation)
        self.pointer = pointer
    }

    deinit {
        SSL_CTX_free(self.pointer)
    }

    /// `SSL_OP_NO_RENEGOTIATION`, a macro that Swift can't read. Without renegotiation a write never waits for
    /// something to read.
    private static let noRenegotiation: UInt64 = 1 << 30

    private static func trust(_ authorities: String?, in context: OpaquePointer) throws(RedisError) {
        guard let authorities else {
            guard SSL_CTX_set_default_verify_paths(context) == 1 else {
                throw self.failure("the system's certificates can't be read")
            }
            return
        }
        guard SSL_CTX_load_verify_file(context, authorities) == 1 else {
            throw self.failure("ssl_ca_certs can't be used")
        }
    }

    private static func show(_ identity: RedisTLS.Identity, in context: OpaquePointer) throws(RedisError) {
        // A key with a password is refused; without this, OpenSSL would ask for it on the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
        guard SSL_CTX_use_certificate_chain_file(context, identity.certificate) == 1 else {
            throw self.failure("ssl_certfile can't be used")
        }
        guard SSL_CTX_use_PrivateKey_file(context, identity.privateKey, SSL_FILETYPE_PEM) == 1 else {
            throw self.failure("ssl_keyfile can't be used")
        }
    }

    private static func failure(_ what: String) -> RedisError {
        let reason = TLSSession.reason()
        return RedisError(.tlsFailed, detail: reason.isEmpty ? what : "\(what): \(reason)")
    }
}
