import RouteKit

extension SettingsReader {
    /// Reads the `CORS_` variables, and refuses what browsers would not understand.
    mutating func readCORS(into settings: inout CORSSettings) {
        self.readList(
            "CORS_ORIGINS", into: &settings.origins,
            allowed: "origins as in https://shop.example.com, without a path, between commas, or * alone"
        ) { text in
            text == "*" || Self.isOrigin(text) ? text.lowercased() : nil
        }
        self.readFlag("CORS_ALLOW_CREDENTIALS", into: &settings.allowsCredentials)
        let names = "names between commas, or * alone"
        self.readList("CORS_ALLOW_METHODS", into: &settings.methods, allowed: names) {
            Self.isName($0) ? $0.uppercased() : nil
        }
        self.readList("CORS_ALLOW_HEADERS", into: &settings.headers, allowed: names) { Self.isName($0) ? $0 : nil }
        self.readList("CORS_EXPOSE_HEADERS", into: &settings.exposedHeaders, allowed: names) {
            Self.isName($0) ? $0 : nil
        }
        let lists = [
            ("CORS_ORIGINS", settings.origins, true), ("CORS_ALLOW_METHODS", settings.methods, false),
            ("CORS_ALLOW_HEADERS", settings.headers, false), ("CORS_EXPOSE_HEADERS", settings.exposedHeaders, true),
        ]
        for (name, list, isSentAsStar) in lists where list.contains("*") {
            if list.count > 1 {
                self.refuse(name, list.joined(separator: ","), allowed: "a list, or * alone")
            } else if isSentAsStar, settings.allowsCredentials {
                self.refuse(name, "*", allowed: "a list while CORS_ALLOW_CREDENTIALS is true")
            }
        }
    }

    /// Whether a text is `scheme://host` or `scheme://host:port`.
    private static func isOrigin(_ text: String) -> Bool {
        guard let colon = text.firstRange(of: "://") else { return false }
        let scheme = text[..<colon.lowerBound].utf8
        let authority = text[colon.upperBound...].utf8
        return !scheme.isEmpty && scheme.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } && !authority.isEmpty
            && authority.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@*,\"<>\\".utf8.contains($0) }
    }

    /// Whether a text can be the name of a method or a header.
    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
    }
}
