import Foundation
import Testing

/// The page that names the tests of each defence names tests that are there.
@Suite struct ThreatModelTests {
    @Test func everyTestItNamesExists() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: tests.deletingLastPathComponent().appending(path: "docs/threat-model.md"), encoding: .utf8)
        let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        var sources: [String: String] = [:]
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            // Targets may have tests of the same name.
            sources[file.deletingPathExtension().lastPathComponent, default: ""] +=
                try String(contentsOf: file, encoding: .utf8)
        }
        let names = page.matches(of: /`([A-Za-z0-9]+Tests)(?:\.([A-Za-z0-9]+))?`/)
        #expect(names.count > 50)
        for name in names {
            let source = sources[String(name.1)]
            #expect(source != nil, "\(name.0)")
            if let test = name.2 { #expect(source?.contains("func \(test)(") == true, "\(name.0)") }
        }
    }
}
