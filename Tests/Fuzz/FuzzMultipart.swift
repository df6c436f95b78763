import NIOCore

@testable import RouteKit

/// Forms with files, and the header fields of downloads.
///
/// The first byte says where the rest is split.
func fuzzMultipart(_ bytes: UnsafeRawBufferPointer) -> CInt {
    guard let first = bytes.first else { return 0 }
    let body = bytes.dropFirst()
    let whole = multipartOutcome([body])
    let middle = body.index(body.startIndex, offsetBy: Int(first) % (body.count + 1))
    precondition(multipartOutcome([body[..<middle], body[middle...]]) == whole, "it depends on how the bytes arrive")
    precondition(multipartOutcome(body.indices.map { body[$0...$0] }) == whole, "it depends on how the bytes arrive")
    let text = String(decoding: body, as: UTF8.self)
    _ = try? MultipartBoundary(contentType: text)
    _ = HeaderParameters(text)?.extended("filename")
    if case .part(let range) = ByteRange(text, of: 1000) {
        precondition(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= 1000, "bytes that are not there")
    }
    return 0
}

/// What was found, with the bytes of each part put together, and why it ended.
private func multipartOutcome(_ pieces: [Slice<UnsafeRawBufferPointer>]) -> [String] {
    var parser = MultipartParser(
        boundary: MultipartBoundary("b")!, limits: MultipartLimits(parts: 3, headSize: 100))
    var (found, content) = ([String](), [UInt8]())
    do {
        for piece in pieces {
            parser.append(ByteBuffer(bytes: piece))
            while let event = try parser.next() {
                switch event {
                case .part(let part): found.append("\(part)")
                case .bytes(let bytes): content += bytes.readableBytesView
                case .partEnd:
                    found.append("\(content)")
                    content = []
                }
            }
        }
        try parser.finish()
    } catch {
        found.append("\(error)")
    }
    return found
}
