import Curl
import Glibc

extension SMTPSettings {
    /// Reads `smtp://user:password@host:587?starttls=required&ca_file=/etc/ssl/own.pem` or `smtps://…`.
    ///
    /// Special characters in the user and the password are percent-encoded. `starttls` is `required`, `opportunistic` or
    /// `off`, and belongs to `smtp://` only; `ca_file` names authorities to trust besides the system's.
    ///
    /// - Throws: ``MailError`` `invalidURL`, which does not quote the URL.
    public init(url: String) throws(MailError) {
        let isText = !url.unicodeScalars.contains { $0.isControl || $0.properties.isWhitespace }
        guard isText, let parts = CurlURL(url) else {
            throw MailError(.invalidURL, "it does not look like smtp://user:password@host:587")
        }
        let scheme = parts.part(.scheme)
        guard scheme == "smtp" || scheme == "smtps" else {
            throw MailError(.invalidURL, "it begins with neither smtp:// nor smtps://")
        }
        guard let host = parts.part(.host), !host.isEmpty else {
            throw MailError(.invalidURL, "the host is missing")
        }
        guard [nil, "/"].contains(parts.part(.path)), parts.part(.fragment) == nil else {
            throw MailError(.invalidURL, "only a port and parameters may follow the host")
        }
        let parameters = try Self.parameters(parts.part(.query, isDecoded: false) ?? "")
        if scheme == "smtps", parameters.encryption != nil {
            throw MailError(.invalidURL, "starttls belongs to smtp:// only; smtps:// is encrypted from the first byte")
        }
        self.init(
            host: host, port: parts.part(.port).flatMap { Int($0) },
            encryption: scheme == "smtps" ? .immediate : parameters.encryption,
            credentials: try Self.credentials(of: parts), certificateAuthorities: parameters.certificateAuthorities)
    }

    private static func credentials(of parts: borrowing CurlURL) throws(MailError) -> SMTPCredentials? {
        switch (parts.part(.user), parts.part(.password)) {
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
}
