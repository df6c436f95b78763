public import HTTPTypes
public import NIOCore

/// An answer that has the browser keep cookies, or forget them.
public struct WithCookies<Output: RouteOutput>: RouteOutput {
    public typealias Described = Output.Described

    public let output: Output
    public let cookies: [SetCookie]

    /// - Parameter cookies: none where the same route has answers without them.
    public init(_ output: Output, _ cookies: [SetCookie]) {
        self.output = output
        self.cookies = cookies
    }

    public var responseBody: ByteBuffer { self.output.responseBody }
    public var responseStatus: HTTPResponse.Status? { self.output.responseStatus }
    public var entityTag: String? { self.output.entityTag }
    public var location: String? { self.output.location }
    public static var otherStatuses: [HTTPResponse.Status] { Output.otherStatuses }
    public static var hasEntityTag: Bool { Output.hasEntityTag }
    public static var hasLocation: Bool { Output.hasLocation }
    public static var isSecret: Bool { true }
    public static var setsCookies: Bool { true }
}

extension WithCookies: RemadeOutput where Output: RemadeOutput {
    public var reference: String { self.output.reference }
}
