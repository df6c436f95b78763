import Foundation

/// One operation done in two ways, timed in turns so that whatever else the machine does hits both.
struct Comparison {
    let title: String
    let ours: () throws -> Int
    let theirs: () throws -> Int

    /// Nanoseconds an operation in the fastest round: what other programs take only adds.
    struct Result {
        let ours: Double
        let theirs: Double
    }

    func run(rounds: Int, operations: Int) throws -> Result {
        var ours = Double.infinity
        var theirs = Double.infinity
        for _ in 0..<rounds {
            ours = min(ours, try Self.time(operations, self.ours))
            theirs = min(theirs, try Self.time(operations, self.theirs))
        }
        return Result(ours: ours, theirs: theirs)
    }

    private static func time(_ operations: Int, _ operation: () throws -> Int) throws -> Double {
        var sum = 0
        let duration = try ContinuousClock().measure {
            for _ in 0..<operations { sum &+= try operation() }
        }
        // Used, so that the work cannot be left out.
        precondition(sum != 0)
        let (seconds, attoseconds) = duration.components
        return (Double(seconds) * 1e9 + Double(attoseconds) / 1e9) / Double(operations)
    }
}
