import Configuration
import Foundation
import ShopAPI
import Testing

/// What is written about the settings, against the program and against itself.
@Suite struct SettingsDocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: self.root.appending(path: path), encoding: .utf8)
    }

    @Test func theTableAndTheExampleNameTheSame() throws {
        let example = try Self.text(".env.example").matches(of: /(?m)^#?([A-Z0-9_]+)=/).map { String($0.1) }
        let manual = try Self.text("docs/operations.md")
        let start = try #require(manual.range(of: "\n## Settings\n")?.upperBound)
        let section = manual[start...].prefix(upTo: manual[start...].range(of: "\n## ")?.lowerBound ?? manual.endIndex)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let table = rows.flatMap { row in
            row.split(separator: "|")[0].matches(of: /`([A-Z0-9_]+)`/).map { String($0.1) }
        }
        #expect(example.sorted() == table.sorted())
    }

    @Test func theExampleIsTheDefaults() throws {
        let lines = try Self.text(".env.example").matches(of: /(?m)^#?([A-Z0-9_]+)=(.*)$/)
        let variables = Dictionary(uniqueKeysWithValues: lines.map { (String($0.1), String($0.2)) })
        let provider = EnvironmentVariablesProvider(environmentVariables: variables)
        let settings = try Settings(ConfigReader(provider: provider))
        #expect(String(describing: settings) == String(describing: Settings()))
    }

    @Test func theReadmeNamesNoOthers() throws {
        let example = try Self.text(".env.example")
        let readme = try Self.text("README.md")
        let start = try #require(readme.range(of: "\n## Settings\n")?.upperBound)
        let section = readme[start...].prefix(upTo: readme[start...].range(of: "\n## ")?.lowerBound ?? readme.endIndex)
        for row in section.split(separator: "\n").filter({ $0.hasPrefix("| `") }) {
            for name in row.split(separator: "|")[0].matches(of: /`([A-Z0-9_]+)`/) {
                #expect(example.contains("\(name.1)="))
            }
        }
    }
}
