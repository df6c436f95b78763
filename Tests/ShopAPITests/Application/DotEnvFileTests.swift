import Foundation
import Testing

@testable import ShopAPI

@Suite struct DotEnvFileTests {
    /// A text, and what the readers of the server and of the scripts make of it.
    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let text: String
        let values: [String: String]?
        let errorLine: Int?

        enum CodingKeys: String, CodingKey {
            case name, text, values
            case errorLine = "error_line"
        }

        var testDescription: String { self.name }
    }

    static let cases: [Case] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try! Data(contentsOf: root.appending(path: "Fixtures/dotenv.json"))
        return try! JSONDecoder().decode([Case].self, from: data)
    }()

    @Test(arguments: Self.cases)
    func aTextHasTheValuesOrTheFaultOfTheTable(of given: Case) {
        let result = Result { () throws(DotEnvFile.Fault) in try DotEnvFile(Array(given.text.utf8)).values }
        switch result {
        case .success(let values):
            // Texts are compared by their bytes: Swift takes two spellings of é for the same.
            #expect(values.mapValues { Array($0.utf8) } == given.values?.mapValues { Array($0.utf8) })
        case .failure(let fault):
            #expect(fault.line == given.errorLine, "\(fault.reason)")
        }
    }

    @Test func bytesThatAreNoTextAreRefusedWithTheirLine() {
        let fault = #expect(throws: DotEnvFile.Fault.self) { try DotEnvFile(Array("A=1\nB=".utf8) + [0xFF, 0x0A]) }
        #expect(fault?.line == 2)
    }

    @Test func aFileThatIsAbsentHasNoValues() throws {
        #expect(try DotEnvFile(path: "/nowhere/.env").values.isEmpty)
    }

    @Test(arguments: [
        "topsecret", "A=topsecret\u{7}", "A='topsecret", "A=\"topsecret\\q\"", "A=\"topsecret\"topsecret",
    ])
    func aFaultNamesTheFileAndTheLineAndQuotesNothing(line: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "dotenv-\(UUID().uuidString)")
        try Data("# words\n\(line)\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: SettingsError.self) { try DotEnvFile(path: file.path) }
        #expect(error?.description.hasPrefix("\(file.path), line 2: ") == true)
        #expect(error?.description.contains("topsecret") == false)
    }
}
