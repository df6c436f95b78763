package import FoundationEssentials

/// Base64 with the alphabet for URLs and without padding (RFC 7515, section 2).
extension Data {
    package init?(base64URLEncoded text: String) {
        let standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        self.init(base64Encoded: String(standard) + padding)
    }

    package var base64URLEncoded: String {
        String(self.base64EncodedString().prefix { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
