import HTTPTypes
import NIOCore

extension Answer {
    // Made once, because a field's value is checked when it is made.
    private static let acceptRanges = HTTPField(name: .acceptRanges, value: "bytes")
    /// Browsers keep answers from pages of other origins that don't say so.
    private static let crossOrigin = HTTPField(name: .crossOriginResourcePolicy, value: "cross-origin")
    private static let immutable = HTTPField(name: .cacheControl, value: "public, max-age=31536000, immutable")

    /// An answer with bytes, or with the part of them that is asked for. Pages of other origins may show what everybody may
    /// have.
    init(_ status: HTTPResponse.Status, _ download: Download, isPrivate: Bool, asked: AskedAnswer) {
        var fields: [HTTPField] = []
        fields.reserveCapacity(8)
        let tag = download.entityTag
        if !isPrivate { fields.append(Self.crossOrigin) }
        if download.caching == .immutable, !isPrivate {
            if let tag { fields.append(HTTPField(name: .eTag, value: tag)) }
            fields.append(Self.immutable)
        } else {
            Self.append(tag, isPrivate: isPrivate, to: &fields)
        }
        if let tag, let ifNoneMatch = asked.ifNoneMatch, EntityTag.list(ifNoneMatch, contains: tag) {
            self.init(.notModified, fields, ByteBuffer(), isShared: !isPrivate)
            return
        }
        fields.append(Self.acceptRanges)
        var (status, range) = (status, 0..<download.length)
        switch Self.range(of: download, asked) {
        case .whole: break
        case .part(let part):
            (status, range) = (.partialContent, part)
            fields.append(
                HTTPField(
                    name: .contentRange,
                    value: "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(download.length)"))
        case .unsatisfiable:
            let refusal = RefusedRequest(
                .rangeNotSatisfiable, "There are no such bytes: it has \(download.length) of them")
            self = Answer(refusal).adding([
                Self.acceptRanges, HTTPField(name: .contentRange, value: "bytes */\(download.length)"),
            ])
            return
        }
        fields.append(HTTPField(name: .contentType, value: download.contentType))
        if case .attachment(let name) = download.disposition {
            fields.append(HTTPField(name: .contentDisposition, value: Self.attachment(name)))
        }
        fields.append(HTTPField(name: .contentLength, value: String(range.count)))
        let (bytes, stream) = download.part(range)
        self.init(status, fields, bytes, stream: stream, streamLength: range.count, isShared: !isPrivate)
    }

    private static func range(of download: Download, _ asked: AskedAnswer) -> ByteRange {
        // RFC 9110, section 13.1.5: only a strong tag is compared, and a moment was never told.
        if let ifRange = asked.ifRange, ifRange != download.entityTag { return .whole }
        return ByteRange(asked.range, of: download.length)
    }

    /// A name in a form that old clients read, and as it is (RFC 6266).
    private static func attachment(_ name: String) -> String {
        let plain = String(
            decoding: name.utf8.map { byte in
                let isPlain = 0x20..<0x7F ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                return isPlain ? byte : UInt8(ascii: "_")
            }, as: UTF8.self)
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(name))"
    }
}
