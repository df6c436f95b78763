public import NIOCore
public import RouteKit
import Schemas
public import ShopCore

extension Representation: RouteOutput {
    public typealias Described = Value

    public var responseBody: ByteBuffer { ByteBuffer(bytes: self.json.bytes) }
    public var entityTag: String? { self.tag }
    public static var hasEntityTag: Bool { true }
}
