import Crypto
import FoundationEssentials
public import HTTPTypes
public import Hummingbird
import NIOCore
import NIOPosix

/// A small file that is sent as it is, with an entity tag of its content, so that what a browser has is sent once.
public struct StaticFile: Sendable {
    private let path: String
    private let contentType: String

    init(path: String, contentType: String) {
        self.path = path
        self.contentType = contentType
    }

    /// Whether all of some files are there.
    public static func exist(_ files: [StaticFile]) async throws -> Bool {
        try await NIOThreadPool.singleton.runIfActive {
            files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
        }
    }

    /// The file, or a 304 for who has it.
    ///
    /// - Parameter fields: what the answer tells besides.
    /// - Throws: `HTTPError` with the status 404 when the file is not there.
    public func response(to request: Request, fields: HTTPFields = [:]) async throws -> Response {
        guard let (content, tag) = try await self.read() else { throw HTTPError(.notFound) }
        var fields = fields
        fields[.eTag] = tag
        // It may be kept, and is asked for each time whether it is still the same.
        fields[.cacheControl] = "no-cache"
        if let known = request.headers[.ifNoneMatch], EntityTag.list(known, contains: tag) {
            return Response(status: .notModified, headers: fields)
        }
        fields[.contentType] = self.contentType
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: content))
    }

    private func read() async throws -> (content: ByteBuffer, tag: String)? {
        try await NIOThreadPool.singleton.runIfActive {
            guard let data = FileManager.default.contents(atPath: self.path) else { return nil }
            let digest = Data(SHA256.hash(data: data).prefix(15)).base64EncodedString()
            return (ByteBuffer(bytes: data), "\"\(digest)\"")
        }
    }
}
