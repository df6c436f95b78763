import CCurl
import CallThreads

/// A handle of libcurl's, with its connection, and the only place where libcurl sends from.
///
/// It belongs to the thread that made it: it is neither copyable nor `Sendable`. Its end closes the connection and frees
/// the handle.
package struct CurlHandle: ~Copyable {
    /// What the callbacks are given. It lives as long as the handle, which points to it.
    private final class Target {
        var transfer: (any CurlTransfer)?
    }

    /// libcurl's process-wide state, initialised once.
    private static let started = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let target = Target()
    private let message: UnsafeMutablePointer<CChar>

    /// nil if there is no memory.
    package init?() {
        guard Self.started, let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(self.handle)
        self.message.deallocate()
    }

    /// Does what is asked, over the connection of the last request if it is still there and leads to the same place.
    ///
    /// - Returns: nil if it was done. What an HTTP server answers is no failure, whatever it is.
    package func perform(_ request: CurlRequest, _ transfer: any CurlTransfer) -> CurlFailure? {
        // The connection stays with the handle.
        curl_easy_reset(self.handle)
        self.message.pointee = 0
        self.target.transfer = transfer
        defer { self.target.transfer = nil }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for line in request.lines {
            guard let longer = curl_slist_append(list, line) else {
                return CurlFailure(kind: .unreachable, message: "out of memory")
            }
            list = longer
        }
        var code = self.setOptions(for: request, list)
        if code == CURLE_OK { code = curl_easy_perform(self.handle) }
        guard code != CURLE_OK else { return nil }
        return CurlFailure(kind: CurlFailure.Kind(code), message: String(cString: self.message))
    }

    private func setOptions(for request: CurlRequest, _ list: UnsafeMutablePointer<curl_slist>?) -> CURLcode {
        let context = Unmanaged.passUnretained(self.target).toOpaque()
        var options = CurlOptions(self.handle)
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(self.message))
        // Signals belong to the process, and a proxy of the environment's is for the web.
        options.set(CURLOPT_NOSIGNAL, 1)
        options.set(CURLOPT_PROXY, "")
        options.set(CURLOPT_URL, request.url)
        options.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        options.set(CURLOPT_SSL_VERIFYPEER, 1)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = request.certificateAuthorities { options.set(CURLOPT_CAINFO, file) }
        if let credentials = request.credentials {
            options.set(CURLOPT_USERNAME, credentials.user)
            options.set(CURLOPT_PASSWORD, credentials.password)
        }
        options.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        options.set(CURLOPT_TIMEOUT_MS, request.timeout.milliseconds)
        if let size = request.bodySize {
            options.set(CURLOPT_UPLOAD, 1)
            options.setSize(CURLOPT_INFILESIZE_LARGE, size)
        }
        options.set(request.kind, list)
        options.set(CURLOPT_READFUNCTION, Self.read)
        options.set(CURLOPT_READDATA, context)
        options.set(CURLOPT_HEADERFUNCTION, Self.hear)
        options.set(CURLOPT_HEADERDATA, context)
        options.set(CURLOPT_WRITEFUNCTION, Self.write)
        options.set(CURLOPT_WRITEDATA, context)
        options.setProgress(Self.isGivenUp)
        options.set(CURLOPT_XFERINFODATA, context)
        options.set(CURLOPT_NOPROGRESS, 0)
        return options.code
    }

    // MARK: Callbacks

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> (any CurlTransfer)? {
        Unmanaged<Target>.fromOpaque(context!).takeUnretainedValue().transfer
    }

    private static let read: bodega_curl_bytes = { target, size, count, context in
        let buffer = UnsafeMutableRawBufferPointer(start: target, count: size * count)
        guard let transfer = CurlHandle.transfer(context), transfer.isAwaited, let given = transfer.give(into: buffer)
        else { return Int(CURL_READFUNC_ABORT) }
        return given
    }

    private static let hear: bodega_curl_bytes = { line, size, count, context in
        CurlHandle.transfer(context)?.hear(UnsafeRawBufferPointer(start: line, count: size * count))
        return size * count
    }

    private static let write: bodega_curl_bytes = { bytes, size, count, context in
        let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
        // Any other number than that of the bytes breaks the transfer off.
        return CurlHandle.transfer(context)?.take(bytes) == true ? bytes.count : bytes.count + 1
    }

    private static let isGivenUp: bodega_curl_progress = { context, _, _, _, _ in
        CurlHandle.transfer(context)?.isAwaited == true ? 0 : 1
    }
}

extension CurlRequest {
    /// What libcurl takes as a list: recipients, or the fields of a head.
    fileprivate var lines: [String] {
        switch self.kind {
        case .mail(_, let recipient, _): [recipient]
        case .greeting: []
        case .http(_, let headers, _): headers
        }
    }
}

extension CurlFailure.Kind {
    fileprivate init(_ code: CURLcode) {
        switch code {
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: self = .loginDenied
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            self = .tls
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: self = .unreachable
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut
        case CURLE_ABORTED_BY_CALLBACK, CURLE_WRITE_ERROR: self = .brokenOff
        default: self = .other
        }
    }
}
