import Schemas

@testable import CommerceAPI

/// Query strings, and the header fields that have a grammar of their own.
func fuzzQueries(_ bytes: UnsafeRawBufferPointer) -> CInt {
    let text = String(decoding: bytes, as: UTF8.self)
    let parameters = QueryString.parameters(text)
    _ = try? ProductListQuery(parameters: parameters)
    _ = try? PaymentQuery(parameters: parameters)
    _ = try? AllOrdersQuery(parameters: parameters)
    _ = PercentEncoding.decode(text, plusIsSpace: false)
    _ = RequestID.accepted(text)
    _ = EntityTag.list(text, contains: "\"a\"")
    _ = IPAddress(text)
    _ = AddressBlock(text)
    return 0
}
