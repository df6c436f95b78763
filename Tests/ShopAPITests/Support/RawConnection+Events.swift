import Foundation
import Schemas
import Testing

/// An event of a stream.
struct StreamedEvent: Sendable {
    let id: String?
    let name: String
    let data: JSONNode

    /// - Parameter lines: the lines of an event as they came.
    init?(_ lines: [Substring]) {
        func value(_ field: String) -> String? {
            lines.first { $0.hasPrefix(field + ": ") }.map { String($0.dropFirst(field.count + 2)) }
        }
        guard let name = value("event"), let data = value("data") else { return nil }
        self.id = value("id")
        self.name = name
        self.data = (try? JSONNode(json: Array(data.utf8))) ?? .null
    }

    /// What it is about, in short: `status shipped`, `payment paid`, `tracking DHL`.
    var news: String {
        "\(self.name) \(self.data["status"]?.text ?? self.data["carrier"]?.text ?? "?")"
    }
}

extension RawConnection {
    /// Asks for a stream of events and expects one.
    mutating func openStream(_ path: String, as token: String, after lastEventID: String? = nil) async throws {
        try await self.get(
            path, ["Authorization: Bearer \(token)"] + (lastEventID.map { ["Last-Event-ID: \($0)"] } ?? []))
        let (head, _) = try await self.response()
        #expect(head.status == "HTTP/1.1 200 OK" && head["Content-Type"] == "text/event-stream")
        #expect(head["Cache-Control"] == "no-store" && head["X-Accel-Buffering"] == "no")
        #expect(head["Transfer-Encoding"] == "chunked" && head["Connection"] == "close")
        let opening = try await self.piece()
        #expect(opening?.first?.hasPrefix("retry: ") == true)
    }

    /// The next event or comment of a stream; nil when it has ended as it should.
    private mutating func piece() async throws -> [Substring]? {
        while true {
            if let end = self.streamed.range(of: "\n\n") {
                let lines = self.streamed[..<end.lowerBound].split(separator: "\n")
                self.streamed.removeSubrange(..<end.upperBound)
                return lines
            }
            guard let chunk = try await self.chunk() else { return nil }
            self.streamed += chunk
        }
    }

    /// The next event of a stream; nil when it has ended.
    mutating func event() async throws -> StreamedEvent? {
        while let piece = try await self.piece() {
            if let event = StreamedEvent(piece) { return event }
        }
        return nil
    }

    /// So many events of a stream.
    mutating func events(_ count: Int) async throws -> [StreamedEvent] {
        var events: [StreamedEvent] = []
        while events.count < count, let event = try await self.event() { events.append(event) }
        return events
    }

    /// The events of a stream until it shows that there are no more for now.
    mutating func eventsUntilHeartbeat() async throws -> [StreamedEvent] {
        var events: [StreamedEvent] = []
        while let piece = try await self.piece(), piece != [":"] {
            if let event = StreamedEvent(piece) { events.append(event) }
        }
        return events
    }
}
