import Testing

@testable import Catalog

@Suite struct CatalogChangeTests {
    @Test(arguments: [
        ["inventory", "sold", "revision", "updated_at"], ["reserved"], ["rating"],
        ["rating.by_rating.5", "rating.sum"],
        ["inventory", "sold", "variants.0.inventory", "variants.12.sold", "revision"],
    ])
    func aSaleOrAReviewIsAChangeOfFigures(names: [String]) {
        #expect(CatalogChange(ofFields: names) == .figures)
    }

    @Test(arguments: [
        ["price"], ["inventory", "price"], ["variants"], ["variants.0.price"], ["variants.0"],
        ["is_active", "removal"], ["variants.0.inventory.x"], ["ratings"],
    ])
    func anythingElseIsSeenAtOnce(names: [String]) {
        #expect(CatalogChange(ofFields: names) == .product)
    }
}
