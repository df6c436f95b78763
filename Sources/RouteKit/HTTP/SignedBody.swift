public import HTTPTypes
import Hummingbird
import NIOCore
import Schemas

/// A body as it came, with the header that signs it: what was signed are the bytes, not what they mean.
public struct SignedBody: Sendable {
    public let bytes: [UInt8]
    /// Nil where there is no such header.
    public let signature: String?
}

extension BodyFormat where Body == SignedBody {
    static func signed(by header: HTTPField.Name, atMost size: Int) -> BodyFormat {
        BodyFormat(
            mediaType: "application/json", maximumSize: { _ in size },
            read: { request, maximumSize in
                try request.refuseCompressed()
                let bytes = try await request.collectedBody(maximumSize: maximumSize)
                return SignedBody(bytes: Array(bytes.readableBytesView), signature: request.headers[header])
            },
            schema: { _ in ["type": "object"] })
    }
}

extension RouteInput where Path == Nothing, Query == Nothing, Body == SignedBody {
    /// A body that is taken as it comes, because it is signed.
    ///
    /// - Parameters:
    ///   - header: the header with the signature.
    ///   - size: the longest body, in bytes.
    public static func body(signedBy header: HTTPField.Name, atMost size: Int) -> RouteInput {
        RouteInput(.signed(by: header, atMost: size))
    }
}
