/// Text that equals another if both have the same bytes in UTF-8: what names, keys and addresses of things are compared by.
///
/// Swift's `String` takes two spellings of one letter for equal: é as one scalar, and as e with an accent behind it. JSON,
/// BSON, MongoDB and HTTP take them for two, so a set or a dictionary of `String`s confuses what others keep apart.
///
/// ```swift
/// let stock: [ExactText: Int] = ["Café": 3]
/// ```
public struct ExactText: Hashable, Sendable {
    /// The text.
    public var string: String

    /// - Parameter string: the text.
    @inlinable
    public init(_ string: String) {
        self.string = string
    }

    @inlinable
    public static func == (left: ExactText, right: ExactText) -> Bool {
        left.string.hasSameBytes(as: right.string)
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        var text = self.string
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // No text of UTF-8 holds this byte, so that two texts in a row differ from the same bytes divided otherwise.
        hasher.combine(0xFF as UInt8)
    }
}

extension ExactText: Comparable {
    /// The order of the bytes, which is that of the Unicode scalars.
    public static func < (left: ExactText, right: ExactText) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }
}

extension ExactText: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { self.string }
}

extension String {
    /// Whether both have the same bytes in UTF-8; see ``ExactText``.
    public func hasSameBytes(as other: String) -> Bool {
        guard self.utf8.count == other.utf8.count else { return false }
        let isSame = self.utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                UnsafeRawBufferPointer(left).hasSameBytes(as: UnsafeRawBufferPointer(right))
            }
        }
        return (isSame ?? nil) ?? self.utf8.elementsEqual(other.utf8)
    }
}
