import HTTPTypes
import NIOCore
import RouteKit
import Schemas
import TestSupport

/// What is said of a picture.
struct PictureFields: SchemaObject {
    var alt: String
    var count: Int

    static let schema = Schema(PictureFields.init) {
        Field("alt", \.alt)
        Field("count", \.count, default: 1)
    }
}

extension ToyAPI {
    static let digits = ByteBuffer(string: "0123456789")

    private static func picture(_ name: String) -> Download {
        if name == "memory" {
            return Download(Self.digits, contentType: "image/png", entityTag: "\"m\"", caching: .immutable)
        }
        return Download(length: 10, contentType: "image/png", entityTag: "\"s\"", caching: .immutable) { range in
            { send in
                for index in range {
                    if name == "long", index == 5 { try await send(Self.digits) }
                    if name == "broken", index == 5 { throw Failure(secret: "the rest is gone") }
                    if name == "short", index == 5 { return }
                    try await send(Self.digits.getSlice(at: index, length: 1)!)
                }
            }
        }
    }

    /// Routes that take files and answer them.
    func fileRoutes(as user: Access<String>) -> [Route] {
        let calls = self.calls
        return [
            Route(
                .post, "/pictures/{name}", id: "putPicture", "Put a picture", tag: Self.things, access: .anyone,
                input: .path(
                    ThingPath.self, form: FormFormat(PictureFields.self, file: "file", maximumFileSize: 1000))
            ) { call in
                let (file, fields) = (call.body.file, call.body.fields)
                let text =
                    "\(file.name ?? "-") \(file.contentType ?? "-") \(String(decoding: file.bytes, as: UTF8.self))"
                return Thing(name: "\(call.path.name) \(fields.alt) \(text)", count: fields.count)
            },
            Route(
                .get, "/pictures/{name}", id: "getPicture", "A picture", tag: Self.things, access: .anyone,
                input: .path(ThingPath.self), options: .init(mediaTypes: ["image/png"]),
                fastPath: { path, _ in path.name == "memory" ? Self.picture(path.name) : nil },
                handler: { call in
                    calls.note("picture")
                    return Self.picture(call.path.name)
                }),
            Route(
                .get, "/papers/{name}", id: "getPaper", "A paper", tag: Self.people, access: user,
                input: .path(ThingPath.self), options: .init(mediaTypes: ["text/csv"])
            ) { call in
                Download(
                    Self.digits, contentType: "text/csv", entityTag: "\"p\"", caching: .immutable,
                    disposition: .attachment(fileName: "\(call.path.name) \"ü\".csv"))
            },
        ]
    }
}
