import Foundation
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog
@testable import Shop

/// What buyers type, in many languages, and what they expect: `Tests/Fixtures/search-queries.txt`.
@Suite struct SearchQueryTests {
    @Test func queriesFindWhatBuyersExpect() async throws {
        let queries = try Self.lines(of: "search-queries.txt").map { try #require(Query($0), "\($0)") }
        #expect(queries.count >= 300)
        try await withShop { shop in
            try await Self.fill(shop)
            for query in queries {
                let text = try #require(query.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
                let reply = try await shop.get("/api/v1/products/search?page_size=100&q=\(text)")
                #expect(reply.status == 200, "\(query.text)")
                let slugs = reply["items"]?.elements.compactMap { $0["slug"]?.text } ?? []
                query.check(slugs)
            }
        }
    }

    /// What is sold in the shop of the fixture, in place of the samples.
    private static func fill(_ shop: ShopClient) async throws {
        let admin = try await shop.admin()
        for product in try await shop.get("/products?limit=100").list {
            let id = try #require(product["_id"]?.text)
            #expect(try await shop.delete("/admin/products/\(id)", token: admin).status == 200)
        }
        let products = shop.backend.shop.products
        for (place, line) in try Self.lines(of: "search-catalog.txt").enumerated() {
            let parts = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let tags = parts[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            var draft = ProductDraft(
                productID: place + 1, name: parts[1], slug: parts[0], description: parts[3],
                price: Money(minorUnits: 1000), image: nil, inventory: 1, category: nil, isActive: parts.count == 4)
            draft.details = ProductDetails(tags: tags)
            try await shop.backend.shop.catalog.noteWords(of: [draft])
            _ = try await products.create(Product(draft))
        }
        await shop.backend.shop.catalog.forgetAll()
    }

    private static func lines(of name: String) throws -> [String] {
        let file = URL(filePath: #filePath).appending(path: "../../../Fixtures/\(name)").standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") }
    }

    /// A line of the list.
    private struct Query {
        var text: String
        var first: String?
        var found: [String] = []
        var missing: [String] = []
        var isAll = false

        init?(_ line: String) {
            guard let arrow = line.range(of: " => ", options: .backwards) else { return nil }
            self.text = String(line[..<arrow.lowerBound])
            for word in line[arrow.upperBound...].split(separator: " ").map(String.init) {
                switch word.first {
                case "*": self.first = String(word.dropFirst())
                case "-": self.missing.append(String(word.dropFirst()))
                case "=": self.isAll = true
                default: if word == "nothing" { self.isAll = true } else { self.found.append(word) }
                }
            }
        }

        func check(_ slugs: [String]) {
            if let first { #expect(slugs.first == first, "\(self.text): \(slugs)") }
            #expect(self.found.allSatisfy(slugs.contains), "\(self.text): \(slugs)")
            #expect(!self.missing.contains(where: slugs.contains), "\(self.text): \(slugs)")
            let all = self.found + (self.first.map { [$0] } ?? [])
            if self.isAll { #expect(Set(slugs) == Set(all), "\(self.text): \(slugs)") }
        }
    }
}
