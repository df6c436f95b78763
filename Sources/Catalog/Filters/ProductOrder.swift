import MongoODM
public import Schemas

/// In which order products are listed. Those that are equal in it follow by their ids.
public enum ProductOrder: String, SchemaEnum {
    case newest
    /// The cheapest first.
    case price
    /// The dearest first.
    case priceDescending = "-price"
    case name
    /// The best rated first; of these, those that more have rated.
    case rating = "-rating"
    case bestSelling = "best_selling"
    /// Those that match the text best. The newest first, where nothing is searched for.
    case relevance

    /// The order that a list has.
    func effective(for filter: ProductFilter) -> ProductOrder {
        self == .relevance && filter.text == nil ? .newest : self
    }

    var isByPrice: Bool { self == .price || self == .priceDescending }

    var sort: [Sort<Product>] {
        switch self {
        case .newest, .relevance: [.descending(\.createdAt), .descending(\.id)]
        case .price: [.ascending(Product.filterPrice), .ascending(\.id)]
        case .priceDescending: [.descending(Product.filterPrice), .descending(\.id)]
        case .name: [.ascending(Product.filterName), .ascending(\.id)]
        case .rating: [.descending(\.rating.average), .descending(\.rating.count), .descending(\.id)]
        case .bestSelling: [.descending(Product.filterSold), .descending(\.id)]
        }
    }

    /// The index that has the products of each filter key in the order.
    var index: Index<Product> {
        // The order by falling prices is that by rising ones from its end.
        let sort = self == .priceDescending ? ProductOrder.price.sort : self.sort
        return Index([.ascending(Product.filterKeys)] + sort)
    }

    /// The index that has all products in the order that can be bought now. MongoDB takes it for questions that ask for both of
    /// its conditions.
    var stockIndex: Index<Product> {
        let sort = self == .priceDescending ? ProductOrder.price.sort : self.sort
        return Index(sort).only(where: \.isActive == true && .has(Product.filterStock, true))
    }

    /// Those of all orders.
    static var indexes: [Index<Product>] {
        [ProductOrder.newest, .price, .name, .rating, .bestSelling].flatMap { [$0.index, $0.stockIndex] }
    }
}
