import HTTPTypes
import Schemas

/// An answer of the shop.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    /// The body as JSON; null when it is none.
    var json: JSONNode { (try? JSONNode(json: self.body)) ?? .null }

    var text: String { String(decoding: self.body, as: UTF8.self) }

    subscript(key: String) -> JSONNode? { self.json[key] }

    /// The elements of a list.
    var list: [JSONNode] {
        if case .array(let elements) = self.json { elements } else { [] }
    }

    /// The sentence of an error.
    var detail: String? { self.json["detail"]?.text }

    /// The places and codes of a 422, as `body.email string_too_short`.
    var violations: [String] {
        guard case .array(let violations)? = self.json["detail"] else { return [] }
        return violations.map { violation in
            guard case .array(let parts)? = violation["loc"] else { return "no loc" }
            let place = parts.map { $0.text ?? $0.integer.map(String.init) ?? "?" }.joined(separator: ".")
            return "\(place) \(violation["type"]?.text ?? "no type")"
        }
    }
}

extension JSONNode {
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .number(let number) = self { number.scaled(to: 0).map { Int($0) } } else { nil }
    }

    /// The digits of a number as they came.
    var digits: String? {
        if case .number(let number) = self { number.description } else { nil }
    }

    var elements: [JSONNode] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The fields of an object.
    var fields: [Field] {
        if case .object(let fields) = self { fields } else { [] }
    }

    var keys: [String] { self.fields.map(\.key) }
}
