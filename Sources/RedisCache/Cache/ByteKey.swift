import Glibc

/// Text as a key: equal to another only if both are the same bytes of UTF-8, as in Redis.
///
/// Strings compare by canonical equivalence, so "é" as one scalar equals "é" as two, which are two keys in Redis.
struct ByteKey: Hashable, Sendable, ExpressibleByStringLiteral {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(stringLiteral value: String) {
        self.text = value
    }

    var utf8: String.UTF8View { self.text.utf8 }

    static func == (left: ByteKey, right: ByteKey) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                left.count == right.count
                    && (left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0)
            }
        }
    }

    func hash(into hasher: inout Hasher) {
        self.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    private func withBytes<Output>(_ body: (UnsafeBufferPointer<UInt8>) -> Output) -> Output {
        if let output = self.text.utf8.withContiguousStorageIfAvailable(body) { return output }
        var text = self.text
        return text.withUTF8(body)
    }
}
