import Foundation
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import Testing

@testable import Catalog
@testable import Shop

@Suite struct SuggestionTests {
    private func suggest(_ text: String, in shop: ShopClient) async throws -> [String] {
        let query = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let reply = try await shop.get("/api/v1/products/suggest?q=\(query)")
        #expect(reply.status == 200)
        return reply["items"]?.elements.compactMap { $0["name"]?.text } ?? []
    }

    @Test func namesBeginWithWhatIsTypedOrHaveItsWords() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for name in ["Lamp", "Desk lamp", "Lámpara", "T-Shirt lamp", "手机壳", "透明手机", "ร่มพับ", "Straße"] {
                let body = #"{"name": "\#(name)", "price": 5, "tags": ["okapi"], "description": "okapi"}"#
                #expect(try await shop.post("/api/v1/products", body, token: admin).status == 201)
            }
            let hidden = #"{"name": "Lampion", "price": 5, "is_active": false}"#
            #expect(try await shop.post("/api/v1/products", hidden, token: admin).status == 201)
            for (text, names) in [
                ("la", ["Lamp", "Lámpara", "Desk lamp", "Gaming Laptop Pro", "T-Shirt lamp"]),
                ("LAMP", ["Lamp", "Lámpara", "Desk lamp", "T-Shirt lamp"]), ("lampa", ["Lámpara"]), ("lampi", []),
                ("desk l", ["Desk lamp"]), ("lamp desk", ["Desk lamp"]), ("lamp d", ["Desk lamp"]), ("lamp x", []),
                ("gaming laptop p", ["Gaming Laptop Pro"]), ("pro gam", ["Gaming Laptop Pro"]), ("okapi", []),
                ("t-sh", ["T-Shirt lamp"]), ("tsh", ["T-Shirt lamp"]), ("t sh", ["T-Shirt lamp"]),
                ("手机", ["手机壳", "透明手机"]), ("机壳", ["手机壳"]), ("机", ["手机壳", "透明手机"]), ("ร", ["ร่มพับ"]),
                ("strass", ["Straße"]), ("STRAß", ["Straße"]), ("", []), ("  ", []), ("!", []), (".*", []),
                ("^l", ["Lamp"]),
            ] {
                let found = try await self.suggest(text, in: shop)
                #expect(text == "^l" ? found.first == "Lamp" : found == names, "\(text): \(found)")
            }
        }
    }

    @Test func aChangeOfANameIsSuggestedAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await self.suggest("gaming l", in: shop) == ["Gaming Laptop Pro"])
            let path = "/api/v1/products/gaming-laptop-pro"
            #expect(try await shop.patch(path, #"{"name": "Okapi"}"#, token: admin).status == 200)
            #expect(try await self.suggest("gaming l", in: shop) == [])
            #expect(try await self.suggest("oka", in: shop) == ["Okapi"])
            #expect(try await shop.delete(path, token: admin).status == 204)
            #expect(try await self.suggest("oka", in: shop) == [])
        }
    }

    @Test func noMoreThanTenAreShownAndFewAreRead() async throws {
        try await withShop { shop in
            let repository = shop.backend.shop.products
            try await repository.products.createMany(
                (0..<3000).map { number in
                    Product(
                        productID: 1000 + number, name: "Wooden lamp \(number)", slug: "lamp-\(number)",
                        price: Money(minorUnits: 100))
                })
            #expect(try await self.suggest("w", in: shop).count == 10)
            #expect(try await self.suggest("l", in: shop).count == 10)
            #expect(try await self.suggest("lamp w", in: shop).count == 10)
            #expect(try await self.suggest("lamp 1234", in: shop) == ["Wooden lamp 1234"])
            let begun = try await repository.products.explain(
                \.isActive == true && .begins(Product.searchName, with: "wooden l"),
                sort: [.ascending(Product.searchName)], limit: 10)
            #expect(begun.documentsExamined <= 10 && !begun.stages.contains("SORT"), "\(begun)")
            let further = try await repository.products.explain(
                \.isActive == true && .begins(Product.searchNameWords, with: "la"), limit: 200)
            #expect(further.documentsExamined <= 200 && further.keysExamined <= 210, "\(further)")
        }
    }
}
