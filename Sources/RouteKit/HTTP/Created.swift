import HTTPTypes
public import NIOCore

/// An answer with the path of what was created, for routes whose success is called 201.
public struct Created<Output: RouteOutput>: RouteOutput {
    public typealias Described = Output.Described

    public let output: Output
    public let location: String?

    /// - Parameter location: where it is from now on: a path with its mount.
    public init(_ output: Output, at location: String) {
        self.output = output
        self.location = location
    }

    public var responseBody: ByteBuffer { self.output.responseBody }
    public var entityTag: String? { self.output.entityTag }
    public var cookies: [SetCookie] { self.output.cookies }
    public static var hasEntityTag: Bool { Output.hasEntityTag }
    public static var hasLocation: Bool { true }
    public static var isSecret: Bool { Output.isSecret }
    public static var setsCookies: Bool { Output.setsCookies }
}

extension Created: RemadeOutput where Output: RemadeOutput {
    public var reference: String { self.output.reference }
}
