import BackOffice
import Catalog
import HTTPTypes
import RouteKit
import ShopCore

/// `/api/v1/admin/inventory`: what is there, and why it has changed.
struct V1InventoryRoutes: Sendable {
    private let catalog: CatalogService
    private let movements: StockMovements
    private let access: Access<Identity>
    private let keys: IdempotencyKeys

    init(_ catalog: CatalogService, _ movements: StockMovements, access: ShopAccess, keys: IdempotencyKeys) {
        self.catalog = catalog
        self.movements = movements
        self.access = access.permission(.manageInventory)
        self.keys = keys
    }

    var routes: [Route] {
        let (catalog, movements) = (self.catalog, self.movements)
        return [
            Route(
                .get, "/admin/inventory", id: "listInventory",
                "What is there of all products, or of those that run short", tag: .v1Admin, access: self.access,
                input: .query(V1InventoryQuery.self)
            ) { call in
                V1Page(
                    try await catalog.inventory(call.query.filter, call.query.request).map { V1CountedProduct($0) })
            },
            Route(
                .post, "/admin/inventory/adjust", id: "adjustInventory",
                "Change how many of a product can be bought, and say why", tag: .v1Admin, access: self.access,
                input: .body(V1AdjustmentRequest.self), options: .init(errors: [.notFound, .conflict]),
                keys: self.keys
            ) { call, keeping in
                try await catalog.adjust(
                    call.body.product.text, variant: call.body.variantID(), call.body.inventoryChange(),
                    reason: call.body.reason, by: call.author,
                    keeping: keeping { Representation(V1CountedProduct($0)) })
            },
            Route(
                .get, "/admin/inventory/{product_id}/movements", id: "listStockMovements",
                "Why the inventory of a product is what it is, the latest first", tag: .v1Admin,
                access: self.access, input: .path(V1StockedProductPath.self, query: V1PageQuery.self),
                options: .init(errors: [.notFound])
            ) { call in
                V1Page(
                    try await movements.page(ofProductNamed: call.path.name, call.query.request)
                        .map { V1StockMovement($0) })
            },
        ]
    }
}
