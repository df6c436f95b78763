import BSON
import Catalog
import HTTPTypes
import MongoODM
import Schemas
import Shop
import ShopCore
import TestSupport
import Testing

@testable import ShopAPI

/// `/api/v1/categories`: the tree, its keeping, and its products.
@Suite struct CategoryTests {
    @Test func theTreeShowsWhatIsInIt() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let home = try await shop.addCategory("House", as: admin)
            let lamps = try await shop.addCategory("Lamps & Lights", below: home, as: admin)
            let body = #"{"name": "Lamp", "price": 5, "category": "lamps-lights"}"#
            let product = try await shop.post("/api/v1/products", body, token: admin)
            #expect(product.status == 201)
            #expect(
                product["category"]
                    == ["id": .string(lamps), "name": "Lamps & Lights", "slug": "lamps-lights"])
            let tree = try await shop.get("/api/v1/categories")
            let shown = tree["items"]?.elements.first { $0["id"]?.text == home }
            #expect(tree.status == 200 && shown?["product_count"]?.integer == 1)
            #expect(shown?["slug"] == "house" && shown?["parent_id"] == .null && shown?["description"] == .null)
            let part = shown?["children"]?.elements.first
            #expect(part?["id"]?.text == lamps && part?["product_count"]?.integer == 1 && part?["children"] == [])
            #expect(part?["parent_id"]?.text == home)
            let flat = try await shop.get("/api/v1/categories?flat=true&page_size=3")
            // The four of the samples, and these.
            #expect(flat["total"]?.integer == 6 && flat["items"]?.elements.count == 3 && flat["has_next"] == true)
            for name in [home, "house"] {
                let one = try await shop.get("/api/v1/categories/\(name)")
                #expect(one.json == shown && one.headers[.eTag] != nil)
            }
            #expect(try await shop.get("/api/v1/categories/none").status == 404)
        }
    }

    @Test func productsOfACategoryAreThoseOfItsPartsToo() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let home = try await shop.addCategory("House", as: admin)
            let lamps = try await shop.addCategory("Lamps", below: home, as: admin)
            _ = try await shop.post(
                "/api/v1/products", #"{"name": "A", "price": 5, "category_id": "\#(lamps)"}"#, token: admin)
            _ = try await shop.post(
                "/api/v1/products", #"{"name": "B", "price": 5, "category": "HOUSE"}"#, token: admin)
            for (query, names) in [
                ("category=house", ["B", "A"]), ("category=\(home)", ["B", "A"]), ("category_id=Lamps", ["A"]),
                ("category=house&q=a", ["A"]), ("category=nothing", []),
            ] {
                let page = try await shop.get("/api/v1/products?\(query)")
                #expect(page["items"]?.elements.map { $0["name"]?.text } == names, "\(query)")
            }
            // What moves takes its products along.
            _ = try await shop.patch("/api/v1/categories/lamps", #"{"parent_id": null}"#, token: admin)
            try await shop.followCategories()
            #expect(try await shop.get("/api/v1/products?category=house")["total"]?.integer == 1)
            #expect(try await shop.faults() == [:])
        }
    }

    @Test(arguments: [
        ("post", #"{"name": " "}"#, 422, ""), ("post", #"{"name": "X", "slug": "No Slug"}"#, 422, ""),
        ("post", #"{"name": "X", "slug": "123"}"#, 422, ""), ("post", #"{"name": "X", "sort_order": 1e9}"#, 422, ""),
        ("post", #"{"name": "X", "parent_id": "66f000000000000000000051"}"#, 422, ""),
        ("post", #"{"name": "X", "parent_id": "house"}"#, 422, ""),
        ("post", #"{"name": " hOuSe "}"#, 409, "name_taken"),
        ("post", #"{"name": "X", "slug": "house"}"#, 409, "slug_taken"),
        ("patch", #"{"name": "electronics"}"#, 409, "name_taken"),
        ("patch", #"{"parent_id": "66f000000000000000000051"}"#, 422, ""),
    ])
    func whatIsWrongIsRefused(method: String, body: String, status: Int, code: String) async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addCategory("House", as: admin)
            let reply =
                method == "post"
                ? try await shop.post("/api/v1/categories", body, token: admin)
                : try await shop.patch("/api/v1/categories/house", body, token: admin)
            #expect(reply.status == status && (reply["code"]?.text ?? "") == code, "\(reply.text)")
        }
    }

    @Test func changesNeedThePermission() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let body = #"{"name": "House"}"#
            for token in [nil, user] {
                let status = token == nil ? 401 : 403
                #expect(try await shop.post("/api/v1/categories", body, token: token).status == status)
                #expect(try await shop.patch("/api/v1/categories/electronics", body, token: token).status == status)
                #expect(
                    try await shop.send(.put, "/api/v1/categories/electronics", body, token: token).status == status)
                #expect(try await shop.delete("/api/v1/categories/electronics", token: token).status == status)
            }
        }
    }

    @Test func aCategoryInUseIsNotRemoved() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            #expect(try await shop.delete("/api/v1/categories/electronics", token: admin)["code"] == "category_in_use")
            let home = try await shop.addCategory("House", as: admin)
            _ = try await shop.addCategory("Lamps", below: home, as: admin)
            #expect(try await shop.delete("/api/v1/categories/house", token: admin).status == 409)
            #expect(try await shop.delete("/api/v1/categories/lamps", token: admin).status == 204)
            #expect(try await shop.delete("/api/v1/categories/house", token: admin).status == 204)
            #expect(try await shop.delete("/api/v1/categories/house", token: admin).status == 404)
            let changes = try await shop.get("/api/v1/admin/audit?kind=category&subject=\(home)", token: admin)
            #expect(changes["items"]?.elements.map { $0["action"]?.text } == ["deleted", "created"])
        }
    }

    @Test func aCategoryIsRemovedOrGetsAProductButNotBoth() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for round in 0..<8 {
                let category = try await shop.addCategory("Round \(round)", as: admin)
                async let removal = shop.delete("/api/v1/categories/\(category)", token: admin)
                let additions = try await withThrowingTaskGroup(of: Int.self, returning: [Int].self) { group in
                    for number in 0..<3 {
                        let body = #"{"name": "P\#(round)-\#(number)", "price": 5, "category_id": "\#(category)"}"#
                        group.addTask { try await shop.post("/api/v1/products", body, token: admin).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let isRemoved = try await removal.status == 204
                #expect(additions.allSatisfy { $0 == (isRemoved ? 422 : 201) }, "\(isRemoved): \(additions)")
            }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func thereAreThirtyTwoLevels() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            var levels: [String] = []
            for level in 1...32 {
                levels.append(try await shop.addCategory("Level \(level)", below: levels.last, as: admin))
            }
            let deeper = try await shop.post(
                "/api/v1/categories", #"{"name": "Level 33", "parent_id": "\#(levels[31])"}"#, token: admin)
            #expect(deeper.status == 409 && deeper.detail == "Categories are at most 32 levels deep")
            // Two levels have no place below the thirty-first.
            let top = try await shop.addCategory("Top", as: admin)
            _ = try await shop.addCategory("Part", below: top, as: admin)
            let path = "/api/v1/categories/\(top)"
            #expect(try await shop.patch(path, #"{"parent_id": "\#(levels[30])"}"#, token: admin).status == 409)
            #expect(try await shop.patch(path, #"{"parent_id": "\#(levels[29])"}"#, token: admin).status == 200)
            var shown = try await shop.get("/api/v1/categories/\(levels[0])").json
            for level in levels.dropFirst() {
                shown = try #require(shown["children"]?.elements.first { $0["id"]?.text == level })
            }
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aChangeHeedsWhatWasRead() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            _ = try await shop.addCategory("House", as: admin)
            let tag = try #require(try await shop.get("/api/v1/categories/house").headers[.eTag])
            let path = "/api/v1/categories/house"
            let first = try await shop.send(
                .put, path, #"{"name": "Home", "sort_order": 3}"#, token: admin, headers: [.ifMatch: tag])
            #expect(first.status == 200 && first["slug"] == "house" && first["sort_order"]?.integer == 3)
            for reply in [
                try await shop.patch(path, #"{"name": "Hut"}"#, token: admin, headers: [.ifMatch: tag]),
                try await shop.delete(path, token: admin, headers: [.ifMatch: tag]),
            ] {
                #expect(reply.status == 412)
            }
            let now = try #require(first.headers[.eTag])
            #expect(try await shop.delete(path, token: admin, headers: [.ifMatch: now]).status == 204)
        }
    }

    @Test func aRepeatedPostAddsOneCategory() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "k-1"]
            let first = try await shop.post("/api/v1/categories", #"{"name": "House"}"#, token: admin, headers: key)
            let again = try await shop.post("/api/v1/categories", #"{"name": "House"}"#, token: admin, headers: key)
            #expect(first.status == 201 && again.status == 201 && first.body == again.body)
            #expect(first.headers[.location] == "/api/v1/categories/\(first["id"]?.text ?? "")")
        }
    }

    @Test func aCategoryIsNeverPartOfItself() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let first = try await shop.addCategory("A", as: admin)
            let second = try await shop.addCategory("B", below: first, as: admin)
            for parent in [first, second] {
                let reply = try await shop.patch(
                    "/api/v1/categories/\(first)", #"{"parent_id": "\#(parent)"}"#, token: admin)
                #expect(reply.status == 409 && reply["code"] == "category_loop")
            }
        }
    }

    @Test func parallelMovesMakeNoLoop() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            for round in 0..<5 {
                let first = try await shop.addCategory("A\(round)", as: admin)
                let second = try await shop.addCategory("B\(round)", as: admin)
                let below = try await shop.addCategory("C\(round)", below: second, as: admin)
                async let one = shop.patch(
                    "/api/v1/categories/\(first)", #"{"parent_id": "\#(below)"}"#, token: admin)
                async let other = shop.patch(
                    "/api/v1/categories/\(second)", #"{"parent_id": "\#(first)"}"#, token: admin)
                #expect(try await [one.status, other.status].sorted() == [200, 409])
            }
        }
    }

    @Test func oneCategoryComesOfATextThatTwoUseAtOnce() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 101...108 {
                    group.addTask {
                        try await shop.addProduct(
                            as: admin, id: number, slug: "p-\(number)",
                            extra: number % 2 == 0 ? #""category": "Garden""# : #""category": "gARDEN""#
                        ).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let page = try await shop.get("/api/v1/products?category=garden")
            #expect(page["total"]?.integer == 8)
            let ids = Set(page["items"]?.elements.compactMap { $0["category"]?["id"]?.text } ?? [])
            #expect(ids.count == 1)
            // The text stays as it was sent.
            #expect(try await shop.get("/products/p-101")["category"] == "gARDEN")
            #expect(try await shop.faults() == [:])
        }
    }

    @Test func aNewNameShowsAtOnceAndTheTextsFollow() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            try await shop.withAnotherInstance { other in
                let path = "/api/v1/products/gaming-laptop-pro"
                for instance in [shop, other] {
                    #expect(try await instance.get(path)["category"]?["name"] == "Electronics")
                }
                let reply = try await shop.patch(
                    "/api/v1/categories/electronics", #"{"name": "Gadgets"}"#, token: admin)
                #expect(reply.status == 200 && reply["slug"] == "electronics")
                #expect(try await shop.get(path)["category"]?["name"] == "Gadgets")
                try await eventually { try await other.get(path)["category"]?["name"] == "Gadgets" }
                try await shop.followCategories()
                #expect(try await shop.get("/products/gaming-laptop-pro")["category"] == "Gadgets")
                #expect(try await shop.get("/products?q=gadg").list.count == 5)
                #expect(try await shop.get("/products?q=electron").list.isEmpty)
                #expect(try await shop.faults() == [:])
            }
        }
    }

    @Test func aRemovedProductKeepsNoCategoryInUse() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let lamps = try await shop.addCategory("Lamps", as: admin)
            let body = #"{"name": "Lamp", "price": 5, "category": "lamps"}"#
            _ = try await shop.post("/api/v1/products", body, token: admin)
            _ = try await shop.delete("/api/v1/products/lamp", token: admin)
            #expect(try await shop.delete("/api/v1/categories/\(lamps)", token: admin).status == 204)
            let back = try await shop.post("/api/v1/products/lamp/restore", "", token: admin)
            #expect(back.status == 200 && back["category"] == .null)
            #expect(try await shop.faults()["categories"] == nil)
        }
    }

    @Test func letterCaseIsNoDifferenceOfWhateverLetters() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try await shop.addCategory("Möbel", as: admin)
            let made = try await shop.post(
                "/admin/products",
                #"{"product_id": 900, "name": "Sofa", "slug": "sofa", "price": 5, "category": "MÖBEL"}"#, token: admin)
            #expect(made.status == 200 && made["category"] == "MÖBEL")
            #expect(try await shop.get("/api/v1/products/sofa")["category"]?["id"]?.text == id)
            #expect(try await shop.faults()["categories"] == nil)
        }
    }

    @Test func theTreeIsKeptInMemory() async throws {
        try await withShop { shop in
            try await eventually {
                _ = try await shop.get("/api/v1/categories")
                let trees: Representation<V1CategoryList>? = shop.backend.shop.catalog.categories.listInMemory(
                    nil, as: V1Product.presentation)
                return trees != nil
            }
        }
    }

    @Test func anUnknownCategoryIsRefusedByName() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let new = try await shop.post(
                "/api/v1/products", #"{"name": "A", "price": 5, "category": "Nothing"}"#, token: admin)
            #expect(new.status == 422 && new["detail"]?.elements.first?["loc"] == ["body", "category"])
            let path = "/api/v1/products/gaming-laptop-pro"
            #expect(try await shop.patch(path, #"{"category": "Nothing"}"#, token: admin).status == 422)
            #expect(try await shop.patch(path, #"{"category": null}"#, token: admin)["category"] == .null)
        }
    }

    @Test func countsAndRemovalsComeFromAnIndex() async throws {
        try await withShop { shop in
            let products = Repository<Product>(shop.database)
            let id = try #require(try await products.findOne(\.productID == 1)?.categoryID)
            let name = "category_ids_1_is_active_1"
            #expect(try await products.explain(.has(\.categoryIDs, id) && \.isActive == true).index == name)
            #expect(try await products.explain(.has(\.categoryIDs, id), limit: 1).index == name)
        }
    }

    @Test func theTreeIsMadeOfOneQuestion() async throws {
        try await withShop(configure: { $0.isRedisEnabled = false }) { shop in
            let path = "/api/v1/categories"
            try await eventually {
                let questions = try await shop.questions { _ = try await shop.get(path) }
                return questions.count == 1 && questions.first?.hasPrefix("aggregate") == true
            }
        }
    }
}
