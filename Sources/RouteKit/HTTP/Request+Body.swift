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
        guard self.isPlain else {
            // RFC 9110, section 12.5.3: what would be taken.
            throw HTTPError(
                .unsupportedMediaType, headers: [.acceptEncoding: "identity"],
                message: "The body must not be compressed: send it without Content-Encoding")
        }
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

    /// Whether the body is sent as it is (RFC 9110, section 8.4).
    private var isPlain: Bool {
        guard let coding = self.headers[.contentEncoding] else { return true }
        return coding.isEmpty || coding.lowercased() == "identity"
    }

    /// Reads the whole body.
    ///
    /// - Throws: `HTTPError` 413 when it is longer than `maximumSize` bytes.
    func collectedBody(maximumSize: Int) async throws -> ByteBuffer {
        let tooLarge = HTTPError(.contentTooLarge, message: "The body must not exceed \(maximumSize) bytes")
        if let length = self.headers[.contentLength], (Int(length) ?? .max) > maximumSize { throw tooLarge }
        do {
            return try await self.body.collect(upTo: maximumSize)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch let refusal as Refusal {
            throw HTTPError(refusal.status, message: refusal.detail)
        } catch {
            throw HTTPError(.badRequest, message: "The body could not be read to its end")
        }
    }
}
