import BSON
import FoundationEssentials
import Schemas

/// The message of an event: `{"id": …, "type": …, "created_at": …, "data": {…}}`.
///
/// Written by hand: an object of any type has no schema of its own.
struct WebhookMessage {
    /// The most bytes that a message has. Receivers need not be ready for more.
    static let limit = 262_144

    let id: ObjectID
    let type: String
    let createdAt: Date

    /// - Parameter data: what is told. Where it is too much, its identifier alone is, and that the rest was left out.
    func body(_ data: any SchemaValue, about subject: ObjectID) -> String {
        let whole = self.text { data.write(to: $0) }
        guard whole.utf8.count > Self.limit else { return whole }
        return self.text { writer in
            writer.beginObject()
            writer.key("id")
            subject.write(to: writer)
            writer.key("omitted")
            writer.write(true)
            writer.endObject()
        }
    }

    private func text(_ write: (JSONWriter) -> Void) -> String {
        let writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        self.id.write(to: writer)
        writer.key("type")
        writer.write(self.type)
        writer.key("created_at")
        self.createdAt.write(to: writer)
        writer.key("data")
        write(writer)
        writer.endObject()
        return writer.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
