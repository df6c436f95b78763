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
}
