import NIOCore
import RouteKit

/// What a parser finds in bytes that arrive in pieces, as texts; pieces of one part are put together.
func multipartEvents(
    _ bytes: [UInt8], boundary: String = "b", limits: MultipartLimits = MultipartLimits(), pieces: [Int] = []
) -> [String] {
    var parser = MultipartParser(boundary: MultipartBoundary(boundary)!, limits: limits)
    var (found, content, rest) = ([String](), [UInt8](), bytes[...])
    func take(_ piece: ArraySlice<UInt8>) throws {
        parser.append(ByteBuffer(bytes: piece))
        while let event = try parser.next() {
            switch event {
            case .part(let part):
                found.append("part \(part.name) \(part.fileName ?? "-") \(part.contentType ?? "-")")
            case .bytes(let bytes): content += Array(bytes.readableBytesView)
            case .partEnd:
                found.append("bytes " + String(decoding: content, as: UTF8.self).debugDescription)
                content = []
            }
        }
    }
    do {
        for size in pieces {
            try take(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        try take(rest)
        try parser.finish()
    } catch let error as MultipartError {
        found.append("error \(error.message)")
    } catch {}
    return found
}

/// A body, written with `\n` where lines end.
func multipartBytes(_ lines: String) -> [UInt8] {
    Array(lines.replacing("\n", with: "\r\n").utf8)
}
