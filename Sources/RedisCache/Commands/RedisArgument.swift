/// An argument of a command.
public enum RedisArgument: Hashable, Sendable {
    case string(String)
    case bytes([UInt8])
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
    public init(stringLiteral value: String) {
        self = .string(value)
    }

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
