import HTTPTypes
import Hummingbird
import NIOCore
import Schemas

/// What a route answers, before what all responses have in common is added.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    private(set) var fields: [HTTPField]
    let body: ByteBuffer
    /// What sends the body in place of ``body``; nil where that is all.
    private(set) var stream: BodyStream?
    /// How many bytes ``stream`` sends, if that is known before.
    let streamLength: Int?
    /// Whether pages of other origins may show it.
    let isShared: Bool

    // Made once, because a field's value is checked when it is made.
    private static let json = HTTPField(name: .contentType, value: "application/json")
    private static let noStore = HTTPField(name: .cacheControl, value: "no-store")
    private static let noCache = HTTPField(name: .cacheControl, value: "no-cache")
    private static let bearer = HTTPField(name: .wwwAuthenticate, value: "Bearer")

    init(
        _ status: HTTPResponse.Status, _ fields: [HTTPField], _ body: ByteBuffer, stream: BodyStream? = nil,
        streamLength: Int? = nil, isShared: Bool = false
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.stream = stream
        self.streamLength = streamLength
        self.isShared = isShared
    }

    /// An answer with what a route returned. A client that has the same already gets a 304 without a body
    /// (RFC 9110, section 13.1.2).
    ///
    /// - Parameters:
    ///   - isPrivate: whether caches must not keep it, because it holds a token or personal data.
    ///   - asked: what the request's headers ask for, for a method that only reads.
    init<Output: RouteOutput>(
        _ status: HTTPResponse.Status, _ output: Output, isPrivate: Bool = false, asked: AskedAnswer = .whole
    ) {
        if Output.isDownload, let download = output.download {
            self.init(output.responseStatus ?? status, download, isPrivate: isPrivate, asked: asked)
            return
        }
        var fields = output.cookies.map(\.field)
        fields.reserveCapacity(fields.count + 4)
        let tag = output.entityTag
        if let tag, let ifNoneMatch = asked.ifNoneMatch, EntityTag.list(ifNoneMatch, contains: tag) {
            Self.append(tag, isPrivate: isPrivate, to: &fields)
            self.init(.notModified, fields, ByteBuffer())
            return
        }
        let status = output.responseStatus ?? status
        if let location = output.location { fields.append(HTTPField(name: .location, value: location)) }
        // An answer without content has no length either (RFC 9110, section 8.6).
        if status == .noContent {
            Self.append(tag, isPrivate: isPrivate, to: &fields)
            self.init(status, fields, ByteBuffer())
            return
        }
        if let stream = output.bodyStream {
            fields.append(HTTPField(name: .contentType, value: Output.streamedType))
            Self.append(nil, isPrivate: isPrivate, to: &fields)
            self.init(status, fields, ByteBuffer())
            self.stream = stream
            return
        }
        let body = output.responseBody
        fields.append(Self.json)
        Self.append(tag, isPrivate: isPrivate, to: &fields)
        fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
        self.init(status, fields, body)
    }

    /// An error.
    init(_ status: HTTPResponse.Status, json: some SchemaValue) {
        let body = json.jsonBuffer()
        self.init(
            status, [Self.json, HTTPField(name: .contentLength, value: String(body.readableBytes))], body)
        // RFC 9110, section 11.6.1.
        if status == .unauthorized { self.fields.append(Self.bearer) }
    }

    /// The answer to a request that is refused.
    init(_ refusal: some HTTPRefusal) {
        if refusal.status == .tooManyRequests, refusal.code == nil {
            self.init(refusal.status, json: RateLimitError(detail: refusal.message))
        } else if let code = refusal.code {
            self.init(
                refusal.status,
                json: JSONNode.object(
                    [.init("detail", .string(refusal.message)), .init("code", .string(code))] + refusal.details))
        } else {
            self.init(refusal.status, json: ErrorMessage(detail: refusal.message))
        }
        if let seconds = refusal.retryAfter {
            self.fields.append(HTTPField(name: .retryAfter, value: String(seconds)))
        }
        if let location = refusal.location {
            self.fields.append(HTTPField(name: .location, value: location))
        }
        self.fields += refusal.cookies.map(\.field)
    }

    /// The answer with further fields.
    func adding(_ fields: [HTTPField]) -> Answer {
        var answer = self
        answer.fields += fields
        return answer
    }

    /// A cache that keeps an answer with a tag must ask whether it is still the same: prices change.
    static func append(_ tag: String?, isPrivate: Bool, to fields: inout [HTTPField]) {
        if let tag { fields.append(HTTPField(name: .eTag, value: tag)) }
        if isPrivate {
            fields.append(Self.noStore)
        } else if tag != nil {
            fields.append(Self.noCache)
        }
    }
}

extension Response {
    init(_ answer: Answer) {
        var fields = HTTPFields()
        // Room for what all responses have, too.
        fields.reserveCapacity(18)
        for field in answer.fields { fields.append(field) }
        guard let stream = answer.stream else {
            self.init(status: answer.status, headers: fields, body: ResponseBody(byteBuffer: answer.body))
            // The length of an answer that has no body would be taken for that of the body it stands for.
            if answer.status == .notModified || answer.status == .noContent { self.headers[.contentLength] = nil }
            return
        }
        let body = ResponseBody(contentLength: answer.streamLength) { writer in
            try await stream { try await writer.write($0) }
            try await writer.finish(nil)
        }
        self.init(status: answer.status, headers: fields, body: body)
    }
}
