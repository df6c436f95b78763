import Catalog

/// Products of this run alone, with more in stock than can be sold.
struct Shelf {
    let products: [Product]
    private let port: UInt16

    private static let inventory = 100_000_000

    /// Adds the products as the default admin.
    init(port: UInt16, products count: Int) throws {
        let token = try ShopConnection(port: port).request(
            .post, "/auth/login", body: #"{"email":"admin@example.com","password":"admin123"}"#, as: TokenAnswer.self
        ).token
        let connection = try ShopConnection(port: port, token: token)
        let first = Int.random(in: 1_000_000...2_000_000_000)
        self.port = port
        self.products = try (first..<(first + count)).map { number in
            try connection.request(
                .post, "/admin/products",
                body: """
                    {"product_id":\(number),"name":"Article \(number)","slug":"article-\(number)","price":19.99,\
                    "description":"One of many, for measuring.","category":"Benchmark","inventory":\(Self.inventory)}
                    """,
                as: Product.self)
        }
    }

    /// By how many the inventories differ from what they must be after these purchases.
    func misplaced(_ purchases: [Purchases]) throws -> Int {
        let connection = try ShopConnection(port: self.port)
        return try self.products.reduce(into: 0) { misplaced, product in
            let sold = purchases.reduce(0) { $0 + $1.sold[product.productID, default: 0] }
            let left = try connection.request(.get, "/products/\(product.slug)", as: Product.self).inventory
            misplaced += abs(Self.inventory - sold - left)
        }
    }
}
