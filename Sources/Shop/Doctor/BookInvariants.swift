import BSON
import MongoODM
import ShopCore

/// Each paid order was taken from the stock, and once: what a product counts as sold is what paid orders hold of it.
struct SoldInvariant: Invariant {
    let books: StockBooks

    let name = "decrements"
    let statement = "each paid order was taken from the stock once"

    func examine(listing limit: Int) async throws -> Examination {
        try await self.books.faults(["$ne": ["$paid", "$sold"]], listing: limit)
    }

    func mend() async throws -> Int { try await self.books.mend() }
}

/// What was stocked is there or sold: nothing else changes an inventory.
struct StockedInvariant: Invariant {
    let books: StockBooks

    let name = "books"
    let statement = "what was stocked of each product is there or sold"

    func examine(listing limit: Int) async throws -> Examination {
        try await self.books.faults(["$ne": [["$add": ["$inventory", "$sold"]], "$stocked"]], listing: limit)
    }

    func mend() async throws -> Int { try await self.books.mend() }
}
