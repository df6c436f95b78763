/// Writes one command in RESP, the protocol of Redis: an array of bulk strings.
///
/// It runs on the caller's task, in parallel with others; the connection's thread only copies the bytes.
/// See <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
struct RESPWriter {
    private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - argumentCount: how many arguments follow, the command's name included.
    ///   - capacity: how many bytes they have in all, about.
    init(argumentCount: Int, capacity: Int) {
        // The count's line, and for each argument its length's line and its end.
        self.bytes.reserveCapacity(16 + 16 * argumentCount + capacity)
        self.appendLine(UInt8(ascii: "*"), argumentCount)
    }

    mutating func append(_ string: String) {
        self.appendLine(UInt8(ascii: "$"), string.utf8.count)
        self.bytes.append(contentsOf: string.utf8)
        self.appendLineEnd()
    }

    mutating func append(_ argument: [UInt8]) {
        self.appendLine(UInt8(ascii: "$"), argument.count)
        self.bytes.append(contentsOf: argument)
        self.appendLineEnd()
    }

    private mutating func appendLine(_ type: UInt8, _ number: Int) {
        self.bytes.append(type)
        self.bytes.appendDecimal(number)
        self.appendLineEnd()
    }

    private mutating func appendLineEnd() {
        self.bytes.append(UInt8(ascii: "\r"))
        self.bytes.append(UInt8(ascii: "\n"))
    }
}
