import HTTPTypes
import HummingbirdTesting
import NIOCore
import Schemas
import Testing

@testable import RouteKit

/// Operations below a path of their own.
@Suite struct MountTests {
    private static let key = HTTPField.Name("Idempotency-Key")!

    private static func mount(keepsRefusals: Bool = true) -> Mount {
        Mount("/api/v1", name: "v1", title: "Version 1", alias: "/api", keepsRefusals: keepsRefusals) { error in
            guard let error = error as? RefusedRequest else { return error }
            return Counted(error: error)
        }
    }

    /// A refusal with more for programs.
    private struct Counted: HTTPRefusal {
        let error: RefusedRequest
        var status: HTTPResponse.Status { self.error.status }
        var message: String { self.error.message }
        var code: String? { "counted" }
        var details: [JSONNode.Field] { [JSONNode.Field("available", 3)] }
    }

    @Test func operationsHaveAPathAndANameOfTheMount() {
        let routes = Self.mount().mounted(ToyAPI().routes)
        #expect(routes.map(\.path).contains("/api/v1/things/{name}"))
        #expect(routes.first?.documentation?.id == "v1_listThings")
    }

    @Test func bothPathsAnswerAndOneIsDescribed() async throws {
        let api = ToyAPI(mount: Self.mount())
        try await api.test { client in
            for path in ["/api/v1/things/lamp", "/api/things/lamp"] {
                let response = try await client.execute(uri: path, method: .get)
                #expect(response.status == .ok)
            }
            let root = try await client.execute(uri: "/things/lamp", method: .get)
            #expect(root.status == .notFound)
        }
        let table = RouteTable(api.mount.mounted(api.routes))
        let paths = OpenAPIDocument(table, title: "Toys", version: "1", summary: "").node["paths"]
        #expect(paths?["/api/v1/things/{name}"] != nil && paths?["/api/things/{name}"] == nil)
    }

    @Test func aFurtherPlaceOfAnOperationIsNotDescribed() throws {
        let route = try #require(ToyAPI().routes.first).also(.put, "/all-things")
        let mounted = Self.mount().mounted([route])
        #expect(
            mounted.map { "\($0.method) \($0.path)" } == [
                "GET /api/v1/things", "PUT /api/v1/all-things", "GET /api/things", "PUT /api/all-things",
            ])
        #expect(mounted.map { $0.documentation != nil } == [true, false, false, false])
    }

    @Test func theMountTellsWhatIsSaidOfErrors() async throws {
        try await ToyAPI(mount: Self.mount()).test { client in
            let response = try await client.execute(uri: "/api/v1/things/none", method: .get)
            #expect(response.status == .notFound)
            #expect(response.text == #"{"detail":"Thing not found","code":"counted","available":3}"#)
        }
    }

    @Test(arguments: [true, false])
    func theMountTellsWhetherARefusalIsKept(keepsRefusals: Bool) async throws {
        let api = ToyAPI(mount: Self.mount(keepsRefusals: keepsRefusals))
        try await api.test { client in
            func put(_ key: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/api/v1/drawer", method: .post, headers: [.authorization: "Bearer user", Self.key: key],
                    body: ByteBuffer(string: #"{"name":"lamp"}"#))
            }
            #expect(try await put("a").status == .ok)
            #expect(try await put("b").status == .conflict)
            let again = try await put("b")
            #expect(again.status == .conflict)
            #expect((again.headers[HTTPField.Name("Idempotency-Replayed")!] == "true") == keepsRefusals)
        }
    }

    @Test func keysOfOneMountSayNothingToAnother() async throws {
        let api = ToyAPI()
        var other = api
        other.mount = Self.mount()
        func put(_ api: ToyAPI, _ path: String) async throws -> TestResponse {
            try await api.test { client in
                try await client.execute(
                    uri: path, method: .post, headers: [.authorization: "Bearer user", Self.key: "a"],
                    body: ByteBuffer(string: #"{"name":"lamp"}"#))
            }
        }
        #expect(try await put(api, "/drawer").status == .ok)
        let second = try await put(other, "/api/v1/drawer")
        #expect(second.status == .conflict && second.headers[HTTPField.Name("Idempotency-Replayed")!] == nil)
    }

    @Test func anAnswerWithoutContentHasNoFieldsAboutIt() {
        let answer = Answer(.noContent, NoContent())
        #expect(answer.fields.isEmpty && answer.body.readableBytes == 0)
    }

    @Test func whatWasCreatedHasALocation() {
        let answer = Answer(.created, Created([1], at: "/api/v1/things/1"))
        #expect(answer.fields.first { $0.name == .location }?.value == "/api/v1/things/1")
    }

    @Test func theDescriptionGroupsTagsByMount() {
        let routes = Mount("", name: "", title: "Root").mounted(ToyAPI().routes)
        func groups(_ routes: [Route]) -> JSONNode? {
            OpenAPIDocument(RouteTable(routes), title: "Toys", version: "1", summary: "").node["x-tagGroups"]
        }
        #expect(groups(routes) == nil)
        let tag = RouteTag("More", "More things.")
        let more = Route(.get, "/more", id: "more", "More", tag: tag, access: .anyone, input: .nothing) { _ in [1] }
        #expect(
            groups(routes + Self.mount().mounted([more])) == [
                ["name": "Root", "tags": ["Things", "People"]], ["name": "Version 1", "tags": ["More"]],
            ])
    }
}
