import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import RouteKit

/// Who comes when there is too much to do already is told so at once.
@Suite(.timeLimit(.minutes(30)))
struct RequestsInFlightTests {
    @Test func oneMoreThanTheBoundIsRefusedAtOnce() async throws {
        var api = ToyAPI()
        api.maximumInFlight = 2
        let (calls, slow) = (api.calls, api.slow)
        try await api.test { client in
            let waiting = try await slow.pass {
                let waiting = Task {
                    try await parallel(2) { _ in try await client.execute(uri: "/slow", method: .get).status }
                }
                try await eventually { calls.names.count == 2 }
                let refused = try await client.execute(uri: "/things", method: .get)
                #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] == "1")
                #expect(refused.text == #"{"detail":"There is too much to do; please try again in a moment."}"#)
                #expect(refused.headers[.requestID] != nil)
                // Supervisors, and pages that take no work, are not refused.
                #expect(try await client.execute(uri: "/state", method: .get).status == .ok)
                #expect(try await client.execute(uri: "/nowhere", method: .get).status == .notFound)
                return waiting
            }
            #expect(try await waiting.value == [.ok, .ok])
            #expect(try await client.execute(uri: "/things", method: .get).status == .ok)
        }
    }
}
