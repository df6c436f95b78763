import CCurl
import Glibc

/// A URL in its parts, as libcurl reads it.
package struct CurlURL: ~Copyable {
    package enum Part {
        case scheme, user, password, host, port, path, query, fragment
    }

    private let handle: OpaquePointer

    /// nil for what is no URL.
    ///
    /// - Parameter isOfKnownScheme: whether the scheme must be one that libcurl knows.
    package init?(_ text: String, isOfKnownScheme: Bool = false) {
        guard let handle = curl_url() else { return nil }
        let flags = isOfKnownScheme ? 0 : UInt32(CURLU_NON_SUPPORT_SCHEME)
        guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK else {
            curl_url_cleanup(handle)
            return nil
        }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(self.handle)
    }

    /// A part; nil if there is none, or if it is no text.
    ///
    /// - Parameter isDecoded: whether `%41` and the like are replaced.
    package func part(_ part: Part, isDecoded: Bool = true) -> String? {
        self.part(part.code, isDecoded ? CURLU_URLDECODE : 0)
    }

    /// The host as the DNS has it: what IDNA 2008 makes of a name. nil if it does not allow it.
    package var hostInASCII: String? {
        // libcurl hands the name to libidn2 in the encoding of the thread's locale, which is ASCII by default.
        guard let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return nil }
        defer { freelocale(utf8) }
        let former = uselocale(utf8)
        defer { uselocale(former) }
        return self.part(CURLUPART_HOST, CURLU_PUNYCODE)
    }

    private func part(_ part: CURLUPart, _ flags: Int32) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        defer { curl_free(value) }
        guard curl_url_get(self.handle, part, &value, UInt32(flags)) == CURLUE_OK, let value else { return nil }
        return String(validatingCString: value)
    }
}

extension CurlURL.Part {
    fileprivate var code: CURLUPart {
        switch self {
        case .scheme: CURLUPART_SCHEME
        case .user: CURLUPART_USER
        case .password: CURLUPART_PASSWORD
        case .host: CURLUPART_HOST
        case .port: CURLUPART_PORT
        case .path: CURLUPART_PATH
        case .query: CURLUPART_QUERY
        case .fragment: CURLUPART_FRAGMENT
        }
    }
}

extension String {
    /// The text with %41 and the like replaced; nil if the result is no text.
    package var removingPercentEscapes: String? {
        var count: Int32 = 0
        guard let decoded = curl_easy_unescape(nil, self, Int32(self.utf8.count), &count) else { return nil }
        defer { curl_free(decoded) }
        return Int(count) == strlen(decoded) ? String(validatingCString: decoded) : nil
    }
}

/// Moments as the web's heads write them.
package enum CurlDate {
    /// Seconds since 1970; nil for what is no moment.
    package static func seconds(_ text: String) -> Int? {
        let seconds = curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
