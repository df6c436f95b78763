import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import RouteKit
import RouteKitTestSupport
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// What holds of all streams of events: how many there are, when they end, and what they cost.
@Suite(.timeLimit(.minutes(30)))
struct EventStreamTests {
    private static func path(_ order: String) -> String { "/api/v1/orders/\(order)/events" }

    // MARK: Bounds

    @Test(arguments: [false, true])
    func oneMoreThanTheBoundIsRefusedUntilOneEnds(ofAll: Bool) async throws {
        try await withShop(configure: { settings in
            settings.eventStreams.heartbeat = .milliseconds(20)
            if ofAll { settings.eventStreams.streams = 2 } else { settings.eventStreams.streamsOfCaller = 2 }
        }) { shop in
            let user = try await shop.signUp()
            let path = Self.path(try await shop.order(1, quantity: 1, as: user))
            let port = try #require(shop.http.port)
            try await RawConnection.open(port: port) { first in
                try await first.openStream(path, as: user)
                // An answer without a body takes no place.
                for _ in 0..<3 {
                    let head = try await shop.send(.head, path, headers: [.authorization: "Bearer \(user)"])
                    #expect(head.status == 200 && head.headers[.contentType] == "text/event-stream")
                }
                try await RawConnection.open(port: port) { second in
                    try await second.openStream(path, as: user)
                    let refused = try await shop.get(path, token: user)
                    #expect(refused.status == (ofAll ? 503 : 429))
                    #expect(refused["code"]?.text == (ofAll ? nil : "too_many_streams"))
                    #expect(refused.headers[.retryAfter] == "1")
                }
                // Of the one that has gone nothing was told but the end of its connection.
                try await eventually {
                    try await shop.send(.head, path, headers: [.authorization: "Bearer \(user)"]).status == 200
                }
            }
        }
    }

    @Test func aClientThatDoesNotReadLosesItsStream() async throws {
        let (log, waiting) = (CallLog(), Gate())
        let further = FurtherParts(routes: { backend in [Self.flood(backend, log, waiting)] })
        let lines = try await linesLogged { output in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await withShop(logger: logger, further: further, configure: { $0.idleTimeout = .milliseconds(200) }) {
                shop in
                let user = try await shop.signUp()
                try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                    try await connection.openStream("/flood", as: user)
                    // Nothing is read until no more is taken.
                    await waiting.arrival()
                    waiting.open()
                    _ = try await connection.rest()
                }
            }
        }
        // What fits into the outlet and into the buffers of the system, and no more.
        #expect(log.names.count < 200)
        #expect(lines.contains { $0.contains("Stream ended: slow") })
    }

    /// Sends as much as is taken.
    private static func flood(_ backend: Backend, _ log: CallLog, _ waiting: Gate) -> Route {
        let access = ShopAccess(authenticate: backend.shop.sessions.caller)
        return Route(
            .get, "/flood", id: "flood", "More than anybody reads", tag: RouteTag("Flood", "For tests."),
            access: access.user, input: .nothing,
            events: { _, _ in
                EventFeed<Identity, Drop>(for: { _ in true }) { outlet in
                    let drop = Drop(text: String(repeating: "x", count: 262_144))
                    while outlet.send([drop]) {
                        log.note("sent")
                        await Task.yield()
                    }
                    await waiting.pass()
                }
            })
    }

    private struct Drop: ServerEvent {
        static let kinds = [ServerEventKind("drop", String.self, "Some text.")]
        let text: String
        var id: String? { nil }
        var name: String { "drop" }
        var data: any SchemaValue { self.text }
    }

    // MARK: The end

    @Test func aStreamThatIsOldEndsWithItsConnection() async throws {
        let lines = try await linesLogged { output in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: output) }
            try await withShop(logger: logger, configure: { $0.eventStreams.lifetime = .milliseconds(300) }) { shop in
                let user = try await shop.signUp()
                let path = Self.path(try await shop.order(1, quantity: 1, as: user))
                try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                    try await connection.openStream(path, as: user)
                    let events = try await connection.events(2).count
                    #expect(events == 2)
                    // A request behind it is not answered, by whatever.
                    try await connection.get("/health")
                    let end = try await connection.event()
                    #expect(end == nil)
                    let isAtEnd = try await connection.isAtEnd()
                    #expect(isAtEnd)
                }
            }
        }
        let opened = try #require(lines.first { $0.contains("/events") && $0.contains("→ Request") })
        let id = try #require(opened.split(separator: " ").first { $0.hasPrefix("request_id=") })
        #expect(lines.contains { $0.contains("← Response: 200") && $0.contains(id) })
        #expect(lines.contains { $0.contains("← Stream ended: old events=2 duration=") && $0.hasSuffix(id) })
    }

    @Test func requestsThatCameWithItAreNotAnswered() async throws {
        try await withShop(configure: { $0.eventStreams.lifetime = .milliseconds(300) }) { shop in
            let user = try await shop.signUp()
            let path = Self.path(try await shop.order(1, quantity: 1, as: user))
            try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                let head = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(user)\r\n\r\n"
                try await connection.send(head + "GET /orders HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let rest = try await connection.rest()
                #expect(rest.hasPrefix("HTTP/1.1 200 OK") && rest.hasSuffix("\r\n0\r\n\r\n"))
                #expect(rest.components(separatedBy: "HTTP/1.1 ").count == 2)
            }
        }
    }

    @Test func aStreamEndsWhenTheServerStops() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let path = Self.path(try await shop.order(1, quantity: 1, as: user))
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start(["SHUTDOWN_GRACE_SECONDS=3600"])
                try await RawConnection.open(port: process.port) { connection in
                    try await connection.openStream(path, as: user)
                    _ = try await connection.events(2)
                    process.terminate()
                    let end = try await connection.event()
                    #expect(end == nil)
                }
                #expect(process.waitForEnd() == 0)
            }
        }
    }

    // MARK: What it costs

    @Test func idleStreamsAskMongoDBNothing() async throws {
        try await withShop(configure: { settings in
            settings.eventStreams.heartbeat = .milliseconds(100)
            settings.eventStreams.streamsOfCaller = 200
        }) { shop in
            let user = try await shop.signUp()
            let path = Self.path(try await shop.order(1, quantity: 1, as: user))
            let port = try #require(shop.http.port)
            let (opened, ended) = (Gate(), Gate())
            async let streams = parallel(200) { index in
                try await RawConnection.open(port: port) { connection in
                    try await connection.openStream(path, as: user)
                    _ = try await connection.events(2)
                    opened.open()
                    await opened.pass()
                    guard index == 0 else { return await ended.pass() }
                    defer { ended.open() }
                    // One of them tells how time goes by.
                    try await eventually {
                        let questions = try await shop.questions {
                            for _ in 0..<3 { _ = try await connection.eventsUntilHeartbeat() }
                        }
                        return questions.isEmpty
                    }
                }
            }
            await opened.arrival(200)
            _ = try await streams
        }
    }

    @Test func idleStreamsTakeLittleMemory() async throws {
        try await withShop { shop in
            let buyers = try await parallel(20) { _ in
                let user = try await shop.signUp()
                return (user, Self.path(try await shop.order(1, quantity: 1, as: user)))
            }
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start()
                let (opened, ended) = (Gate(), Gate())
                opened.open()
                @Sendable func streams(_ each: Int) async throws {
                    _ = try await parallel(20 * each) { index in
                        let (user, path) = buyers[index % 20]
                        try await RawConnection.open(port: process.port) { connection in
                            try await connection.openStream(path, as: user)
                            _ = try await connection.events(2)
                            await opened.pass()
                            await ended.pass()
                        }
                    }
                }
                // What the first ones take once is no part of it.
                async let first: Void = streams(2)
                await opened.arrival(40)
                let before = process.residentBytes
                async let further: Void = streams(10)
                await opened.arrival(240)
                let each = (process.residentBytes - before) / 200
                // In a debug build, whose frames are larger.
                #expect(each < 131_072, "\(each) bytes each")
                ended.open()
                _ = try await (first, further)
            }
        }
    }

    // MARK: The description

    @Test func theDescriptionNamesTheEvents() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            let operation = document["paths"]?["/api/v1/orders/{id}/events"]?["get"]
            let parameters = operation?["parameters"]?.elements.compactMap { $0["name"]?.text }
            #expect(parameters == ["id", "Last-Event-ID"])
            let responses = operation?["responses"]
            let content = responses?["200"]?["content"]
            #expect(content?["text/event-stream"] != nil && content?["application/json"] == nil)
            let schema = content?["text/event-stream"]?["schema"]
            #expect(schema?["type"] == "string" && schema?["contentMediaType"] == "text/event-stream")
            let events = schema?["contentSchema"]?["items"]?["oneOf"]?.elements ?? []
            let names = events.compactMap { $0["properties"]?["event"]?["const"]?.text }
            #expect(names == ["status", "payment", "tracking"])
            let payment = events[1]["properties"]?["data"]?["contentSchema"]
            #expect(payment == ["$ref": "#/components/schemas/V1Payment"])
            #expect(responses?["404"] != nil && responses?["429"] != nil && responses?["503"] != nil)
        }
    }
}
