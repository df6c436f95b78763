import CCurl
import Glibc

extension SMTPSettings {
    /// Reads `smtp://user:password@host:587?starttls=required&ca_file=/etc/ssl/own.pem` or `smtps://…`.
    ///
    /// Special characters in the user and the password are percent-encoded. `starttls` is `required`, `opportunistic` or
    /// `off`, and belongs to `smtp://` only; `ca_file` names authorities to trust besides the system's.
    ///
    /// - Throws: ``MailError`` `invalidURL`, which does not quote the URL.
    public init(url: String) throws(MailError) {
        guard let handle = curl_url() else { throw MailError(.invalidURL, "out of memory") }
        defer { curl_url_cleanup(handle) }
        let isText = !url.unicodeScalars.contains { $0.isControl || $0.properties.isWhitespace }
        guard isText, curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
            throw MailError(.invalidURL, "it does not look like smtp://user:password@host:587")
        }
        let scheme = Self.part(CURLUPART_SCHEME, of: handle)
        guard scheme == "smtp" || scheme == "smtps" else {
            throw MailError(.invalidURL, "it begins with neither smtp:// nor smtps://")
        }
        guard let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty else {
            throw MailError(.invalidURL, "the host is missing")
        }
        guard [nil, "/"].contains(Self.part(CURLUPART_PATH, of: handle)),
            Self.part(CURLUPART_FRAGMENT, of: handle) == nil
        else { throw MailError(.invalidURL, "only a port and parameters may follow the host") }
        let parameters = try Self.parameters(Self.part(CURLUPART_QUERY, of: handle, flags: 0) ?? "")
        if scheme == "smtps", parameters.encryption != nil {
            throw MailError(.invalidURL, "starttls belongs to smtp:// only; smtps:// is encrypted from the first byte")
        }
        self.init(
            host: host, port: Self.part(CURLUPART_PORT, of: handle).flatMap { Int($0) },
            encryption: scheme == "smtps" ? .immediate : parameters.encryption,
            credentials: try Self.credentials(of: handle), certificateAuthorities: parameters.certificateAuthorities)
    }

    private static func credentials(of handle: OpaquePointer) throws(MailError) -> SMTPCredentials? {
        switch (Self.part(CURLUPART_USER, of: handle), Self.part(CURLUPART_PASSWORD, of: handle)) {
        case (nil, nil): return nil
        case (let user?, let password?) where !user.isEmpty: return SMTPCredentials(user: user, password: password)
        default: throw MailError(.invalidURL, "a user and a password go together")
        }
    }

    private static func parameters(
        _ query: String
    ) throws(MailError) -> (encryption: Encryption?, certificateAuthorities: String?) {
        var values: [String: String] = [:]
        for parameter in query.split(separator: "&") {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { String($0) }
            guard pair.count == 2, ["starttls", "ca_file"].contains(pair[0]), let value = pair[1].removingPercentEscapes
            else { throw MailError(.invalidURL, "the parameters are starttls and ca_file, each with a value") }
            guard values.updateValue(value, forKey: pair[0]) == nil else {
                throw MailError(.invalidURL, "\(pair[0]) is given twice")
            }
        }
        let encryption = values["starttls"].map { Encryption(rawValue: $0) }
        guard encryption != .some(nil), encryption != .immediate else {
            throw MailError(.invalidURL, "starttls is required, opportunistic or off")
        }
        if let file = values["ca_file"], access(file, R_OK) != 0 {
            throw MailError(.invalidURL, "ca_file can't be read: \(String(cString: strerror(errno)))")
        }
        return (encryption ?? nil, values["ca_file"])
    }

    private static func part(
        _ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = UInt32(CURLU_URLDECODE)
    ) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        defer { curl_free(value) }
        // A host in brackets is an address and has nothing to decode.
        guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
        return String(validatingCString: value)
    }
}

extension String {
    /// The text with %41 and the like replaced; nil if they are malformed or no text.
    var removingPercentEscapes: String? {
        var count: Int32 = 0
        guard let decoded = curl_easy_unescape(nil, self, Int32(self.utf8.count), &count) else { return nil }
        defer { curl_free(decoded) }
        return Int(count) == strlen(decoded) ? String(validatingCString: decoded) : nil
    }
}
