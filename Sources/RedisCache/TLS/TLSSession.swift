import COpenSSL

/// The encryption of one connection, over a socket that its caller owns and waits for.
///
/// Like the connection it belongs to one thread, which the compiler sees to: it is neither copyable nor `Sendable`.
struct TLSSession: ~Copyable {
    /// What a step needs before it can be taken again.
    enum Need {
        case readable, writable
    }

    /// An `SSL`, which this value owns.
    private let session: OpaquePointer

    /// - Parameter host: the name or address that the server must prove to have.
    init(over socket: Int32, to host: String, _ tls: RedisTLS) throws(RedisError) {
        let context = try TLSContext(tls)
        guard let session = SSL_new(context.pointer) else {
            throw RedisError(.tlsFailed, detail: "no memory for TLS")
        }
        guard SSL_set_fd(session, socket) == 1, Self.expect(host, in: session) else {
            SSL_free(session)
            throw RedisError(.tlsFailed, detail: "TLS can't be used with this host name")
        }
        SSL_set_connect_state(session)
        self.session = session
    }

    private static func expect(_ host: String, in session: OpaquePointer) -> Bool {
        // An address is no name that the server could choose its certificate by (RFC 6066, section 3).
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host) == 1 { return true }
        SSL_set_hostflags(session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return host.withCString { name in
            // SSL_set_tlsext_host_name is a macro, which Swift can't read.
            SSL_set1_host(session, name) == 1
                && SSL_ctrl(
                    session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
                    UnsafeMutableRawPointer(mutating: name)) == 1
        }
    }

    deinit {
        SSL_free(self.session)
    }

    /// Goes on with the handshake.
    ///
    /// - Returns: what it waits for; nil when it is done.
    func shakeHands() throws(RedisError) -> Need? {
        ERR_clear_error()
        let result = SSL_do_handshake(self.session)
        guard result != 1 else { return nil }
        switch SSL_get_error(self.session, result) {
        case SSL_ERROR_WANT_READ: return .readable
        case SSL_ERROR_WANT_WRITE: return .writable
        default: throw RedisError(.tlsFailed, detail: "TLS: \(self.whyNot())")
        }
    }

    /// Decrypts what has arrived.
    ///
    /// - Returns: how many bytes are in the buffer now; nil if there is nothing until the socket is readable again.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(RedisError) -> Int? {
        ERR_clear_error()
        let count = SSL_read(self.session, buffer.baseAddress, Int32(buffer.count))
        return count > 0 ? Int(count) : try self.check(count)
    }

    /// Encrypts and sends.
    ///
    /// - Returns: how many bytes the socket took; nil if it takes none until it is writable.
    func write(_ bytes: UnsafeRawBufferPointer) throws(RedisError) -> Int? {
        ERR_clear_error()
        let count = SSL_write(self.session, bytes.baseAddress, Int32(clamping: bytes.count))
        return count > 0 ? Int(count) : try self.check(count)
    }

    /// Throws unless the step only has to be taken again.
    private func check(_ result: Int32) throws(RedisError) -> Int? {
        switch SSL_get_error(self.session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return nil
        case SSL_ERROR_ZERO_RETURN: throw RedisError(.connectionLost, detail: "Server closed the connection")
        default: throw RedisError(.connectionLost, detail: "TLS: \(self.whyNot())")
        }
    }

    private func whyNot() -> String {
        let verified = SSL_get_verify_result(self.session)
        guard verified == X509_V_OK else {
            return "the server's certificate is not accepted: "
                + String(cString: X509_verify_cert_error_string(Int(verified)))
        }
        let reason = Self.reason()
        return reason.isEmpty ? "the server closed the connection" : reason
    }

    /// What OpenSSL says went wrong last on this thread.
    static func reason() -> String {
        ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) } ?? ""
    }
}
