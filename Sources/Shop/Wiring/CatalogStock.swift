import BSON
import Catalog
import MongoODM
import Orders
import ShopCore

/// The books in the product documents, as orders move pieces in them.
struct CatalogStock: StockKeeper {
    let catalog: CatalogFeature

    func reserve(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange {
        guard try await self.catalog.stock.begin(orderID, in: transaction) else { return self.change(of: []) }
        return self.change(of: try await self.moveAll(.reserve, lines, in: transaction))
    }

    func commit(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange {
        switch try await self.catalog.stock.end(orderID, as: .committed, in: transaction) {
        case .reserved: self.change(of: try await self.moveWhatIsThere(.commit, lines, in: transaction))
        case .committed: self.change(of: [])
        case .released, nil: throw NotReserved()
        }
    }

    func release(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange {
        let before = try await self.catalog.stock.end(orderID, as: .released, in: transaction)
        guard before == .reserved else { return self.change(of: []) }
        return self.change(of: try await self.moveWhatIsThere(.release, lines, in: transaction))
    }

    func release(_ orders: [ReservedLines], in transaction: Transaction) async throws -> StockChange {
        let ended = try await self.catalog.stock.release(orders.map(\.orderID), in: transaction)
        return self.change(
            of: try await self.moveWhatIsThere(
                .release, Self.sums(of: orders.filter { ended.contains($0.orderID) }.flatMap(\.lines)),
                in: transaction))
    }

    func available(_ lines: [StockLine]) async throws -> [Int] {
        let products = try await self.catalog.products.find(ids: lines.map(\.productID))
        return lines.map { line in
            guard let product = products[line.productID] else { return 0 }
            guard let variantID = line.variantID else {
                return product.variants.isEmpty ? max(0, product.inventory) : 0
            }
            return max(0, product.variants.first { $0.id == variantID }?.inventory ?? 0)
        }
    }

    func take(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange {
        self.change(of: try await self.moveAll(.take, lines, in: transaction))
    }

    func restock(
        _ lines: [StockLine], for orderID: ObjectID, in transaction: Transaction
    ) async throws -> StockChange {
        self.change(of: try await self.moveWhatIsThere(.restock, lines, in: transaction))
    }

    /// - Throws: ``OutOfStock`` when one line is short.
    private func moveAll(
        _ move: StockMove, _ lines: [StockLine], in transaction: Transaction
    ) async throws -> [Product] {
        var moved: [Product] = []
        for line in lines {
            let statement = StockStatement(move, line.quantity, of: line.productID, variant: line.variantID)
            guard let product = try await self.catalog.stock.run(statement, in: transaction) else {
                throw OutOfStock()
            }
            moved.append(product)
            try await self.catalog.service.noteTaken(
                line.quantity, of: product, variant: line.variantID, in: transaction)
            await PurchaseStep.lineTaken.pass()
        }
        return moved
    }

    /// One line for all of what each line names, in a fixed order.
    private static func sums(of lines: [StockLine]) -> [StockLine] {
        let sums = Dictionary(lines.map { ($0.place, $0) }) { first, second in
            StockLine(
                productID: first.productID, variantID: first.variantID,
                quantity: [first.quantity, second.quantity].saturatedSum)
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    /// A product that was removed meanwhile has taken its books with it.
    private func moveWhatIsThere(
        _ move: StockMove, _ lines: [StockLine], in transaction: Transaction
    ) async throws -> [Product] {
        var moved: [Product] = []
        for line in lines {
            let statement = StockStatement(move, line.quantity, of: line.productID, variant: line.variantID)
            if let product = try await self.catalog.stock.run(statement, in: transaction) { moved.append(product) }
        }
        return moved
    }

    /// The page of a product shows its inventory, and so do lists.
    private func change(of products: [Product]) -> StockChange {
        StockChange { if !products.isEmpty { await self.catalog.service.forgetFigures(of: products) } }
    }
}
