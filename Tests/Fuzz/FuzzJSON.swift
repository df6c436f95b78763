import Schemas

@testable import Catalog
@testable import ShopAPI

/// Bodies of requests.
func fuzzJSON(_ bytes: UnsafeRawBufferPointer) -> CInt {
    _ = try? SignupRequest(json: bytes)
    _ = try? CartAddRequest(json: bytes)
    _ = try? ProductDraft(json: bytes)
    _ = try? ProductChanges(json: bytes)
    _ = try? [ProductDraft](json: bytes)
    guard let node = try? JSONNode(json: bytes) else { return 0 }
    guard let copy = try? JSONNode(json: node.json()) else { preconditionFailure("what was written is no JSON") }
    precondition(copy.isSame(as: node), "what was written is something else")
    return 0
}

extension JSONNode {
    /// Whether both say the same; `16e2` and `1600` do.
    fileprivate func isSame(as other: JSONNode) -> Bool {
        switch (self, other) {
        case (.number(let number), .number(let otherNumber)): number.shortest == otherNumber.shortest
        case (.array(let elements), .array(let others)):
            elements.count == others.count && zip(elements, others).allSatisfy { $0.isSame(as: $1) }
        case (.object(let fields), .object(let others)):
            fields.count == others.count
                && zip(fields, others).allSatisfy { $0.key == $1.key && $0.value.isSame(as: $1.value) }
        default: self == other
        }
    }
}

extension ExactDecimal {
    /// The same number with the shortest coefficient.
    fileprivate var shortest: ExactDecimal {
        guard self.coefficient != 0 else { return ExactDecimal(coefficient: 0, exponent: 0) }
        var number = self
        while number.coefficient % 10 == 0 {
            number.coefficient /= 10
            number.exponent += 1
        }
        return number
    }
}
