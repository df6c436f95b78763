public import NIOCore
public import Schemas

/// A list that is sent while it is made, a JSON object a line (`application/x-ndjson`), for what may be too long to be in memory
/// as a whole. A route that answers it says the media type in its ``RouteOptions/mediaTypes``.
///
/// The status has gone out when the first page is made. So whatever may refuse the request comes before, in the handler.
public struct StreamedLines<Line: SchemaObject>: RouteOutput {
    public typealias Described = LinesContent<Line>

    private let write: BodyStream

    /// - Parameter page: the lines behind a place, from the first for nil, and the place behind them; nil for the last page.
    public init<Place: Sendable>(page: @escaping @Sendable (Place?) async throws -> (lines: [Line], next: Place?)) {
        self.write = { send in
            var place: Place?
            repeat {
                let (lines, next) = try await page(place)
                var part = ByteBuffer()
                for line in lines {
                    part.writeImmutableBuffer(line.jsonBuffer())
                    part.writeStaticString("\n")
                }
                if part.readableBytes > 0 { try await send(part) }
                place = next
            } while place != nil
        }
    }

    /// The media type of such lines.
    public static var mediaType: String { Described.mediaType }
    public static var streamedType: String { Self.mediaType }
    public var responseBody: ByteBuffer { ByteBuffer() }
    public var bodyStream: BodyStream? { tellingFailures(of: self.write) }
}

/// Stands for lines of JSON in the description of an API.
public enum LinesContent<Line: SchemaObject>: SchemaValue {
    static var mediaType: String { "application/x-ndjson" }

    public static func read(from reader: any ValueReader) throws(Rejected) -> LinesContent {
        throw reader.reject("lines_type", "Lines are no part of a document")
    }

    public func write(to writer: any ValueWriter) {}

    public static func jsonSchema(in definitions: inout JSONSchemaDefinitions) -> JSONNode {
        .text(Self.mediaType, of: Line.jsonSchema(in: &definitions))
    }
}
