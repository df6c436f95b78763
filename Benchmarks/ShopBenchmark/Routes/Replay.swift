import ArgumentParser
import CDriverBaseline
import Foundation

/// What the calls that the server's profiler wrote down cost a C program.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Repeats the calls in the profile of MONGODB_URI's database in C, and prints their processor time.")

    @Option(help: "How many threads make calls.")
    var threads = 16

    @Option(help: "How often all calls are made.")
    var rounds: Int

    func run() throws {
        let uri = ProcessInfo.processInfo.environment["MONGODB_URI"] ?? ""
        var calls = 0
        let seconds = baseline_replay(uri, Int32(self.threads), Int32(self.rounds), &calls)
        guard seconds > 0 else { throw ExitCode.failure }
        print(#"{"calls": \#(calls), "seconds": \#(seconds)}"#)
    }
}
