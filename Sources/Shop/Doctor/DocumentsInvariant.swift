import ShopCore

/// Each document can be read, and holds what its model allows. The shop stores nothing else; other programs, and people
/// with a shell, may.
struct DocumentsInvariant: Invariant {
    private let collections: Collections

    init(_ collections: Collections) {
        self.collections = collections
    }

    let name = "documents"
    let statement = "each document can be read and holds what is allowed"

    func examine(listing limit: Int) async throws -> Examination {
        var sum = Examination(examined: 0, faultCount: 0, faults: [])
        for collection in self.collections.all {
            let found = try await collection.examineDocuments(listing: limit - sum.faults.count)
            sum.examined += found.examined
            sum.faultCount += found.faultCount
            sum.faults += found.faults
        }
        return sum
    }
}
