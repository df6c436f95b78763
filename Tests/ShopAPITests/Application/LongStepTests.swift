import Logging
import RouteKitTestSupport
import Synchronization
import Testing

@testable import RouteKit
@testable import ShopAPI

@Suite(.timeLimit(.minutes(1)))
struct LongStepTests {
    @Test func aStepThatGoesOnIsTold() async throws {
        let (lines, writeLine) = AsyncStream.makeStream(of: String.self)
        let logger = Logger(label: "test") { _ in SignalLogHandler(lines: writeLine) }
        let told = try await LongStep("Indexes are being built", every: .milliseconds(1), logger: logger).run {
            await lines.first { _ in true }
        }
        #expect(told == "Indexes are being built")
    }

    @Test func aStepThatIsSoonDoneIsNotTold() async throws {
        let lines = try await linesLogged { log in
            let logger = Logger(label: "test") { _ in LineLogHandler(output: log) }
            let output = try await LongStep("Indexes are being built", logger: logger).run { 7 }
            #expect(output == 7)
        }
        #expect(lines.isEmpty)
    }

    @Test func theErrorOfAStepIsThrown() async throws {
        await #expect(throws: Broken.self) {
            try await LongStep("Indexes are being built", logger: Logger(label: "test")).run { throw Broken() }
        }
    }

    private struct Broken: Error {}

    private struct SignalLogHandler: LogHandler {
        let lines: AsyncStream<String>.Continuation
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) { self.lines.yield("\(event.message)") }
    }
}
