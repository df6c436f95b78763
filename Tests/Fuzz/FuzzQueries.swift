import HTTPTypes
import MongoODM
import Schemas
import ShopCore

@testable import RouteKit
@testable import ShopAPI

/// Query strings, and the header fields that have a grammar of their own.
func fuzzQueries(_ bytes: UnsafeRawBufferPointer) -> CInt {
    let text = String(decoding: bytes, as: UTF8.self)
    let parameters = QueryString.parameters(text)
    _ = try? ProductListQuery(parameters: parameters)
    _ = try? PaymentQuery(parameters: parameters)
    _ = try? AllOrdersQuery(parameters: parameters)
    _ = try? AuditQuery(parameters: parameters)
    _ = PercentEncoding.decode(text, plusIsSpace: false)
    _ = PageCursor(text)
    _ = RequestID.accepted(text)
    _ = EntityTag.list(text, contains: "\"a\"")
    _ = EntityTag.requirement(text) as IfMatch
    _ = try? IdempotencyKey([.idempotencyKey: text])
    _ = AddressBlock(text)
    if let address = IPAddress(text) {
        precondition(IPAddress(address.description) == address, "what was written is another address")
        _ = proxied.client(peer: address, forwardedFor: text)
    }
    return 0
}

/// A shop behind any number of proxies.
private let proxied = ClientAddress(trustedProxies: ["0.0.0.0/0", "::/0"].compactMap { AddressBlock($0) })
