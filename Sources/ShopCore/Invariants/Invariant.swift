/// Something that must hold of the stored data at every moment.
package protocol Invariant: Sendable {
    /// The invariant in a word, as the doctor's report calls it.
    var name: String { get }
    /// The invariant in a sentence.
    var statement: String { get }

    /// Looks at all that is stored, as it was at one moment, without fetching it.
    ///
    /// - Parameter limit: how many of the documents at fault to return.
    /// - Throws: `MongoError`.
    func examine(listing limit: Int) async throws -> Examination

    /// Mends what can be mended without guessing and without harm to those who use the shop meanwhile.
    ///
    /// - Returns: how many faults were mended.
    /// - Throws: `MongoError`.
    func mend() async throws -> Int
}

extension Invariant {
    package func mend() async throws -> Int { 0 }
}
