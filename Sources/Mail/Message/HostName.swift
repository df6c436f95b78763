import CCurl
import Glibc

/// The domain of an address.
enum HostName {
    /// The name as the DNS has it.
    ///
    /// - Parameter address: what it belongs to, for the error.
    /// - Throws: ``MailError`` `invalidAddress`.
    static func inASCII(_ name: String, of address: String) throws(MailError) -> String {
        let scalars = name.unicodeScalars
        let isText = scalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.isASCIIAlphanumeric || scalar == "-" || scalar == "."
                : !scalar.isControl && !scalar.isFormat && !scalar.properties.isWhitespace
        }
        guard isText else {
            throw MailError(.invalidAddress, "\(address) has a character after the @ that no host name has")
        }
        guard let ascii = scalars.allSatisfy(\.isASCII) ? name : Self.punycode(name),
            ascii.utf8.count <= 253,
            ascii.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            })
        else { throw MailError(.invalidAddress, "\(address) has no host name after the @") }
        return ascii
    }

    /// What IDNA 2008 makes of a name; nil if it does not allow it.
    private static func punycode(_ name: String) -> String? {
        // libcurl hands the name to libidn2 in the encoding of the thread's locale, which is ASCII by default.
        guard let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return nil }
        defer { freelocale(utf8) }
        let former = uselocale(utf8)
        defer { uselocale(former) }
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, "smtp://\(name)", 0) == CURLUE_OK else { return nil }
        var host: UnsafeMutablePointer<CChar>?
        defer { curl_free(host) }
        guard curl_url_get(url, CURLUPART_HOST, &host, UInt32(CURLU_PUNYCODE)) == CURLUE_OK, let host else {
            return nil
        }
        let ascii = String(cString: host)
        return ascii.utf8.allSatisfy { $0 < 0x80 } ? ascii : nil
    }
}
