import Orders
import RouteKit
import Schemas
import ShopCore

extension Mount {
    /// The whole shop, at `/api/v1`, and at `/api` as well.
    static let v1 = Mount(
        "/api/v1", name: "v1", title: "The whole shop: /api/v1", alias: "/api", keepsRefusals: false,
        errorDetails: Self.v1ErrorDetails, hasQuotas: true,
        exposedHeaders: ["Location", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
    ) { error in
        if let error = error as? PriceChanged { return V1PriceChanged(error: error) }
        if let error = error as? ShortOfStock { return V1ShortOfStock(error: error) }
        guard let error = error as? ShopError else { return error }
        // In this mount a request that can't be done as it stands is one that is not valid.
        if error.reason == .cartEmpty {
            return ValidationError.inBody("items", "cart_empty", "The cart is empty")
        }
        if let field = Self.bodyFields[error.reason], let reason = error.reason {
            return ValidationError.inBody(field, reason.code, error.message)
        }
        return V1Refusal(error)
    }

    /// Refusals of a field that is not valid beside what is stored.
    private static let bodyFields: [ShopError.Reason?: String] = [
        .optionsDiffer: "options", .variantRequired: "variant_id", .variantUnknown: "variant_id",
    ]

    private static let v1ErrorDetails: [JSONNode.Field] = [
        .init("available", ["type": "integer", "description": "With `out_of_stock`: how many are left."]),
        .init(
            "items",
            [
                "type": "array",
                "description": """
                With `price_changed`: what the products cost now. With `out_of_stock`, where an order was to be placed: of which \
                fewer are left, and how many.
                """,
                "items": [
                    "type": "object",
                    "properties": [
                        "product_id": ["type": "string"], "variant_id": ["type": ["string", "null"]],
                        "price": ["type": "number"], "requested": ["type": "integer"],
                        "available": ["type": "integer"],
                    ],
                ],
            ]),
        .init("total", ["type": "number", "description": "With `price_changed`: what the order would cost."]),
    ]

    /// The primary contract, at the root.
    static let primary = Mount("", name: "", title: "The primary contract: /")
}
