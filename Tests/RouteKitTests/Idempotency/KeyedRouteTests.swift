import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

/// Requests to an operation that is done once for each `Idempotency-Key`.
@Suite struct KeyedRouteTests {
    private static let lamp = ByteBuffer(string: #"{"name":"lamp"}"#)

    private func put(
        _ client: any TestClientProtocol, key: String?, as user: String = "user"
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.authorization: "Bearer \(user)"]
        headers[HTTPField.Name("Idempotency-Key")!] = key
        return try await client.execute(uri: "/drawer", method: .post, headers: headers, body: Self.lamp)
    }

    private func isReplay(_ response: TestResponse) -> Bool {
        response.headers[HTTPField.Name("Idempotency-Replayed")!] == "true"
    }

    @Test func aRepeatedRequestGetsItsAnswerAgain() async throws {
        let api = ToyAPI()
        try await api.test { client in
            let first = try await self.put(client, key: "a")
            let second = try await self.put(client, key: "a")
            #expect(first.status == .ok && first.text == #"{"name":"lamp","count":2}"#)
            #expect(second.status == first.status && second.text == first.text)
            #expect(!self.isReplay(first) && self.isReplay(second))
        }
        #expect(api.drawer.things.count == 1)
    }

    @Test func aRequestWithoutAKeyIsDoneEachTime() async throws {
        let api = ToyAPI()
        try await api.test { client in
            let first = try await self.put(client, key: nil)
            let second = try await self.put(client, key: nil)
            #expect(first.status == .ok && second.status == .conflict)
        }
    }

    @Test func aRefusalIsGivenAgain() async throws {
        try await ToyAPI().test { client in
            _ = try await self.put(client, key: nil)
            let first = try await self.put(client, key: "a")
            let second = try await self.put(client, key: "a")
            #expect(first.status == .conflict && second.status == .conflict)
            #expect(second.text == #"{"detail":"There is one"}"# && self.isReplay(second))
        }
    }

    @Test func aKeyIsOneCallersOwn() async throws {
        try await ToyAPI().test { client in
            _ = try await self.put(client, key: "a")
            let other = try await self.put(client, key: "a", as: "admin")
            #expect(other.status == .conflict && !self.isReplay(other))
        }
    }
}
