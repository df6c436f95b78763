import ShopCore

/// Looks whether what must always hold does hold of the stored data, while the shop is used.
///
/// The work is the server's: aggregations over one snapshot, which spill to its disk where they don't fit into memory.
/// What comes back is a count and a few documents, however many there are.
public struct Doctor: Sendable {
    let invariants: [any Invariant]

    /// Looks at one invariant after the other.
    ///
    /// - Parameters:
    ///   - isMending: whether to mend what can be mended safely, and to look again.
    ///   - limit: how many documents at fault to name for each invariant.
    ///   - report: is told of each invariant as soon as it is known.
    /// - Throws: `MongoError`.
    public func examine(isMending: Bool, listing limit: Int, report: (Diagnosis) -> Void) async throws {
        for invariant in self.invariants {
            var diagnosis = try await Self.diagnose(invariant, listing: limit)
            if isMending, !diagnosis.isSound {
                let mended = try await invariant.mend()
                diagnosis = try await Self.diagnose(invariant, listing: limit)
                diagnosis.mended = mended
            }
            report(diagnosis)
        }
    }

    private static func diagnose(_ invariant: any Invariant, listing limit: Int) async throws -> Diagnosis {
        let examination = try await invariant.examine(listing: limit)
        return Diagnosis(
            name: invariant.name, statement: invariant.statement, examined: examination.examined,
            faultCount: examination.faultCount, faults: examination.faults)
    }
}
