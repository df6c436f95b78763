import Foundation
import Testing

/// The library's page shows code that compiles.
@Suite struct DocumentationTests {
    @Test func theCodeOfThePageCompiles() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appending(path: "Sources/RouteKit/RouteKit.docc/RouteKit.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count == 9)
        let errors = try await TypeCheck.errors(in: Self.surroundings + blocks.joined() + "}\n")
        #expect(errors == [])
    }

    /// What the page takes for granted.
    private static let surroundings = """
        import Hummingbird
        import Idempotency
        import Logging
        import NIOCore
        import RedisCache
        import RouteKit
        import Schemas

        struct Account: Sendable { var id: String }
        protocol Accounts: Sendable {
            func authenticate(_ token: String) async throws -> Account
            func endLogin(of account: Account?, or cookie: CookieCredential?) async throws
        }

        struct Thing: SchemaObject, RouteOutput {
            var name: String
            static let schema = Schema(Thing.init) { Field("name", \\.name) }
        }
        struct Receipt: SchemaObject, RouteOutput {
            var name: String
            static let schema = Schema(Receipt.init(name:)) { Field("name", \\.name) }
            init(name: String) { self.name = name }
            init(_ thing: Thing) { self.name = thing.name }
        }
        struct PartsQuery: SchemaObject {
            var limit: Int
            static let schema = Schema(PartsQuery.init) { Field("limit", \\.limit) }
        }

        protocol Store: Sendable {
            func thing(named name: String) async throws -> Thing?
            func add(_ thing: Thing, for account: Account) async throws -> Thing
            func parts(of name: String, limit: Int) async throws -> Thing
            func changes(
                of name: String, after revision: String?
            ) async throws -> AsyncStream<(revision: String, thing: Thing)>
        }
        struct PictureFields: SchemaObject {
            var alt: String
            static let schema = Schema(PictureFields.init) { Field("alt", \\.alt) }
        }
        struct PicturePath: SchemaObject {
            var id: String
            static let schema = Schema(PicturePath.init) { Field("id", \\.id) }
        }
        struct Picture: Sendable {
            var size: Int
            var tag: String
            func bytes(_ range: Range<Int>) -> AsyncStream<[UInt8]> { AsyncStream { $0.finish() } }
        }
        protocol Pictures: Sendable {
            func add(_ bytes: [UInt8], alt: String) async throws -> Thing
            func find(_ id: String) async throws -> Picture
        }
        protocol Cache: Sendable { func parts(of name: String, limit: Int) -> Thing? }
        struct Drawer: AnswerStore {
            typealias Transaction = Int
            struct Held: AnswerClaim {
                func keep(_ answer: KeptAnswer, in transaction: Int?) async throws {}
                func giveUp() async {}
            }
            func begin(_ request: KeyedRequest) async throws -> AnswerStart<Held> { .first(Held()) }
            func put<Answer>(_ thing: Thing, keeping: Keeping<Thing, Answer, Int>) async throws -> Kept<Answer> {
                try await keeping(thing, in: 1)
            }
        }

        func document(
            accounts: any Accounts, store: any Store, cache: any Cache, drawer: Drawer, redis: RedisConnection,
            pictures: any Pictures, logger: Logger
        ) {

        """
}
