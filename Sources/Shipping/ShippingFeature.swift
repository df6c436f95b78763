package import Logging
import MongoODM
package import ShopCore

/// How goods are sent, and what that costs.
package struct ShippingFeature: Feature {
    package let service: ShippingService

    package init(_ collections: Collections, audit: AuditTrail, pricing: PricingRules) {
        self.service = ShippingService(
            repository: ShippingRepository(collections),
            known: Known(timeout: collections.database.client.timeout), pricing: pricing, audit: audit)
    }

    package static let auditedKinds = [AuditedKind.shippingMethod]

    /// Keeps the table that is known true, whichever instance or program changes it.
    package func run(logger: Logger) async {
        await self.service.known.follow(CollectionWatch(self.service.repository.methods, logger: logger)) {}
    }
}
