import BSON
import MongoODM
import ShopCore

/// What is to be stored encrypted is, with the present key. It does not hold while a key is being replaced, nor after a
/// field was declared to be encrypted until `bodega rotate-keys` was there.
struct EncryptionInvariant: Invariant {
    let rotation: KeyRotation

    let name = "encryption"
    let statement = "secret fields are encrypted with the present key"

    func examine(listing limit: Int) async throws -> Examination {
        var sum = Examination(examined: 0, faultCount: 0, faults: [])
        try await self.rotation.examine { collection, report in
            sum.examined += report.documents
            for (count, problem) in [
                (report.stale, "not encrypted with it: bodega rotate-keys does that"),
                (report.unreadable, "unreadable: their key is not here, or they were changed or moved"),
            ] where count > 0 {
                sum.faultCount += count
                guard sum.faults.count < limit else { continue }
                sum.faults.append([
                    "collection": .string(collection), "values": .int64(Int64(count)), "are": .string(problem),
                ])
            }
        }
        return sum
    }
}
