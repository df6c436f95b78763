import HTTPTypes
import HummingbirdTesting
import Logging
import RouteKitTestSupport
import Testing

@testable import RouteKit

/// Answers that are sent while they are made.
@Suite struct StreamedObjectTests {
    private static let login: HTTPFields = [.authorization: "Bearer user"]

    @Test(arguments: [1, 10, 11, 35])
    func aListThatComesInPagesIsOneObject(limit: Int) async throws {
        try await ToyAPI().test(.live) { client in
            let response = try await client.execute(uri: "/stream?limit=\(limit)", method: .get, headers: Self.login)
            #expect(response.status == .ok && response.headers[.contentType] == "application/json")
            #expect(response.headers[.cacheControl] == "no-store" && response.headers[.eTag] == nil)
            let things = (1...limit).map { #"{"name":"lamp","count":\#($0)}"# }
            #expect(response.text == #"{"owner":"user","things":[\#(things.joined(separator: ","))]}"#)
        }
    }

    @Test func aRefusalComesBeforeTheStream() async throws {
        try await ToyAPI().test(.live) { client in
            let stranger = try await client.execute(uri: "/stream", method: .get)
            #expect(stranger.status == .unauthorized)
            let response = try await client.execute(uri: "/stream?limit=x", method: .get, headers: Self.login)
            #expect(response.status == .unprocessableContent)
        }
    }

    @Test func whyAnAnswerBreaksOffIsInTheLog() async throws {
        let lines = try await linesLogged { output in
            var api = ToyAPI()
            api.logger = Logger(label: "toy") { _ in LineLogHandler(output: output) }
            try await api.test(.ahc(.http)) { client in
                _ = try? await client.execute(uri: "/stream?limit=35&name=broken", method: .get, headers: Self.login)
            }
        }
        let errors = lines.filter { $0.contains("Request failed") }
        #expect(errors.count == 1 && errors.first?.contains("GET /stream") == true)
    }

    @Test func anAnswerThatBreaksOffIsNotTakenForAWholeOne() async throws {
        try await ToyAPI().test(.ahc(.http)) { client in
            await #expect(throws: (any Error).self) {
                try await client.execute(uri: "/stream?limit=35&name=broken", method: .get, headers: Self.login)
            }
            // The server goes on.
            let next = try await client.execute(uri: "/things", method: .get)
            #expect(next.status == .ok)
        }
    }
}
