import HTTPTypes
import NIOHTTP1
import Testing

@testable import RouteKit

/// Which operation a request asks for, where it arrives.
@Suite struct FastPathTableTests {
    private static let paths = [
        "/", "/things", "/things/{name}", "/things/{name}/parts", "/things/{name}/parts/{number}", "/things/new",
        "/things/new/draft", "/{kind}/list", "/people/{id}/things/{name}",
    ]

    private let routes = FastPathRoutes(
        RouteTable(
            Self.paths.map { path in
                Route(
                    .get, path, id: path, "Look", tag: RouteTag("Things", ""), access: .anyone, input: .nothing,
                    options: .init(isRateLimited: true)
                ) { _ in Thing(name: "a", count: 1) }
            }))

    private func match(_ target: String, _ method: HTTPMethod = .GET) -> FastPathRoutes.Match? {
        self.routes.match(HTTPRequestHead(version: .http1_1, method: method, uri: target))
    }

    @Test(arguments: [
        ("/", "/"), ("/things", "/things"), ("/things?limit=3", "/things"), ("/things/lamp", "/things/{name}"),
        ("/things/new", "/things/new"), ("/things/new/draft", "/things/new/draft"),
        ("/things/lamp/parts", "/things/{name}/parts"), ("/things/lamp/parts/3?x=/", "/things/{name}/parts/{number}"),
        ("/others/list", "/{kind}/list"), ("/people/7/things/lamp", "/people/{id}/things/{name}"),
    ])
    func aPathIsFoundByItsPattern(target: String, pattern: String) {
        #expect(self.match(target)?.operation.counter == .route("GET \(pattern)"))
    }

    @Test(arguments: [
        "", "things", "/things/", "//things", "/things//parts", "/things/lamp/parts/", "/things/a%20b/parts",
        "/things/a%20b", "/things/a#b", "/things?a#b", "/nothing", "/people/7/things", "/things/lamp/others",
        "/people/%37/things/lamp",
    ])
    func whatIsUnknownOrNotPlainIsLeftToTheRouter(target: String) {
        #expect(self.match(target) == nil)
    }

    /// The router would not take it for a placeholder's value either.
    @Test(arguments: ["/things/new/draft", "/things/new/{number}", "/things/new/{number}/parts"])
    func aNameThatOnlyBeginsALongerPathIsNoValue(longer: String) {
        let routes = FastPathRoutes(
            RouteTable(
                ["/things/{name}", longer].map { path in
                    Route(.get, path, id: path, "Look", tag: RouteTag("Things", ""), access: .anyone, input: .nothing) {
                        _ in Thing(name: "a", count: 1)
                    }
                }))
        #expect(routes.match(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/things/new")) == nil)
    }

    @Test func anotherMethodHasOtherOperations() {
        #expect(self.match("/things", .POST) == nil)
    }
}
