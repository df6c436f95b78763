/// The part of some bytes that a request asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// All of them: nothing else is asked for, it can't be read, or there are several parts, which need not be heeded.
    case whole
    case part(Range<Int>)
    /// None of the bytes are in it.
    case unsatisfiable

    /// - Parameters:
    ///   - header: the request's `Range`.
    ///   - size: how many bytes there are.
    init(_ header: String?, of size: Int) {
        self = header.flatMap { Self.parsed($0[...], size) } ?? .whole
    }

    private static func parsed(_ header: Substring, _ size: Int) -> ByteRange? {
        let halves = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].lowercased() == "bytes" else { return nil }
        let specifier = HeaderParameters.trimmed(halves[1].utf8)
        let ends = specifier.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        guard !ends[0].isEmpty else {
            guard let count = Self.number(ends[1]) else { return nil }
            return count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)..<size)
        }
        guard let first = Self.number(ends[0]) else { return nil }
        guard !ends[1].isEmpty else { return first < size ? .part(first..<size) : .unsatisfiable }
        guard let last = Self.number(ends[1]), first <= last else { return nil }
        return first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
    }

    /// A number of digits; one that is too large is as large as can be.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(text) ?? .max
    }
}
