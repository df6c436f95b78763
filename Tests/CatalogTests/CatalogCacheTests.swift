import ShopCore
import Testing

@testable import Catalog

@Suite struct CatalogCacheTests {
    @Test(arguments: [
        (nil, nil, 0, 20, "list:q=all:skip=0:limit=20"), ("laptop", nil, 0, 20, "list:q=laptop:skip=0:limit=20"),
        ("all", nil, 0, 20, "list:q=%61ll:skip=0:limit=20"), ("%61ll", nil, 0, 20, "list:q=%2561ll:skip=0:limit=20"),
        ("All", nil, 0, 20, "list:q=All:skip=0:limit=20"), (nil, 7, 0, 20, "list:product_id=7:q=all:skip=0:limit=20"),
    ])
    func keysAreAsDocumentedAndNeverShared(q: String?, number: Int?, skip: Int, limit: Int, key: String) {
        #expect(CatalogCache.listKey(search: q, productID: number, skip: skip, limit: limit) == key)
    }

    @Test func aFilterHasOneKeyHoweverItWasEntered() {
        let entered = ProductFilter(
            category: "a:b", tags: ["Blue", "led", "blue"],
            options: [("Size", ["M", "l"]), ("color", ["Réd"]), ("size", ["m"])])
        let other = ProductFilter(
            category: "a:b", tags: ["LED", "blue"], options: [("color", ["red"]), ("SIZE", ["L", "M"])])
        let page = PageRequest(page: 1, size: 20)
        let key = CatalogCache.pageKey("v1", entered, by: .relevance, page)
        #expect(key == CatalogCache.pageKey("v1", other, page))
        #expect(
            key == "list:v1:category=a%3Ab:tag=blue:tag=led:option=color=red:option=size=l=m:q=all:page=1:size=20")
    }

    @Test func noTwoListsShareAKey() {
        let filters = [
            ProductFilter(), ProductFilter(text: "x"), ProductFilter(text: "sort=name:q=all"),
            ProductFilter(tags: ["a"]),
            ProductFilter(tags: ["a", "b"]), ProductFilter(tags: ["a:tag=b"]), ProductFilter(isInStock: true),
            ProductFilter(options: [("a", ["b", "c"])]), ProductFilter(options: [("a=b", ["c"])]),
            ProductFilter(minimumPrice: Money(minorUnits: 100)), ProductFilter(maximumPrice: Money(minorUnits: 100)),
            ProductFilter(minimumRating: 1), ProductFilter(vendor: "a"), ProductFilter(category: "a"),
        ]
        let page = PageRequest(page: 1, size: 20)
        var keys: [String] = filters.map(CatalogCache.totalKey)
        for filter in filters {
            for order in ProductOrder.allCases where order != .relevance {
                keys += [false, true].map { CatalogCache.pageKey("v1", filter, by: order, withFacets: $0, page) }
            }
        }
        #expect(Set(keys).count == keys.count)
    }
}
