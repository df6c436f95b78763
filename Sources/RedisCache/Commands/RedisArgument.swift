/// An argument of a command.
public enum RedisArgument: Hashable, Sendable {
    /// Text, sent as UTF-8.
    case string(String)
    /// Bytes of any kind.
    case bytes([UInt8])
    /// A number, sent in decimal digits.
    case integer(Int)

    /// About how many bytes it will have.
    var sizeHint: Int {
        switch self {
        case .string(let string): string.utf8.count
        case .bytes(let bytes): bytes.count
        case .integer: 20
        }
    }
}

extension RedisArgument: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    /// Text as a literal.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// A number as a literal.
    public init(integerLiteral value: Int) {
        self = .integer(value)
    }
}

extension RESPWriter {
    mutating func append(_ argument: RedisArgument) {
        switch argument {
        case .string(let string): self.append(string)
        case .bytes(let bytes): self.append(bytes)
        case .integer(let number): self.append([UInt8](decimal: number))
        }
    }
}
