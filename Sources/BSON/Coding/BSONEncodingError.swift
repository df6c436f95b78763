/// Why a value is no BSON document: what was written of it is incomplete and must not be stored.
public struct BSONEncodingError: Error, Hashable, Sendable {
    /// What cannot be written.
    public enum Reason: Hashable, Sendable {
        /// BSON ends a key at its first NUL character.
        case nulInKey
        /// BSON ends the options of a regular expression at their first NUL character.
        case nulInRegexOptions
        /// The exponent of a decimal is beyond 128 bits.
        case decimalOutOfRange
        /// The document would be larger than 2 GiB, where BSON's lengths end.
        case documentTooLarge
        /// The field is to be stored encrypted, and there are no keys.
        case noEncryptionKeys
        /// The field is to be stored encrypted for one document, and it is not known which.
        case unknownDocument
    }

    public var reason: Reason
    /// The key of the value at fault.
    public var key: String

    public init(_ reason: Reason, key: String) {
        self.reason = reason
        self.key = key
    }
}

extension BSONEncodingError: CustomStringConvertible {
    public var description: String {
        switch self.reason {
        case .nulInKey: "the key '\(self.key)' holds a NUL character"
        case .nulInRegexOptions: "the options of the regular expression '\(self.key)' hold a NUL character"
        case .decimalOutOfRange: "the decimal '\(self.key)' is beyond 128 bits"
        case .documentTooLarge: "the document is too large at '\(self.key)'"
        case .noEncryptionKeys:
            "the field '\(self.key)' is encrypted: only a repository writes it, and nothing can be compared with it"
        case .unknownDocument:
            "the field '\(self.key)' is encrypted for one document: the update's query must say which by its '_id'"
        }
    }
}
