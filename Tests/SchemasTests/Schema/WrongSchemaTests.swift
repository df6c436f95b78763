import Foundation
import Testing

/// What the compiler says of schemas that do not fit their models. It compiles with the module under test,
/// one program at a time.
@Suite(.serialized) struct WrongSchemaTests {
    static let sentence =
        "the fields don't fit the initialiser's parameters: one is missing, there twice, of another type"

    @Test(arguments: [
        (#"Field("name", \.name)"#, "missing"),
        (#"Field("name", \.name); Field("price", \.price); Field("price2", \.price)"#, "twice"),
        (#"Field("name", \.price); Field("price", \.name)"#, "of another type"),
    ])
    func doesNotCompile(fields: String, mistake: String) async throws {
        let words = try await self.compile(fields)
        #expect(words.contains("error: 'init(_:_:transient:fields:)' is unavailable: \(Self.sentence)"))
        // The line that is shown names the model.
        #expect(words.contains(#"static let schema = Schema("products", Product.init)"#))
    }

    @Test func aPropertyThatDoesNotExist() async throws {
        let words = try await self.compile(#"Field("name", \.nmae); Field("price", \.price)"#)
        #expect(words.contains("value of type 'Product' has no member 'nmae'"))
    }

    @Test func aDefaultOfAnotherType() async throws {
        let words = try await self.compile(#"Field("name", \.name); Field("price", \.price, default: "a")"#)
        #expect(words.contains("cannot convert value of type 'String' to expected argument type 'Int'"))
    }

    @Test func theSameModelWithoutAMistakeCompiles() async throws {
        #expect(try await self.compile(#"Field("name", \.name); Field("price", \.price)"#) == "")
    }

    /// What the compiler says of a model with these fields.
    private func compile(_ fields: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "Product.swift")
        let output = folder.appending(path: "output")
        let model = """
            import Schemas
            struct Product: SchemaObject {
                var name: String
                var price: Int
                static let schema = Schema("products", Product.init) {
                    \(fields)
                }
            }
            """
        try Data(model.utf8).write(to: source)
        try Data().write(to: output)
        let products = try #require(Bundle.main.executableURL).deletingLastPathComponent()
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = [
            "swiftc", "-typecheck", "-swift-version", "6", "-I", products.appending(path: "Modules").path, source.path,
        ]
        compiler.standardError = try FileHandle(forWritingTo: output)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            compiler.terminationHandler = { _ in continuation.resume() }
            do { try compiler.run() } catch { continuation.resume(throwing: error) }
        }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}
