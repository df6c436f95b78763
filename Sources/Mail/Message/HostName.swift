import Curl

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
        guard let ascii = CurlURL("smtp://\(name)", isOfKnownScheme: true)?.hostInASCII else { return nil }
        return ascii.utf8.allSatisfy { $0 < 0x80 } ? ascii : nil
    }
}
