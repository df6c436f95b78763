public import NIOCore
public import Schemas

/// A JSON object that is sent while it is made, for what may be too large to be in memory as a whole.
///
/// The status has gone out when the first part is made. So whatever may refuse the request comes before, in the handler.
public struct StreamedObject<Described: SchemaObject>: RouteOutput {
    private let write: @Sendable (inout ObjectStream) async throws -> Void

    /// - Parameter write: writes the fields, in the order of the description.
    public init(of described: Described.Type, _ write: @escaping @Sendable (inout ObjectStream) async throws -> Void) {
        self.write = write
    }

    public var responseBody: ByteBuffer { ByteBuffer() }

    public var bodyStream: BodyStream? {
        let write = self.write
        return tellingFailures(of: { send in
            try await withoutActuallyEscaping(send) { send in
                var object = ObjectStream(send)
                try await write(&object)
                try await object.end()
            }
        })
    }
}

/// The fields of an object on their way to a client.
public struct ObjectStream {
    private let send: (ByteBuffer) async throws -> Void
    private var isEmpty = true

    init(_ send: @escaping (ByteBuffer) async throws -> Void) {
        self.send = send
    }

    /// Sends a field.
    ///
    /// - Parameter name: letters, digits and underscores.
    public mutating func field(_ name: StaticString, _ value: some SchemaValue) async throws {
        var part = self.begin(name)
        var json = value.jsonBuffer()
        part.writeBuffer(&json)
        try await self.send(part)
    }

    /// Sends a list, a page at a time.
    ///
    /// - Parameters:
    ///   - name: letters, digits and underscores.
    ///   - page: the items behind a place, from the first for nil, and the place behind them; nil for the last page.
    public mutating func list<Item: SchemaValue, Place>(
        _ name: StaticString, page: (Place?) async throws -> (items: [Item], next: Place?)
    ) async throws {
        var part = self.begin(name)
        part.writeStaticString("[")
        var (isFirst, place) = (true, nil as Place?)
        repeat {
            let (items, next) = try await page(place)
            for item in items {
                if !isFirst { part.writeStaticString(",") }
                isFirst = false
                var json = item.jsonBuffer()
                part.writeBuffer(&json)
            }
            place = next
            if place == nil { part.writeStaticString("]") }
            try await self.send(part)
            part = ByteBuffer()
        } while place != nil
    }

    private mutating func begin(_ name: StaticString) -> ByteBuffer {
        var part = ByteBuffer()
        part.writeStaticString(self.isEmpty ? "{\"" : ",\"")
        part.writeStaticString(name)
        part.writeStaticString("\":")
        self.isEmpty = false
        return part
    }

    func end() async throws {
        try await self.send(ByteBuffer(string: self.isEmpty ? "{}" : "}"))
    }
}
