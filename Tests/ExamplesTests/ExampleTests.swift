import Foundation
import Testing

/// The examples run, and the articles show nothing that is not in them.
@Suite struct ExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let examples: [(name: String, article: String, output: [String])] = [
        (
            "ValidateJSON", "Schemas",
            [
                #"{"email":"ann@example.com","password":"correct horse","interests":[]}"#,
                "email value is not a valid email address: An email address must have an @-sign.",
                "password String should have at least 8 characters", "interests.0 Input should be a valid string",
            ]
        ),
        ("ReadBSON", "BSON", ["roof 21.5"]),
        ("Library", "MongoODM", [#"["Swift in Depth"]"#, "left: 1", #"taken: ["isbn"]"#]),
        ("Errands", "MongoJobs", ["twice: true false", "hello Ann", "hello Bob", "done: 2"]),
        (
            "CachedPage", "RedisCache",
            [
                "rendering home", "<h1>home</h1>", "<h1>home</h1>", "<h1>home</h1>", "rendering home", "<h1>home</h1>",
                "admitted", "admitted", "refused",
            ]
        ),
        (
            "PriceList", "PDF",
            ["the same again: true", "pages of A4 in a small file", "forty tables on two pages: tooLong"]
        ),
    ]

    @Test(arguments: Self.examples)
    func runs(name: String, article: String, output: [String]) async throws {
        let source = try String(
            contentsOf: Self.root.appending(path: "Examples/\(name)/main.swift"), encoding: .utf8)
        #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count < 60)
        let process = Process()
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: name)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        var lines = text.split(separator: "\n").map(String.init)[...]
        for expected in output {
            let index = lines.firstIndex(of: expected)
            #expect(index != nil, "\(expected) in \(text)")
            if let index { lines = lines[(index + 1)...] }
        }
    }

    @Test(arguments: Self.examples)
    func articlesShowWhatIsCompiled(name: String, article: String, output: [String]) throws {
        let source = try String(
            contentsOf: Self.root.appending(path: "Examples/\(name)/main.swift"), encoding: .utf8)
        let text = try String(
            contentsOf: Self.root.appending(path: "Sources/\(article)/\(article).docc/GettingStarted.md"),
            encoding: .utf8)
        let blocks = text.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
        #expect(blocks.count >= 3)
        for block in blocks { #expect(source.contains(block), "\(block)") }
    }
}
