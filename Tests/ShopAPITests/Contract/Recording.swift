import Foundation
import HTTPTypes

/// Answers as text, without what differs from one run to the next.
struct Recording {
    private(set) var text = ""

    mutating func add(_ request: String, _ reply: Reply) {
        self.text += "> \(Self.masked(request))\n< \(reply.status)\n"
        let lines = reply.headers.map { "\($0.name.rawName.lowercased()): \(Self.masked($0))" }
        self.text += lines.sorted().map { $0 + "\n" }.joined()
        self.text += "\n\(Self.masked(reply.text))\n\n"
    }

    private static func masked(_ field: HTTPField) -> String {
        switch field.name.rawName.lowercased() {
        case "date", "x-process-time", "x-request-id", "etag", "content-length": "…"
        default: field.value
        }
    }

    private static func masked(_ text: String) -> String {
        var text = text
        for (pattern, name) in [
            (#"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"#, "TOKEN"),
            (#"\b[0-9a-f]{32}\b"#, "REQUEST"),
            (#"\b[0-9a-f]{24}\b"#, "ID"),
            (#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"#, "TIME"),
        ] {
            text = text.replacingOccurrences(of: pattern, with: name, options: .regularExpression)
        }
        return text
    }
}
