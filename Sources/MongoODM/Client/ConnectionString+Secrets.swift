import Schemas

extension ConnectionString {
    /// Why a text would be misread, so that parts of a password were taken for a host or a database and shown in errors.
    static func problem(with text: String) -> String? {
        if text.utf8.contains(0) { return "it holds a NUL character" }
        let parts = Parts(of: text)
        guard parts.authority.count(where: { $0 == UInt8(ascii: "@") }) > 1 || parts.path.contains(UInt8(ascii: "@"))
        else { return nil }
        return "it has an '@' too many: in a user name or a password write %40 for '@', %2F for '/', %3A for ':', "
            + "%3F for '?' and %25 for '%'"
    }

    /// What the driver says about a connection string, without what it quotes of it but for the names of options.
    static func withoutSecrets(_ message: String, of text: String) -> String {
        let options = Parts(of: text).options
        var known: Set<ExactText> = ["mongodb://", "mongodb+srv://", "/", "="]
        // With an '@' in it, it may be the rest of a password.
        if !options.contains(UInt8(ascii: "@")) {
            for option in options.split(separator: UInt8(ascii: "&")) {
                let name = option.prefix { $0 != UInt8(ascii: "=") }
                known.insert(ExactText(String(decoding: name, as: UTF8.self).lowercased()))
            }
        }
        let pieces = message.utf8.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
        }
        .map { String(decoding: $0, as: UTF8.self) }
        guard pieces.count % 2 == 1 else { return "it can't be read" }
        return pieces.enumerated().map { index, piece in
            index % 2 == 0 ? piece : known.contains(ExactText(piece.lowercased())) ? "'\(piece)'" : "'…'"
        }
        .joined()
    }

    /// The bytes between `://` and the first `/`, from there to the first `?`, and behind that.
    private struct Parts {
        let authority: Substring.UTF8View
        let path: Substring.UTF8View
        let options: Substring.UTF8View

        init(of text: String) {
            let start = text.utf8.firstRange(of: Array("://".utf8))?.upperBound ?? text.startIndex
            let rest = text[start...].utf8
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            let question = rest[end...].firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
            self.authority = rest[..<end]
            self.path = rest[end..<question]
            self.options = rest[question...].dropFirst()
        }
    }
}
