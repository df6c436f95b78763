import Schemas

@testable import Commerce
@testable import CommerceAPI

/// Bodies of requests.
func fuzzJSON(_ bytes: UnsafeRawBufferPointer) -> CInt {
    _ = try? SignupRequest(json: bytes)
    _ = try? CartAddRequest(json: bytes)
    _ = try? ProductDraft(json: bytes)
    _ = try? [ProductDraft](json: bytes)
    guard let node = try? JSONNode(json: bytes) else { return 0 }
    guard let copy = try? JSONNode(json: node.json()) else { preconditionFailure("what was written is no JSON") }
    precondition(copy == node, "what was written is something else")
    return 0
}
