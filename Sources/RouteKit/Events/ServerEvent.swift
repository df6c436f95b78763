public import NIOCore
public import Schemas

/// Something that a client is told while it happens: an event of a stream, as browsers read it (HTML Living Standard,
/// section 9.2, "Server-sent events").
///
/// ```swift
/// struct Parcel: ServerEvent {
///     static let kinds = [ServerEventKind("moved", Place.self, "It was seen somewhere else.")]
///     let id: String?
///     let place: Place
///     var name: String { "moved" }
///     var data: any SchemaValue { self.place }
/// }
/// ```
public protocol ServerEvent: Sendable {
    /// What it can be called, and what it says then, for the API's description.
    static var kinds: [ServerEventKind] { get }

    /// By what a client that comes again says what it has, in visible ASCII, else it is left out; nil where it has no more
    /// than with the event before.
    var id: String? { get }

    /// One of the names of ``kinds``.
    var name: String { get }

    var data: any SchemaValue { get }

    /// Writes the JSON of the data, without a line break. Events that go to many clients have it ready.
    func writeData(to buffer: inout ByteBuffer)
}

extension ServerEvent {
    public func writeData(to buffer: inout ByteBuffer) { buffer.writeImmutableBuffer(self.data.jsonBuffer()) }
}

/// What events of one name are.
public struct ServerEventKind: Sendable {
    let name: String
    let summary: String
    let schema: @Sendable (inout JSONSchemaDefinitions) -> JSONNode

    /// - Parameters:
    ///   - name: letters, digits and underscores.
    ///   - data: the type of what such an event says.
    ///   - summary: when it comes, for people.
    public init<Data: SchemaValue>(_ name: String, _ data: Data.Type, _ summary: String) {
        self.name = name
        self.summary = summary
        self.schema = { definitions in Data.jsonSchema(in: &definitions) }
    }
}

extension ByteBuffer {
    /// Writes an event as clients read it. JSON that is written by a schema has no line breaks.
    mutating func write(_ event: some ServerEvent) {
        if let id = event.id, id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { self.writeString("id: \(id)\n") }
        self.writeString("event: \(event.name)\ndata: ")
        event.writeData(to: &self)
        self.writeStaticString("\n\n")
    }
}
