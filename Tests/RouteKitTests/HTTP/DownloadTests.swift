import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import RouteKitTestSupport
import Testing

@testable import RouteKit

/// Answers of bytes: from memory, from memory where the request arrives (`.live`), and streamed.
@Suite struct DownloadTests {
    private static let kinds = [
        ("memory", TestingSetup.router), ("memory", .live), ("stream", .router), ("stream", .live),
    ]

    private func get(
        _ name: String, _ setup: TestingSetup, _ headers: HTTPFields = [:], method: HTTPRequest.Method = .get,
        path: String = "pictures"
    ) async throws -> TestResponse {
        try await ToyAPI().test(setup) { client in
            try await client.execute(uri: "/\(path)/\(name)", method: method, headers: headers)
        }
    }

    @Test(arguments: kinds)
    func theWholeMayBeKeptByAllForAYear(name: String, setup: TestingSetup) async throws {
        let response = try await self.get(name, setup)
        #expect(response.status == .ok && response.text == "0123456789")
        #expect(response.headers[.contentType] == "image/png" && response.headers[.contentLength] == "10")
        #expect(response.headers[.acceptRanges] == "bytes" && response.headers[.contentRange] == nil)
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response.headers[.eTag] == "\"\(name.prefix(1))\"")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[values: .crossOriginResourcePolicy] == ["cross-origin"])
    }

    @Test(arguments: kinds)
    func aPartIsAnswered(name: String, setup: TestingSetup) async throws {
        let response = try await self.get(name, setup, [.range: "bytes=2-4"])
        #expect(response.status == .partialContent && response.text == "234")
        #expect(response.headers[.contentLength] == "3" && response.headers[.contentRange] == "bytes 2-4/10")
    }

    @Test(arguments: kinds)
    func aPartThatIsNotThereIsRefused(name: String, setup: TestingSetup) async throws {
        let response = try await self.get(name, setup, [.range: "bytes=10-"])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.headers[.contentRange] == "bytes */10")
        #expect(response.text == #"{"detail":"There are no such bytes: it has 10 of them"}"#)
        #expect(response.headers[.contentType] == "application/json")
    }

    @Test(arguments: kinds)
    func aPartIsOnlyAnsweredOfWhatTheClientKnows(name: String, setup: TestingSetup) async throws {
        let tag = "\"\(name.prefix(1))\""
        for (condition, status) in [
            (tag, 206), ("\"x\"", 200), ("W/\(tag)", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
        ] {
            let response = try await self.get(name, setup, [.range: "bytes=0-1", .ifRange: condition])
            #expect(response.status.code == status)
        }
    }

    @Test(arguments: kinds)
    func whatTheClientHasIsNotSentAgain(name: String, setup: TestingSetup) async throws {
        let tag = "\"\(name.prefix(1))\""
        let response = try await self.get(name, setup, [.ifNoneMatch: tag, .range: "bytes=0-1"])
        #expect(response.status == .notModified && response.text.isEmpty)
        #expect(response.headers[.eTag] == tag)
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
    }

    @Test(arguments: kinds)
    func toHeadItsLengthIsAnsweredAndNoPart(name: String, setup: TestingSetup) async throws {
        let response = try await self.get(name, setup, [.range: "bytes=2-4"], method: .head)
        #expect(response.status == .ok && response.text.isEmpty)
        #expect(response.headers[.contentLength] == "10" && response.headers[.acceptRanges] == "bytes")
    }

    @Test func whatIsForTheCallerAloneIsKeptByNobody() async throws {
        let response = try await self.get("list", .router, [.authorization: "Bearer user"], path: "papers")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[values: .crossOriginResourcePolicy] == ["same-origin"])
        #expect(
            response.headers[.contentDisposition]
                == "attachment; filename=\"list ____.csv\"; filename*=UTF-8''list%20%22%C3%BC%22.csv")
    }

    @Test(arguments: ["broken", "short", "long"])
    func aStreamThatBreaksOffEndsTheConnectionAndIsInTheLog(name: String) async throws {
        let lines = try await linesLogged { output in
            var api = ToyAPI()
            api.logger = Logger(label: "toy") { _ in LineLogHandler(output: output) }
            try await api.test(.ahc(.http)) { client in
                await #expect(throws: (any Error).self) {
                    try await client.execute(uri: "/pictures/\(name)", method: .get)
                }
                let next = try await client.execute(uri: "/pictures/stream", method: .get)
                #expect(next.status == .ok)
            }
        }
        #expect(lines.count { $0.contains("Request failed") } == 1)
    }
}
