import HTTPTypes
import Hummingbird
import NIOCore
import Schemas

extension Request {
    /// Reads a JSON body.
    ///
    /// - Parameter orEmptyObject: whether an empty object stands for a body that is missing.
    /// - Throws: `ValidationError` with paths inside the body; `HTTPError` 400, 408, 413 or 415.
    func decodedBody<Body: SchemaValue>(
        _ type: Body.Type, orEmptyObject: Bool = false, maximumSize: Int
    ) async throws -> Body {
        func missing() throws -> Body {
            if orEmptyObject { return try Body(json: Array("{}".utf8)) }
            throw ValidationError([Violation(code: "missing", message: "Field required")])
        }
        guard self.hasBody else { return try missing() }
        guard self.isJSON else {
            throw HTTPError(
                .unsupportedMediaType, message: "The body must be JSON: send Content-Type: application/json")
        }
        try self.refuseCompressed()
        let bytes = try await self.collectedBody(maximumSize: maximumSize)
        guard bytes.readableBytes > 0 else { return try missing() }
        return try bytes.withUnsafeReadableBytes { try Body(json: $0) }
    }

    /// Whether a body follows: without a length and without chunks there is none (RFC 9112, section 6.3).
    private var hasBody: Bool {
        if let length = self.headers[.contentLength] { return length != "0" }
        return self.headers.contains(.transferEncoding)
    }

    /// Whether the body is JSON by its media type; one that is not named is taken as JSON.
    private var isJSON: Bool {
        guard let header = self.headers[.contentType] else { return true }
        let type = header.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }

    /// - Throws: `HTTPError` 415 unless the body is sent as it is (RFC 9110, section 8.4).
    func refuseCompressed() throws(HTTPError) {
        guard let coding = self.headers[.contentEncoding], !coding.isEmpty, coding.lowercased() != "identity" else {
            return
        }
        // RFC 9110, section 12.5.3: what would be taken.
        throw HTTPError(
            .unsupportedMediaType, headers: [.acceptEncoding: "identity"],
            message: "The body must not be compressed: send it without Content-Encoding")
    }

    /// Reads the whole body.
    ///
    /// - Throws: `HTTPError` 413 when it is longer than `maximumSize` bytes.
    func collectedBody(maximumSize: Int) async throws -> ByteBuffer {
        try self.refuseDeclaredSize(above: maximumSize)
        do {
            return try await self.body.collect(upTo: maximumSize)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(maximumSize)
        } catch {
            throw Self.unreadable(error)
        }
    }

    /// Reads the body in pieces as they arrive, and hands each on when the one before it was dealt with.
    ///
    /// - Throws: `HTTPError` 413 when it is longer than `maximumSize` bytes; what dealing with a piece throws.
    func readBody(maximumSize: Int, _ take: (ByteBuffer) throws -> Void) async throws {
        try self.refuseDeclaredSize(above: maximumSize)
        var (size, pieces) = (0, self.body.makeAsyncIterator())
        while true {
            let next: ByteBuffer?
            do {
                next = try await pieces.next()
            } catch {
                throw Self.unreadable(error)
            }
            guard let piece = next else { return }
            size += piece.readableBytes
            if size > maximumSize { throw Self.tooLarge(maximumSize) }
            try take(piece)
        }
    }

    /// - Throws: `HTTPError` 413 when the head says that the body is longer.
    func refuseDeclaredSize(above maximumSize: Int) throws(HTTPError) {
        guard let length = self.headers[.contentLength], (Int(length) ?? .max) > maximumSize else { return }
        throw Self.tooLarge(maximumSize)
    }

    static func tooLarge(_ maximumSize: Int) -> HTTPError {
        HTTPError(.contentTooLarge, message: "The body must not exceed \(maximumSize) bytes")
    }

    static func unreadable(_ error: any Error) -> HTTPError {
        if let refusal = error as? Refusal { return HTTPError(refusal.status, message: refusal.detail) }
        return HTTPError(.badRequest, message: "The body could not be read to its end")
    }
}
