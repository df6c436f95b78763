import Hummingbird
import NIOCore
import Schemas

/// A file that a request brings, as a part of a form or as its whole body. It is read while it arrives, once, and memory holds a
/// piece of it; but with an `Idempotency-Key` the whole body is read first.
public struct IncomingFile: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    fileprivate let request: Request
    fileprivate let format: IncomingFileFormat
    /// Nil where the body is the file.
    fileprivate let boundary: MultipartBoundary?
    /// Bytes of the body.
    fileprivate let maximumSize: Int

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let format: IncomingFileFormat
        private let maximumSize: Int
        private var body: RequestBody.AsyncIterator
        private var parser: MultipartParser?
        private var bodySize = 0
        private var fileSize = 0
        private var hasFile = false
        private var isInFile = false

        fileprivate init(_ file: IncomingFile) {
            self.format = file.format
            self.maximumSize = file.maximumSize
            self.body = file.request.body.makeAsyncIterator()
            self.parser = file.boundary.map { MultipartParser(boundary: $0) }
        }

        /// The next bytes; nil at the end.
        ///
        /// - Throws: `ValidationError` where the form has no such file, or more than one; `HTTPError` 400, 408 or 413.
        public mutating func next() async throws -> [UInt8]? {
            while true {
                if self.parser != nil {
                    if let bytes = try self.nextOfForm() { return bytes }
                }
                guard let piece = try await self.piece() else {
                    try self.finish()
                    return nil
                }
                guard self.parser == nil else {
                    self.parser?.append(piece)
                    continue
                }
                try self.count(piece.readableBytes)
                return Array(buffer: piece)
            }
        }

        private mutating func piece() async throws -> ByteBuffer? {
            let piece: ByteBuffer?
            do {
                piece = try await self.body.next()
            } catch {
                throw Request.unreadable(error)
            }
            self.bodySize += piece?.readableBytes ?? 0
            guard self.bodySize <= self.maximumSize else { throw Request.tooLarge(self.maximumSize) }
            return piece
        }

        /// - Returns: nil where it takes more of the body.
        private mutating func nextOfForm() throws -> [UInt8]? {
            while let event = try self.event() {
                switch event {
                case .part(let part):
                    self.isInFile = part.name == self.format.name
                    if self.isInFile, self.hasFile {
                        throw self.refusal("too_long", "There should be one file only")
                    }
                    self.hasFile = self.hasFile || self.isInFile
                case .bytes(let bytes) where self.isInFile:
                    try self.count(bytes.readableBytes)
                    return Array(buffer: bytes)
                case .bytes: break
                case .partEnd: self.isInFile = false
                }
            }
            return nil
        }

        private mutating func event() throws -> MultipartEvent? {
            do {
                return try self.parser?.next()
            } catch let error as MultipartError {
                throw FormReader.refusal(of: error)
            }
        }

        private mutating func count(_ bytes: Int) throws {
            self.fileSize += bytes
            guard self.fileSize <= self.format.maximumSize else {
                throw HTTPError(
                    .contentTooLarge, message: "The file must not exceed \(self.format.maximumSize) bytes")
            }
        }

        private mutating func finish() throws {
            guard let parser else { return }
            do {
                try parser.finish()
            } catch {
                throw FormReader.refusal(of: error)
            }
            guard self.hasFile else { throw self.refusal("missing", "Field required") }
        }

        private func refusal(_ code: String, _ message: String) -> ValidationError {
            ValidationError([
                Violation(path: [.field("body"), .field(self.format.name)], code: code, message: message)
            ])
        }
    }
}

/// A file that a route takes as it arrives: as a part of `multipart/form-data`, or as the whole body.
public struct IncomingFileFormat: Sendable {
    /// The name of the part with the file.
    let name: String
    /// What the whole body may be instead.
    let mediaType: String
    /// Bytes.
    let maximumSize: Int

    /// - Parameters:
    ///   - name: the name of the part with the file. Parts with other names are ignored.
    ///   - mediaType: that of a body that is the file itself.
    ///   - maximumSize: in bytes. What is around the file may be as long as the body of most routes.
    public init(_ name: String, or mediaType: String, maximumSize: Int) {
        self.name = name
        self.mediaType = mediaType
        self.maximumSize = maximumSize
    }

    var body: BodyFormat<IncomingFile> {
        BodyFormat(
            mediaType: "multipart/form-data", wholeMediaType: self.mediaType, maximumSize: { $0 + self.maximumSize },
            read: { try self.file(in: $0, maximumSize: $1) },
            schema: { definitions in
                [
                    "type": "object",
                    "properties": .object([.init(self.name, BinaryContent.jsonSchema(in: &definitions))]),
                    "required": [.string(self.name)],
                ]
            })
    }

    private func file(in request: Request, maximumSize: Int) throws -> IncomingFile {
        try request.refuseCompressed()
        try request.refuseDeclaredSize(above: maximumSize)
        let type = request.headers[.contentType].map { $0.prefix { $0 != ";" }.lowercased().filter { $0 != " " } }
        let boundary = type == self.mediaType ? nil : try self.boundary(of: request)
        return IncomingFile(request: request, format: self, boundary: boundary, maximumSize: maximumSize)
    }

    private func boundary(of request: Request) throws(HTTPError) -> MultipartBoundary {
        do {
            return try MultipartBoundary(contentType: request.headers[.contentType])
        } catch {
            guard error.status == .unsupportedMediaType else { throw error }
            throw HTTPError(
                .unsupportedMediaType,
                message: "The body must be a form or the file: send Content-Type: multipart/form-data or "
                    + self.mediaType)
        }
    }
}

extension RouteInput where Path == Nothing, Body == IncomingFile {
    /// A file, in place of a JSON body.
    public static func query(_ query: Query.Type, file: IncomingFileFormat) -> RouteInput { RouteInput(file.body) }
}
