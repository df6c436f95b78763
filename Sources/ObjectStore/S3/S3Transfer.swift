import Curl

/// What libcurl sees of a request and its reply. It belongs to the thread that makes the request.
final class S3Transfer: CurlTransfer {
    private let call: S3Call
    private var sentCount = 0
    private(set) var reply = S3Reply()
    /// Whether the reply is longer than it may be.
    private(set) var isTooLarge = false

    init(_ call: S3Call) {
        self.call = call
    }

    var isAwaited: Bool { self.call.isAwaited }

    func give(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard let body = self.call.request.body else { return 0 }
        let part = body[self.sentCount...].prefix(buffer.count)
        part.withUnsafeBytes { buffer.copyMemory(from: $0) }
        self.sentCount += part.count
        return part.count
    }

    func hear(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            // Another head may have come before it, such as `100 Continue`.
            self.reply = S3Reply()
            self.reply.status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), self.reply.headers.count < 100 {
            let value = text[colon...].dropFirst().trimmingPrefix { $0 == " " }
            self.reply.headers[text[..<colon].lowercased()] = String(value.prefix { !$0.isNewline })
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        self.isTooLarge = self.reply.body.count + bytes.count > self.call.request.maximumReply
        if !self.isTooLarge { self.reply.body.append(contentsOf: bytes) }
        return !self.isTooLarge
    }
}
