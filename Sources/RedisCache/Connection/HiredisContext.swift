import CHiredis
import Glibc

/// A connection of hiredis and the only place where hiredis is called from.
///
/// It belongs to the thread that made it: it is neither copyable nor `Sendable`, so the compiler keeps it there. Its
/// end frees the C object and closes the socket. After any error the stream is out of step and the context must be
/// given up.
struct HiredisContext: ~Copyable {
    private let context: UnsafeMutablePointer<redisContext>
    /// Stands between the socket and hiredis, which knows nothing of encryption.
    private let tls: TLSSession?

    /// Begins to connect, without waiting except for the name's resolution. The socket becomes writable when the
    /// attempt has ended, and `checkConnected()` tells how.
    init(connectingTo endpoint: RedisEndpoint) throws(RedisError) {
        let context: UnsafeMutablePointer<redisContext>? =
            switch endpoint {
            case .tcp(let host, let port), .tls(let host, let port, _): redisConnectNonBlock(host, Int32(port))
            case .unixSocket(let path): redisConnectUnixNonBlock(path)
            }
        guard let context else { throw RedisError(.notConnected, detail: "out of memory") }
        guard context.pointee.err == 0 else {
            defer { redisFree(context) }
            throw RedisError(.notConnected, detail: Self.message(of: context))
        }
        // The reader would give back its buffer beyond 16 KiB, after every other reply with a page of JSON in it.
        context.pointee.reader.pointee.maxbuf = 1 << 20
        do throws(RedisError) {
            if case .tls(let host, _, let tls) = endpoint {
                self.tls = try TLSSession(over: context.pointee.fd, to: host, tls)
            } else {
                self.tls = nil
            }
        } catch {
            redisFree(context)
            throw error
        }
        self.context = context
    }

    deinit {
        redisFree(self.context)
    }

    /// The socket, to wait for.
    var socket: Int32 { self.context.pointee.fd }

    /// - Throws: why the attempt to connect failed.
    func checkConnected() throws(RedisError) {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        if getsockopt(self.socket, SOL_SOCKET, SO_ERROR, &code, &length) != 0 { code = errno }
        guard code == 0 else { throw RedisError(.notConnected, detail: String(cString: strerror(code))) }
        // Programs that this process starts must not keep the connection open.
        _ = fcntl(self.socket, F_SETFD, FD_CLOEXEC)
        // Finds peers that vanished without a word while the connection is idle. A Unix socket knows by itself.
        if self.context.pointee.connection_type == REDIS_CONN_TCP {
            try self.check(redisEnableKeepAlive(self.context))
        }
    }

    /// Goes on with the encryption's handshake, once the socket is connected.
    ///
    /// - Returns: what it waits for; nil when it is done, or when nothing is encrypted.
    func shakeHands() throws(RedisError) -> TLSSession.Need? {
        switch self.tls {
        case .some(let tls): try tls.shakeHands()
        case .none: nil
        }
    }

    /// Puts a command behind those that wait to be written.
    func append(_ command: [UInt8]) throws(RedisError) {
        let result = command.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                redisAppendFormattedCommand(self.context, $0.baseAddress, $0.count)
            }
        }
        try self.check(result)
    }

    /// Writes as much as the socket takes.
    ///
    /// - Returns: whether all was written.
    func flush() throws(RedisError) -> Bool {
        switch self.tls {
        case .some(let tls):
            return try self.flush(through: tls)
        case .none:
            var isDone: Int32 = 0
            try self.check(redisBufferWrite(self.context, &isDone))
            return isDone != 0
        }
    }

    /// Reads what has arrived. At the end of the stream it throws.
    func fill() throws(RedisError) {
        switch self.tls {
        case .some(let tls): try self.fill(through: tls)
        case .none: try self.check(redisBufferRead(self.context))
        }
    }

    /// The next complete reply among what was read, if there is one.
    func nextReply() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        try self.check(redisGetReplyFromReader(self.context, &reply))
        guard let reply else { return nil }
        defer { freeReplyObject(reply) }
        return RedisValue(reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    // MARK: Encrypted

    private func flush(through tls: borrowing TLSSession) throws(RedisError) -> Bool {
        while let output = self.context.pointee.obuf, case let count = sdslen(output), count > 0 {
            guard let written = try tls.write(UnsafeRawBufferPointer(start: output, count: count)) else { return false }
            sdsrange(output, Int32(written), -1)
        }
        return true
    }

    /// Reads one record. A buffer for the longest leaves nothing in OpenSSL's hands, where no wait would see it.
    private func fill(through tls: borrowing TLSSession) throws(RedisError) {
        let reader = self.context.pointee.reader
        let longestRecord = 1 << 14
        let outcome = withUnsafeTemporaryAllocation(byteCount: longestRecord, alignment: 1) { buffer in
            Result { () throws(RedisError) in
                guard let count = try tls.read(into: buffer) else { return REDIS_OK }
                return redisReaderFeed(reader, buffer.baseAddress, count)
            }
        }
        try self.check(try outcome.get())
    }

    private func check(_ result: Int32) throws(RedisError) {
        guard result == REDIS_OK else { throw RedisError(.connectionLost, detail: Self.message(of: self.context)) }
    }

    private static func message(of context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension RedisValue {
    /// Copies a reply out of memory that hiredis owns.
    init(_ reply: redisReply) {
        switch reply.type {
        case REDIS_REPLY_INTEGER: self = .integer(Int(reply.integer))
        case REDIS_REPLY_STRING: self = .bytes([UInt8](Self.text(of: reply)))
        case REDIS_REPLY_STATUS: self = .status(String(decoding: Self.text(of: reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: Self.text(of: reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            self = .array(
                UnsafeBufferPointer(start: reply.element, count: reply.elements).map { element in
                    element.map { RedisValue($0.pointee) } ?? .null
                })
        default: self = .null
        }
    }

    private static func text(of reply: redisReply) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: reply.str, count: reply.len)
    }
}
