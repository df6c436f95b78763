/// An argument of a command.
public enum RedisArgument: Sendable {
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

extension RedisArgument: Hashable {
    /// Whether both are the same bytes of the same kind: two spellings of a character are two arguments.
    public static func == (left: RedisArgument, right: RedisArgument) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): ByteKey(left) == ByteKey(right)
        case (.bytes(let left), .bytes(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        default: false
        }
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let string): hasher.combine(ByteKey(string))
        case .bytes(let bytes): hasher.combine(bytes)
        case .integer(let number): hasher.combine(number)
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
