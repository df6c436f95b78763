import Accounts
import BSON
import Foundation
import HTTPTypes
import MongoJobs
import MongoODM
import Schemas
import Shop
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Catalog

/// Files of products, sent over HTTP and taken in by jobs.
@Suite(.timeLimit(.minutes(30)))
struct ImportRouteTests {
    private static let file = """
        number,name,slug,description,price,inventory,category,tags,is_active\r
        901,Desk Lamp,desk-lamp,"Bright, and ""small""\r
        for desks",19.99,5,Electronics,"desk, led",true\r
        902,'=Lamp,hall-lamp,,5,0,,,false\r

        """

    /// What an import has counted.
    private func counts(_ json: JSONNode) -> [Int?] {
        ["created", "updated", "unchanged", "error_count"].map { json[$0]?.integer }
    }

    private func errors(_ json: JSONNode) -> [String] {
        json["errors"]?.elements.map {
            "\($0["line"]?.integer ?? 0) \($0["field"]?.text ?? "-"): \($0["reason"]?.text ?? "")"
        } ?? []
    }

    /// Everything of the catalog that an import could change.
    private func catalog(_ shop: ShopClient) async throws -> [BSONDocument] {
        try await shop.documents("products") + shop.documents("imported_stock") + shop.documents("counters")
            + shop.documents("product_words") + shop.documents("webhook_events")
    }

    @Test func theSameFileTwiceChangesNothing() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let before = try await self.catalog(shop)
            let dry = try await shop.imported(Self.file, isDryRun: true, as: admin)
            #expect(dry["status"] == "done" && dry["dry_run"] == true && self.counts(dry) == [2, 0, 0, 0])
            #expect(try await self.catalog(shop) == before)

            let first = try await shop.imported(Self.file, as: admin)
            #expect(
                first["status"] == "done" && first["progress"]?.digits == "1.0" && self.counts(first) == [2, 0, 0, 0])
            let lamp = try await shop.get("/api/v1/products/desk-lamp")
            #expect(lamp["number"]?.integer == 901 && lamp["price"]?.digits == "19.99")
            #expect(lamp["description"]?.text == "Bright, and \"small\"\r\nfor desks")
            #expect(lamp["inventory"]?.integer == 5 && lamp["category"]?["name"] == "Electronics")
            #expect(lamp["tags"]?.elements == ["desk", "led"])
            let hall = try await shop.get("/api/v1/products/902", token: admin)
            #expect(hall["name"] == "=Lamp" && hall["is_active"] == false)

            // What was sold since stays sold: the file has nothing new to say of the stock.
            _ = try await shop.order(901, quantity: 2, as: try await shop.signUp())
            let (stored, left) = (try await self.catalog(shop), try await shop.inventory(of: 901))
            let again = try await shop.imported(Self.file, as: admin)
            #expect(self.counts(again) == [0, 0, 2, 0])
            #expect(try await self.catalog(shop) == stored)
            #expect(try await shop.inventory(of: 901) == left)

            let changed = Self.file.replacing("19.99,5", with: "18.99,7")
            #expect(self.counts(try await shop.imported(changed, isDryRun: true, as: admin)) == [0, 1, 1, 0])
            #expect(self.counts(try await shop.imported(changed, as: admin)) == [0, 1, 1, 0])
            #expect(try await shop.inventory(of: 901) == 7)
            #expect(try await shop.get("/api/v1/products/901")["price"]?.digits == "18.99")
            let entries = try await shop.get("/admin/audit?kind=product&id=\(lamp["id"]?.text ?? "")", token: admin)
            #expect(entries["items"]?.elements.isEmpty == false)
            #expect(try await shop.get("/admin/audit?kind=import", token: admin)["items"]?.elements.count == 5)
            #expect(try await shop.documents("imports.files").isEmpty)
        }
    }

    @Test func eachBadLineIsNamedWithItsReason() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let file = """
                number,name,price,inventory,category,slug
                x,Lamp,1,1,,
                911,,1,,,
                912,Lamp,0,-1,,
                913,Lamp,1.999,,,
                914,Lamp,1,,Nowhere,
                915,Lamp "x",1,,,
                916,Lamp,1,,,Bad Slug
                917,Lamp,1,,,gaming-laptop-pro
                ,,,,,
                918,Lamp,1,1,1,a,b
                919,Good,1,,,
                919,Again,1,,,
                920,"Lamp
                """
            let expected = [
                "2 number", "3 name", "4 price", "4 inventory", "5 price", "6 category", "7 -", "8 slug", "9 slug",
                "10 -", "11 -", "13 -", "14 -",
            ]
            for isDryRun in [true, false] {
                let json = try await shop.imported(file, isDryRun: isDryRun, as: admin)
                #expect(json["status"] == "done" && self.counts(json) == [1, 0, 0, 13])
                let errors = self.errors(json)
                #expect(errors.map { $0.split(separator: ":")[0] } == expected.map { $0[...] }, "\(errors)")
            }
            #expect(try await shop.get("/api/v1/products/919")["name"] == "Good")
            for number in [911, 912, 913, 914, 916, 917, 918, 920] {
                #expect(try await shop.get("/api/v1/products/\(number)", token: admin).status == 404)
            }
        }
    }

    @Test func everyRuleOfProductsHoldsForLinesToo() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let removed = try await shop.addProduct(as: admin, id: 900, slug: "gone")["id"]?.text ?? ""
            #expect(try await shop.delete("/api/v1/products/\(removed)", token: admin).status == 204)
            let long = String(repeating: "x", count: 10_001)
            let lines = [
                ("0,A,1,,,,,,", "number"), ("2147483648,A,1,,,,,,", "number"), ("1.5,A,1,,,,,,", "number"),
                ("930,\(long.prefix(201)),1,,,,,,", "name"), ("931, ,1,,,,,,", "name"), ("932,A,,,,,,,", "price"),
                ("933,A,one,,,,,,", "price"), ("934,A,-1,,,,,,", "price"), ("935,A,1000000000,,,,,,", "price"),
                ("936,A,1,1.5,,,,,", "inventory"), ("937,A,1,1000000001,,,,,", "inventory"),
                ("938,A,1,,\(long.prefix(201)),,,,", "category"), ("939,A,1,,,UPPER,,,", "slug"),
                ("940,A,1,,,,\(long.prefix(101)),,", "tags"),
                ("941,A,1,,,,\"\((0..<60).map { "t\($0)" }.joined(separator: ","))\",,", "tags"),
                ("942,A,1,,,,,maybe,", "is_active"), ("943,A,1,,,,,,\(long)", "description"),
                ("900,A,1,,,,,,", "-"), ("944,\"A\"x,1,,,,,,", "-"),
                ("945,A,1,,,,,,\"\(String(repeating: "x", count: 70_000))\"", "-"),
            ]
            let file =
                "number,name,price,inventory,category,slug,tags,is_active,description\n"
                + lines.map { $0.0 + "\n" }.joined() + "999,Good,1,,,,,,\n"
            let json = try await shop.imported(file, as: admin)
            #expect(json["status"] == "done" && self.counts(json) == [1, 0, 0, lines.count])
            let errors = self.errors(json)
            let expected = lines.enumerated().map { "\($0.offset + 2) \($0.element.1):" }
            for (error, beginning) in zip(errors, expected) { #expect(error.hasPrefix(beginning)) }
            #expect(json["errors"]?.elements.allSatisfy { $0["reason"]?.text?.isEmpty == false } == true)
        }
    }

    @Test func whatIsNoUTF8IsNamedAndTheRestIsTakenIn() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            func imported(_ bytes: [UInt8]) async throws -> JSONNode {
                let sent = try await shop.send(
                    .post, "/api/v1/admin/imports", body: bytes,
                    headers: [.contentType: "text/csv", .authorization: "Bearer \(admin)"])
                #expect(sent.status == 202)
                return try await shop.ended(try #require(sent.headers[.location]), as: admin)
            }
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let head = Array("\"number\",name,description,price\r\n".utf8)
            // "Küche" as Latin-1 has it; then a field of three lines, and one more line.
            let rest = Array("951,\"La\r\nm\np\",\"\"\"quoted\"\"\",1\r\n952,Lamp,,x\r\n".utf8)
            let file = try await imported(mark + head + Array("950,K".utf8) + [0xFC] + Array("che,,1\r\n".utf8) + rest)
            #expect(file["status"] == "done" && self.counts(file) == [1, 0, 0, 2])
            #expect(self.errors(file)[0] == "2 -: The line is no UTF-8")
            #expect(self.errors(file)[1].hasPrefix("6 price:"))
            let lamp = try await shop.get("/api/v1/products/951")
            #expect(lamp["name"]?.text == "La\r\nm\np" && lamp["description"]?.text == "\"quoted\"")
            // As spreadsheets name "Unicode text".
            let wide = Array("number,name,price\n1,A,1\n".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            for bytes in [[0xFF, 0xFE] + wide, wide, mark, [], Array("\r\n\r\n".utf8)] {
                let broken = try await imported(bytes)
                #expect(broken["status"] == "failed" && broken["failure"]?.text?.isEmpty == false)
                #expect(self.counts(broken) == [0, 0, 0, 1] && broken["progress"]?.digits != nil)
            }
            let nothing = try await imported(mark + head)
            #expect(nothing["status"] == "done" && self.counts(nothing) == [0, 0, 0, 0])
        }
    }

    @Test func ofTooManyLinesTheFirstAreTakenIn() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let file = "number,price,name\n951,1,A\n952,0,B\n953,1,C\n954,1,D\n"
            let path = try #require(try await shop.sendProducts(file, as: admin).headers[.location])
            let stored = try #require(try await Repository<ProductImport>(shop.database).findOne(.all))
            let (catalog, store) = (shop.backend.shop.catalog, shop.backend.shop.imports.store)
            var run = ImportRun(stored, store, ProductImporter(catalog: catalog, store: store), mostRecords: 3)
            try await run.run { _ in }
            let json = try await shop.get(path, token: admin).json
            #expect(json["status"] == "failed" && json["failure"]?.text?.contains("first 3 lines") == true)
            #expect(self.counts(json) == [2, 0, 0, 1] && self.errors(json).first?.hasPrefix("3 price:") == true)
            #expect(try await shop.get("/api/v1/products/953").status == 200)
            #expect(try await shop.get("/api/v1/products/954").status == 404)
        }
    }

    /// A file of 32 MiB, of whose lines none is right, takes a worker as much memory as one of 2 MiB.
    @Test func memoryDoesNotHoldTheFile() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            let admin = try await shop.admin()
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                try worker.start()
                let filling = String(repeating: "x", count: 9000)
                var peaks: [Int] = []
                for count in [220, 3600] {
                    var file = "number,price,description\n"
                    for number in 0..<count { file += "\(10_000 + number),0,\(filling)\n" }
                    let path = try #require(try await shop.sendProducts(file, as: admin).headers[.location])
                    var (peak, json) = (0, JSONNode.null)
                    try await eventually(within: .seconds(120)) {
                        peak = max(peak, worker.residentBytes)
                        json = try await shop.get(path, token: admin).json
                        return json["status"] == "done"
                    }
                    #expect(json["error_count"]?.integer ?? 0 >= count && json["errors"]?.elements.count ?? 0 <= 1000)
                    peaks.append(peak)
                }
                #expect(peaks[1] < peaks[0] + 24_000_000, "\(peaks)")
            }
        }
    }

    @Test func aFileWithoutAHeadFails() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            for (file, line) in [("", 1), ("price,inventory\n1,2\n", 1), ("name,name\nx,y\n", 1), ("\"x\n", 1)] {
                let json = try await shop.imported(file, as: admin)
                #expect(json["status"] == "failed" && json["failure"]?.text?.isEmpty == false)
                #expect(json["errors"]?.elements.first?["line"]?.integer == line)
            }
        }
    }

    @Test func whatHasNoNumberIsKnownByItsSlugOrName() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let file = "name,price,inventory\nÜber Lamp,1,3\nGaming Laptop Pro,2499.99,\n漢字,1,\n"
            let first = try await shop.imported(file, as: admin)
            #expect(self.counts(first) == [1, 0, 1, 1])
            let again = try await shop.imported(file, as: admin)
            #expect(self.counts(again) == [0, 0, 2, 1])
            #expect(try await shop.get("/api/v1/products/ber-lamp")["inventory"]?.integer == 3)
        }
    }

    @Test func variantsAreKnownByTheirSKU() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            for size in ["S", "M"] {
                let reply = try await shop.post(
                    "/api/v1/products/\(id)/variants",
                    #"{"sku": "L-\#(size)", "options": {"size": "\#(size)"}, "inventory": 4}"#, token: admin)
                #expect(reply.status == 201)
            }
            let file = "sku,price,inventory,is_active\nL-S,9.50,6,\nL-M,,4,false\nL-X,1,1,\n"
            let first = try await shop.imported(file, as: admin)
            #expect(self.counts(first) == [0, 2, 0, 1] && self.errors(first) == ["4 sku: No variant has this SKU"])
            let variants = try await shop.get("/api/v1/products/1/variants", token: admin)["items"]?.elements ?? []
            #expect(variants.map { $0["inventory"]?.integer } == [6, 4])
            #expect(variants.map { $0["price"]?.digits } == ["9.5", nil] || variants[0]["price"]?.digits == "9.50")
            #expect(variants.map { $0["is_active"] } == [true, false])
            #expect(self.counts(try await shop.imported(file, as: admin)) == [0, 0, 2, 1])
        }
    }

    @Test func anExportTakenBackInChangesNothing() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            #expect(try await shop.imported(Self.file, as: admin)["created"]?.integer == 2)
            let id = try #require(try await shop.get("/api/v1/products/1")["id"]?.text)
            let variant = #"{"sku": "L-S", "options": {"size": "S"}, "inventory": 4}"#
            #expect(try await shop.post("/api/v1/products/\(id)/variants", variant, token: admin).status == 201)
            let export = try await shop.exported("products?bom=true", as: admin)
            let file = try await shop.file(of: export).text
            let revisions = try await shop.documents("products").map { $0["revision"] }
            let json = try await shop.imported(file, as: admin)
            #expect(self.counts(json) == [0, 0, try #require(export["row_count"]?.integer), 0], "\(self.errors(json))")
            #expect(try await shop.documents("products").map { $0["revision"] } == revisions)
        }
    }

    @Test func twoImportsAtOnceDoNotDouble() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            var file = "name,price,inventory,tags\n"
            for number in 0..<300 { file += "Lamp number \(number),1.50,\(number),\"a, b\"\n" }
            let text = file
            let imports = try await withThrowingTaskGroup(of: JSONNode.self) { group in
                for _ in 0..<3 { group.addTask { try await shop.imported(text, as: admin) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(imports.allSatisfy { $0["status"] == "done" && $0["error_count"]?.integer == 0 })
            #expect(imports.compactMap { $0["created"]?.integer }.reduce(0, +) == 300)
            #expect(
                imports.allSatisfy { json in self.counts(json).compactMap { $0 }.reduce(0, +) == 300 })
            let products = try await Repository<Product>(shop.database).count(\.productID > 0)
            let slugs = try await Repository<Product>(shop.database).find(limit: 1000).filter {
                $0.slug.hasPrefix("lamp-number-")
            }
            #expect(slugs.count == 300 && products >= 300)
            #expect(slugs.allSatisfy { "lamp-number-\($0.inventory)" == $0.slug })
        }
    }

    @Test func aKilledWorkersImportGoesOn() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            let admin = try await shop.admin()
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                var file = "number,name,price,inventory\n"
                for number in 1000..<2000 { file += "\(number),Lamp \(number),\(number == 1500 ? 0 : 1),5\n" }
                let sent = try await shop.sendProducts(file, as: admin)
                let path = try #require(sent.headers[.location])
                try worker.start()
                try await eventually(within: .seconds(60)) {
                    try await shop.get(path, token: admin)["created"]?.integer ?? 0 > 50
                }
                worker.kill()
                let created = try await shop.get(path, token: admin)["created"]?.integer ?? 0
                #expect(try await Repository<Product>(shop.database).count(\.productID >= 1000) == created)
                // As if the time of the lease had passed.
                try await Repository<StoredJob>(shop.database).updateMany(\.state == .running, .setNow(\.nextAt))
                try worker.start()
                let json = try await shop.ended(path, as: admin)
                #expect(json["status"] == "done" && self.counts(json) == [999, 0, 0, 1])
                #expect(self.errors(json).first?.hasPrefix("502 price") == true)
                #expect(try await Repository<Product>(shop.database).count(\.productID >= 1000) == 999)
            }
        }
    }

    @Test func whoMayNotChangeProductsSendsNone() async throws {
        try await withShop { shop in
            let (admin, user) = (try await shop.admin(), try await shop.signUp("ann@example.com"))
            #expect(try await shop.sendProducts(Self.file, as: user).status == 403)
            let users = Repository<User>(shop.database)
            let clerk = try await shop.signUp("clerk@example.com")
            try await users.updateOne(
                \.email == "clerk@example.com", .set(\.permissionNames, [Permission.createProduct.rawValue]))
            #expect(try await shop.sendProducts(Self.file, as: clerk).status == 403)
            let sent = try await shop.sendProducts(Self.file, as: admin)
            #expect(sent.status == 202 && sent["status"] == "queued")
            let path = try #require(sent.headers[.location])
            #expect(try await shop.get(path, token: user).status == 403)
            #expect(try await shop.get(path).status == 401)
            #expect(try await shop.get("/api/v1/admin/imports/x", token: admin).status == 404)
        }
    }

    @Test func aFileComesAsAFormOrAsItIs() async throws {
        try await withShop(configure: { $0.exports.maximumImportSize = 1000 }) { shop in
            let admin = try await shop.admin()
            func send(_ body: String, _ type: String, key: String? = nil) async throws -> Reply {
                var headers: HTTPFields = [.contentType: type, .authorization: "Bearer \(admin)"]
                if let key { headers[.init("Idempotency-Key")!] = key }
                return try await shop.send(.post, "/api/v1/admin/imports", body: Array(body.utf8), headers: headers)
            }
            func form(_ name: String, _ file: String) -> String {
                "--x\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"a.csv\"\r\n\r\n\(file)\r\n--x--\r\n"
            }
            let type = "multipart/form-data; boundary=x"
            let first = try await send(form("file", Self.file), type, key: "a")
            let again = try await send(form("file", Self.file), type, key: "a")
            #expect(first.status == 202 && again.body == first.body)
            let stored = try #require(try await Repository<ProductImport>(shop.database).findOne(.all))
            #expect(stored.size == Self.file.utf8.count)
            #expect(try await send(Self.file, "text/csv; charset=utf-8").status == 202)
            #expect(try await send(form("other", Self.file), type).violations == ["body.file missing"])
            #expect(try await send(form("file", Self.file).replacing("--x--", with: ""), type).status == 400)
            #expect(try await send("{}", "application/json").status == 415)
            let long = String(repeating: "x", count: 1001)
            #expect(try await send(long, "text/csv").status == 413)
            #expect(try await send(form("file", long), type).status == 413)
            #expect(try await shop.documents("imports.files").count == 2)
            #expect(try await shop.documents("imports.chunks").count == 2)
        }
    }
}
