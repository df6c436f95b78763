import Glibc
public import NIOCore

/// What a ``MultipartParser`` finds, in this order: a part, its bytes in any number of pieces, its end, the next part.
public enum MultipartEvent: Hashable, Sendable {
    case part(MultipartPart)
    /// Some, never none.
    case bytes(ByteBuffer)
    case partEnd
}

/// Reads `multipart/form-data` (RFC 7578, RFC 2046) while it arrives.
///
/// A state machine without input or output: it is given bytes in pieces of any size, and however they are split, the same
/// comes out. Of the bytes of parts it holds back fewer than a boundary has.
///
/// ```swift
/// var parser = MultipartParser(boundary: boundary)
/// for try await piece in body {
///     parser.append(piece)
///     while let event = try parser.next() { … }
/// }
/// try parser.finish()
/// ```
/// Lines end with CR LF and nothing else. What comes before the first boundary and after the last one is ignored.
public struct MultipartParser: Sendable {
    private enum State {
        case preamble
        /// Behind a boundary, on its line.
        case boundaryEnd
        /// Behind a boundary that is not the last one, before the end of its line.
        case padding
        case head
        /// Behind a head. The end of its last line may be that before the next boundary, if the part has no bytes.
        case bodyStart
        case body
        case epilogue
    }

    private let limits: MultipartLimits
    /// With the end of the line before it.
    private let delimiter: [UInt8]
    private var state = State.preamble
    private var pending: ByteBuffer
    /// How many of the pending bytes were searched for a head's end.
    private var searched = 0
    private var parts = 0

    private static let headEnd = Array("\r\n\r\n".utf8)

    public init(boundary: MultipartBoundary, limits: MultipartLimits = MultipartLimits()) {
        self.limits = limits
        self.delimiter = Array("\r\n--\(boundary.text)".utf8)
        // The first boundary may be the beginning.
        self.pending = ByteBuffer(string: "\r\n")
    }

    /// Takes the next bytes.
    public mutating func append(_ bytes: ByteBuffer) {
        if self.pending.readableBytes == 0 {
            self.pending = bytes
        } else {
            self.pending.discardReadBytes()
            self.pending.writeImmutableBuffer(bytes)
        }
    }

    /// What comes next; nil where that takes more bytes. Nothing comes after an error.
    public mutating func next() throws(MultipartError) -> MultipartEvent? {
        while true {
            switch self.state {
            case .preamble:
                guard self.passDelimiter() else { return nil }
            case .boundaryEnd:
                guard try self.passBoundaryEnd() else { return nil }
            case .padding:
                guard try self.passPadding() else { return nil }
            case .head:
                guard let head = try self.head() else { return nil }
                return .part(head)
            case .bodyStart:
                guard let isEmpty = self.begins(with: self.delimiter) else { return nil }
                self.pending.moveReaderIndex(forwardBy: isEmpty ? self.delimiter.count : 2)
                self.state = isEmpty ? .boundaryEnd : .body
                if isEmpty { return .partEnd }
            case .body: return self.body()
            case .epilogue:
                self.pending = ByteBuffer()
                return nil
            }
        }
    }

    /// Takes note that no more bytes come.
    public func finish() throws(MultipartError) {
        switch self.state {
        case .epilogue: return
        case .preamble:
            throw MultipartError(.truncated, "The body has no line with the boundary that its Content-Type names")
        case .boundaryEnd, .padding: throw MultipartError(.truncated, "The body ends on the line of a boundary")
        case .head: throw MultipartError(.truncated, "The body ends in the head of a part")
        case .bodyStart, .body: throw MultipartError(.truncated, "The body ends in a part, before its last boundary")
        }
    }

    // MARK: Boundaries

    /// Drops everything up to the next boundary, with it.
    private mutating func passDelimiter() -> Bool {
        guard let index = self.pending.firstOffset(of: self.delimiter) else {
            self.pending.moveReaderIndex(
                forwardBy: max(0, self.pending.readableBytes - self.delimiter.count + 1))
            return false
        }
        self.pending.moveReaderIndex(forwardBy: index + self.delimiter.count)
        self.state = .boundaryEnd
        return true
    }

    /// Passes the two hyphens behind the last boundary.
    private mutating func passBoundaryEnd() throws(MultipartError) -> Bool {
        guard let isLast = self.begins(with: "--".utf8) else { return false }
        if isLast {
            self.state = .epilogue
            return true
        }
        self.parts += 1
        guard self.parts <= self.limits.parts else {
            throw MultipartError(.tooLarge, "The body must not have more than \(self.limits.parts) parts")
        }
        self.state = .padding
        return true
    }

    /// Passes the blanks behind a boundary, and the end of its line.
    private mutating func passPadding() throws(MultipartError) -> Bool {
        let blanks = self.pending.readableBytesView.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        self.pending.moveReaderIndex(forwardBy: blanks.count)
        guard let isEnd = self.begins(with: Self.headEnd[..<2]) else { return false }
        guard isEnd else {
            throw MultipartError(.malformed, "A boundary is followed by something else than two hyphens or CR LF")
        }
        self.pending.moveReaderIndex(forwardBy: 2)
        self.searched = 0
        self.state = .head
        return true
    }

    // MARK: Parts

    private mutating func head() throws(MultipartError) -> MultipartPart? {
        guard let isEmpty = self.begins(with: Self.headEnd[..<2]) else { return nil }
        if isEmpty { throw MultipartError(.malformed, "A part has no head") }
        let end = self.pending.firstOffset(of: Self.headEnd, from: max(0, self.searched - Self.headEnd.count + 1))
        guard end ?? (self.pending.readableBytes - Self.headEnd.count + 1) <= self.limits.headSize else {
            throw MultipartError(.tooLarge, "The head of a part must not exceed \(self.limits.headSize) bytes")
        }
        self.searched = self.pending.readableBytes
        // The end of the last line stays, for `.bodyStart`.
        guard let end, let bytes = self.pending.readBytes(length: end + 2) else { return nil }
        guard let head = String(validating: bytes, as: UTF8.self) else {
            throw MultipartError(.malformed, "The head of a part must be UTF-8")
        }
        let part = try MultipartPart(head: head)
        self.state = .bodyStart
        return part
    }

    private mutating func body() -> MultipartEvent? {
        if let index = self.pending.firstOffset(of: self.delimiter) {
            if index > 0 { return self.pending.readSlice(length: index).map { .bytes($0) } }
            self.pending.moveReaderIndex(forwardBy: self.delimiter.count)
            self.state = .boundaryEnd
            return .partEnd
        }
        // A boundary may have begun in the last ones.
        let certain = self.pending.readableBytes - self.delimiter.count + 1
        return certain > 0 ? self.pending.readSlice(length: certain).map { .bytes($0) } : nil
    }

    /// Whether the pending bytes begin with some; nil where that can't be known yet.
    private func begins(with bytes: some Collection<UInt8>) -> Bool? {
        let view = self.pending.readableBytesView.prefix(bytes.count)
        guard view.elementsEqual(bytes.prefix(view.count)) else { return false }
        return view.count == bytes.count ? true : nil
    }
}

extension ByteBuffer {
    /// Where a boundary or a head's end is first, counted from the first readable byte.
    ///
    /// Either begins with CR. A boundary has no other, so no byte is compared more than twice.
    ///
    /// - Parameter start: from where to look.
    fileprivate func firstOffset(of bytes: [UInt8], from start: Int = 0) -> Int? {
        self.withUnsafeReadableBytes { haystack in
            guard let base = haystack.baseAddress else { return nil }
            var start = start
            while haystack.count - start >= bytes.count {
                guard let found = memchr(base + start, 0x0D, haystack.count - bytes.count + 1 - start) else {
                    return nil
                }
                if memcmp(found, bytes, bytes.count) == 0 { return UnsafeRawPointer(found) - base }
                start = UnsafeRawPointer(found) - base + 1
            }
            return nil
        }
    }
}
