import NIOCore
import Schemas

/// Stands for a stream of events in the description of an API.
enum EventStreamContent<Event: ServerEvent>: SchemaValue {
    static func read(from reader: any ValueReader) throws(Rejected) -> EventStreamContent {
        throw reader.reject("events_type", "Events are no part of a document")
    }

    func write(to writer: any ValueWriter) {}

    static var mediaType: String { "text/event-stream" }

    /// A text of events, each as an object of its fields, as OpenAPI 3.2 has them ("Special Considerations for Server-Sent Events").
    static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        let events = Event.kinds.map { kind -> JSONNode in
            [
                "type": "object", "description": .string(kind.summary), "required": ["event", "data"],
                "properties": [
                    "id": ["type": "string"], "event": ["type": "string", "const": .string(kind.name)],
                    "data": [
                        "type": "string", "contentMediaType": "application/json",
                        "contentSchema": kind.schema(&definitions),
                    ],
                ],
            ]
        }
        return .text(Self.mediaType, of: ["oneOf": .array(events)])
    }
}

/// What the description of an API shows for a route that sends events. There is no value of it: the route answers by itself.
enum DescribedEvents<Event: ServerEvent>: RouteOutput, DescribingEvents {
    typealias Described = EventStreamContent<Event>

    var responseBody: ByteBuffer {
        switch self {}
    }
}

/// Tells outputs that are streams of events from others.
protocol DescribingEvents {}
