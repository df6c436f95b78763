/// The name of a request that the client or a proxy may have given it.
enum RequestID {
    /// - Returns: nil when the text is not 1 to 128 letters, digits, dots, hyphens or underscores: it goes into
    ///   logs and back into a header.
    static func accepted(_ text: String?) -> String? {
        guard let text, (1...128).contains(text.utf8.count) else { return nil }
        let isFine = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return isFine ? text : nil
    }
}
