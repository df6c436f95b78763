import Schemas

extension JSONNode {
    /// The schema of a text in which things follow each other, as lines and events do.
    ///
    /// It says of the text what it is, and then of its content (JSON Schema, "Content"): a client that is made from the
    /// description would take an array for JSON.
    static func text(_ mediaType: String, of item: JSONNode) -> JSONNode {
        [
            "type": "string", "contentMediaType": .string(mediaType),
            "contentSchema": ["type": "array", "items": item],
        ]
    }
}
