import BSON
import HTTPTypes
import ImagesTestSupport
import MongoODM
import Schemas
import Testing

extension ShopClient {
    /// Uploads a picture.
    func upload(
        _ file: [UInt8] = BlockJPEG.redBlue.bytes, alt: String? = nil, to product: String = "1",
        path: String = "images", name: String = "photo.jpg", type: String = "image/jpeg", as token: String?,
        headers: HTTPFields = [:]
    ) async throws -> Reply {
        var body = Array("--x\r\n".utf8)
        if let alt { body += Array("Content-Disposition: form-data; name=\"alt\"\r\n\r\n\(alt)\r\n--x\r\n".utf8) }
        body += Array("Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n".utf8)
        body += Array("Content-Type: \(type)\r\n\r\n".utf8) + file + Array("\r\n--x--\r\n".utf8)
        var headers = headers
        headers[.contentType] = "multipart/form-data; boundary=x"
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await self.send(.post, "/api/v1/products/\(product)/\(path)", body: body, headers: headers)
    }

    /// Uploads a picture and returns its id.
    func uploaded(to product: String = "1", as token: String?) async throws -> String {
        let reply = try await self.upload(to: product, as: token)
        #expect(reply.status == 201)
        return try #require(reply["id"]?.text)
    }

    /// The keys of the stored files.
    func storedFiles() async throws -> [String] {
        try await self.documents("images.files").compactMap { $0["filename"]?.stringValue }.sorted()
    }
}
