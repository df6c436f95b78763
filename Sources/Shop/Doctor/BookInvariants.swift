import BSON
import MongoODM
import ShopCore

/// Each paid order was taken from the stock, and once: what a product counts as sold is what paid orders hold of it,
/// and so with each of its variants.
struct SoldInvariant: Invariant {
    let books: StockBooks

    let name = "decrements"
    let statement = "each paid order was taken from the stock once"

    func examine(listing limit: Int) async throws -> Examination {
        var found = try await self.books.faults(StockBooks.isNotTaken, listing: limit)
        let variants = try await self.books.variantFaults(listing: limit)
        found.faultCount += variants.faultCount
        found.faults += variants.faults.prefix(limit - found.faults.count)
        return found
    }

    func mend() async throws -> Int { try await self.books.mend() }
}

/// What was stocked is there, reserved or sold: nothing else changes an inventory.
struct StockedInvariant: Invariant {
    let books: StockBooks

    let name = "books"
    let statement = "what was stocked of each product is there, reserved or sold"

    func examine(listing limit: Int) async throws -> Examination {
        try await self.books.faults(StockBooks.doesNotAddUp, listing: limit)
    }

    func mend() async throws -> Int { try await self.books.mend() }
}

/// Each piece that waits for a payment is that of a pending order, and each such order's pieces wait.
struct ReservedInvariant: Invariant {
    let books: StockBooks

    let name = "reserved"
    let statement = "what is reserved of each product is set aside for pending orders"

    func examine(listing limit: Int) async throws -> Examination {
        try await self.books.reservedFaults(listing: limit)
    }
}
