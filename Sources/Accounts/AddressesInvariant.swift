import BSON
import ShopCore

/// Each address has the form by which its account is found: another program that works beside the shop may store others.
struct AddressesInvariant: Invariant {
    let addresses: StoredAddresses

    let name = "addresses"
    let statement = "each account is found by its address"

    func examine(listing limit: Int) async throws -> Examination {
        let plan = try await self.addresses.plan()
        let collisions = plan.collisions.map { BSONDocument([("same_address", .array($0))]) }
        let others = plan.changeable.map {
            BSONDocument([("_id", $0), ("problem", "email is not in the form by which accounts are found")])
        }
        return Examination(examined: plan.examined, faults: collisions + others, listing: limit)
    }

    /// Changes those that collide with no other.
    func mend() async throws -> Int { try await self.addresses.apply(self.addresses.plan()) }
}
