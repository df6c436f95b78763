import Accounts
import BSON
import BackOffice
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

/// Tables of the shop's data, made by jobs and fetched over HTTP.
@Suite(.timeLimit(.minutes(30)))
struct ExportRouteTests {
    private static let list = "/api/v1/admin/exports"

    private func staff(_ permissions: [Permission], in shop: ShopClient) async throws -> String {
        let email = "\(UUID().uuidString.lowercased())@example.com"
        let token = try await shop.signUp(email)
        let users = Repository<User>(shop.database)
        try await users.updateOne(\.email == email, .set(\.permissionNames, permissions.map(\.rawValue)))
        return token
    }

    @Test func ordersAndTheirLinesAreExported() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (admin, buyer) = (try await shop.admin(), try await shop.signUp("ann@example.com"))
            let first = try await shop.order(1, quantity: 2, as: buyer)
            let second = try await shop.order(2, quantity: 1, as: buyer)
            let export = try await shop.exported("orders", as: admin)
            #expect(export["status"] == "done" && export["progress"]?.digits == "1.0")
            #expect(export["row_count"]?.integer == 2)
            let file = try await shop.file(of: export)
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"orders-") == true)
            #expect(export["size"]?.integer == file.body.count)
            let records = file.records
            let head = try #require(records.first)
            let total = try #require(head.firstIndex(of: "total"))
            #expect(records.dropFirst().map { $0[1] } == [first, second])
            let order = try await shop.get("/api/v1/orders/\(first)", token: buyer)
            #expect(records[1][0] == order["number"]?.text)
            #expect(records[1][total] == order["total"]?.digits)

            let lines = try await shop.file(of: try await shop.exported("orders?rows=lines&bom=true", as: admin))
            #expect(lines.body.starts(with: [0xEF, 0xBB, 0xBF]))
            #expect(lines.records.dropFirst().map { [$0[1], $0[11]] } == [[first, "2"], [second, "1"]])

            // What is older than the beginning, or not older than the end, is left out.
            let created = try #require(order["created_at"]?.text)
            let later = try await shop.file(of: try await shop.exported("orders?to=\(created)", as: admin))
            #expect(later.records.count == 1)
            let from = try await shop.file(of: try await shop.exported("orders?from=\(created)", as: admin))
            #expect(from.records == records)
        }
    }

    @Test func aWorkbookHasNumbersMomentsAndNoFormulas() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let (admin, buyer) = (try await shop.admin(), try await shop.signUp())
            _ = try await shop.addProduct(
                as: admin, id: 900, slug: "bad", price: "19.90",
                extra: #""category": null, "description": "=HYPERLINK(\"http://x.example\")""#)
            _ = try await shop.order(900, quantity: 2, as: buyer)
            let orders = try OpenedWorkbook(
                try await shop.file(of: try await shop.exported("orders?format=xlsx", as: admin)).body)
            let sheet = try #require(orders.sheets["Orders"])
            let cells = Dictionary(uniqueKeysWithValues: zip(sheet[0].compactMap(\.value), sheet[1]))
            #expect(cells["total"] == OpenedWorkbook.Cell(type: "n", value: "39.8", format: "0.00"))
            #expect(cells["pieces"] == OpenedWorkbook.Cell(type: "n", value: "2"))
            #expect(cells["created_at"]?.type == "d" && cells["created_at"]?.format == "yyyy-mm-dd hh:mm:ss")

            let products = try OpenedWorkbook(
                try await shop.file(of: try await shop.exported("products?format=xlsx", as: admin)).body)
            let all = try #require(products.sheets["Products"]).joined()
            #expect(all.contains(.text("=HYPERLINK(\"http://x.example\")")))
            #expect(!all.contains { $0.type == "f" })
            let csv = try await shop.file(of: try await shop.exported("products", as: admin))
            #expect(csv.records.joined().contains("'=HYPERLINK(\"http://x.example\")"))
        }
    }

    @Test func whoSeesNoUsersSeesNoExportsOfThem() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            _ = try await shop.signUp("ann@example.com")
            let reporter = try await self.staff([.readReport], in: shop)
            let export = try await shop.exported("users", as: admin)
            let file = try await shop.file(of: export)
            #expect(file.records.map { $0[1] }.contains("ann@example.com"))
            #expect(!file.text.contains("$2b$"))

            let id = try #require(export["id"]?.text)
            #expect(try await shop.post("/api/v1/admin/export/users", "", token: reporter).status == 403)
            #expect(try await shop.get("\(Self.list)/\(id)", token: reporter).status == 403)
            #expect(try await shop.get("\(Self.list)/\(id)/file", token: reporter).status == 403)
            #expect(try await shop.get(Self.list, token: reporter)["total"]?.integer == 0)
            #expect(try await shop.get(Self.list, token: admin)["total"]?.integer == 1)
            #expect(try await shop.post("/api/v1/admin/export/orders", "", token: reporter).status == 202)
            #expect(try await shop.get(Self.list, token: reporter)["total"]?.integer == 1)

            let nobody = try await shop.signUp()
            for path in [Self.list, "\(Self.list)/\(id)", "\(Self.list)/\(id)/file"] {
                #expect(try await shop.get(path, token: nobody).status == 403)
                #expect(try await shop.get(path).status == 401)
            }
            #expect(try await shop.post("/api/v1/admin/export/orders", "", token: nobody).status == 403)
            let entries = try await shop.get("/admin/audit?kind=export", token: admin)["items"]?.elements
            #expect(entries?.count == 2)
        }
    }

    @Test func aLinkOpensItsFileAndNoOther() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let (mine, other) = (
                try await shop.exported("products", as: admin), try await shop.exported("users", as: admin)
            )
            let id = try #require(other["id"]?.text)
            let link = try #require(mine["file_url"]?.text)
            let token = try #require(link.split(separator: "=").last)
            #expect(try await shop.get(link).status == 200)
            #expect(try await shop.get("\(Self.list)/\(id)/file?token=\(token)").status == 403)
            #expect(try await shop.get(link + "x").status == 403)
            #expect(try await shop.get("\(link.prefix { $0 != "=" })=").status == 403)
            let keys = PurposeKeys([shop.settings.jwtSecret], for: "bodega tokens that open exports")
            for (seconds, status) in [(-1.0, 403), (60.0, 200)] {
                let token = keys.token(for: try #require(ObjectID(id)), until: .now + seconds)
                #expect(try await shop.get("\(Self.list)/\(id)/file?token=\(token)").status == status)
            }
            // Of what is not there, or not done, a good link opens nothing.
            let gone = keys.token(for: ObjectID("507f1f77bcf86cd799439011")!, until: .now + 60)
            #expect(try await shop.get("\(Self.list)/507f1f77bcf86cd799439011/file?token=\(gone)").status == 404)
            let exports = Repository<Export>(shop.database)
            let waiting = try #require(ObjectID(id))
            try await exports.updateOne(\.id == waiting, .unset(\.fileID))
            let early = try await shop.get(
                "\(Self.list)/\(id)/file?token=\(keys.token(for: waiting, until: .now + 60))")
            #expect(early.status == 409 && early["code"] == "not_done")
            // Nor does what was signed for something else, or by somebody else, or altered in any of its characters.
            let mineID = try #require(mine["id"]?.text.flatMap { ObjectID($0) })
            for keys in [
                PurposeKeys([shop.settings.jwtSecret], for: "bodega tokens that open invoices"),
                PurposeKeys(["other"], for: "bodega tokens that open exports"),
            ] {
                let token = keys.token(for: mineID, until: .now + 60)
                #expect(try await shop.get("\(Self.list)/\(mineID.hexString)/file?token=\(token)").status == 403)
            }
            let base = String(link.dropLast(token.count))
            for index in 0..<token.count {
                var altered = Array(token)
                altered[index] = altered[index] == "A" ? "B" : "A"
                let reply = try await shop.get(base + String(altered))
                // The last character has bits that mean nothing.
                #expect(reply.status == 403 || index == token.count - 1, "\(String(altered))")
            }
            // It is for those who have it alone.
            #expect(try await shop.get(link).headers[.cacheControl] == "no-store")
        }
    }

    @Test func theDescriptionTellsThatALinkDoesWithoutALogin() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            let operation = document["paths"]?["\(Self.list)/{id}/file"]?["get"]
            #expect(operation?["security"] == [["HTTPBearer": ["read:report"]], ["ExportLink": []]])
            let scheme = document["components"]?["securitySchemes"]?["ExportLink"]
            #expect(scheme?["type"] == "apiKey" && scheme?["in"] == "query" && scheme?["name"] == "token")
            #expect(document["paths"]?[Self.list]?["get"]?["security"] == [["HTTPBearer": ["read:report"]]])
        }
    }

    @Test func aFileIsFetchedInParts() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let export = try await shop.exported("products", as: admin)
            let whole = try await shop.file(of: export)
            let path = "\(Self.list)/\(try #require(export["id"]?.text))/file"
            let part = try await shop.get(path, token: admin, headers: [.range: "bytes=5-9"])
            #expect(part.status == 206 && part.body == Array(whole.body[5...9]))
            #expect(part.headers[.contentRange] == "bytes 5-9/\(whole.body.count)")
            let rest = try await shop.get(
                path, token: admin, headers: [.range: "bytes=10-", .ifRange: try #require(whole.headers[.eTag])])
            #expect(rest.status == 206 && rest.body == Array(whole.body[10...]))
            let beyond = try await shop.get(path, token: admin, headers: [.range: "bytes=\(whole.body.count)-"])
            #expect(beyond.status == 416 && beyond.headers[.contentRange] == "bytes */\(whole.body.count)")
        }
    }

    /// What RFC 9110 says of parts, in a file of several pieces, by whichever of its two ways.
    @Test func anyPartOfALongFileIsThatPart() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let filling = String(repeating: "x", count: 8000)
            try await Repository<Product>(shop.database).createMany(
                (1000..<1300).map { number in
                    Product(
                        productID: number, name: "Lamp \(number)", slug: "lamp-\(number)", description: filling,
                        price: Money(minorUnits: 100))
                })
            let export = try await shop.exported("products", as: admin)
            let whole = try await shop.file(of: export)
            let (size, piece) = (whole.body.count, 1 << 20)
            let (path, link) = ("\(Self.list)/\(export["id"]?.text ?? "")/file", export["file_url"]?.text ?? "")
            #expect(size > 2 * piece && whole.headers[.acceptRanges] == "bytes")
            let parts: [(String, Range<Int>)] = [
                ("0-0", 0..<1), ("-1", size - 1..<size), ("-7", size - 7..<size), ("-99999999", 0..<size),
                ("\(size - 1)-", size - 1..<size), ("5-99999999999999999999", 5..<size),
                ("\(piece - 3)-\(piece + 2)", piece - 3..<piece + 3), ("\(piece)-\(2 * piece)", piece..<2 * piece + 1),
            ]
            let ways: [(String, String?)] = [(path, admin), (link, nil)]
            for (range, expected) in parts {
                for (path, token) in ways {
                    let reply = try await shop.get(path, token: token, headers: [.range: "bytes=\(range)"])
                    #expect(reply.status == 206 && reply.body == Array(whole.body[expected]), "\(range)")
                    let place = "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/\(size)"
                    #expect(reply.headers[.contentRange] == place, "\(range)")
                }
            }
            for range in ["\(size)-", "\(size)-\(size + 5)", "-0", "99999999999999999999-"] {
                let reply = try await shop.get(path, token: admin, headers: [.range: "bytes=\(range)"])
                #expect(reply.status == 416 && reply.headers[.contentRange] == "bytes */\(size)", "\(range)")
            }
            // What can't be read, or need not be heeded, is passed over; so is what was meant for another file.
            for range in ["bytes=9-5", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "pieces=0-1", "0-1"] {
                let reply = try await shop.get(path, token: admin, headers: [.range: range])
                #expect(reply.status == 200 && reply.body.count == size, "\(range)")
            }
            let tag = try #require(whole.headers[.eTag])
            for condition in ["\"other\"", "W/\(tag)", "Mon, 30 Nov 2026 08:00:00 GMT", "x"] {
                let reply = try await shop.get(
                    path, token: admin, headers: [.range: "bytes=0-1", .ifRange: condition])
                #expect(reply.status == 200 && reply.body.count == size, "\(condition)")
            }
            let same = try await shop.get(path, token: admin, headers: [.ifNoneMatch: tag])
            #expect(same.status == 304 && same.body.isEmpty)
        }
    }

    @Test func whatIsNotDoneHasNoFile() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let key: HTTPFields = [.init("Idempotency-Key")!: "a"]
            let body = #"{"format": "xlsx", "from": "2026-01-01T00:00:00Z"}"#
            let asked = try await shop.post("/api/v1/admin/export/orders?bom=true", body, token: admin, headers: key)
            let again = try await shop.post("/api/v1/admin/export/orders?bom=true", body, token: admin, headers: key)
            #expect(asked.status == 202 && again.body == asked.body)
            #expect(asked["format"] == "xlsx" && asked["from"]?.text?.hasPrefix("2026-01-01T00:00:00") == true)
            let path = try #require(asked.headers[.location])
            let export = try await shop.get(path, token: admin)
            #expect(export["status"] == "queued" && export["file_url"] == .null)
            let file = try await shop.get("\(path)/file", token: admin)
            #expect(file.status == 409 && file["code"] == "not_done")
            #expect(try await shop.get("\(Self.list)/507f1f77bcf86cd799439011", token: admin).status == 404)
            #expect(try await shop.get("\(Self.list)/x/file", token: admin).status == 404)
            for query in [
                "format=pdf", "rows=x", "from=yesterday", "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            ] {
                #expect(try await shop.post("/api/v1/admin/export/orders?\(query)", "", token: admin).status == 422)
            }
            // A job that was cancelled makes nothing any more.
            let job = try #require(try await shop.jobs.list(kind: "export").first)
            try await shop.jobs.cancel(job.id)
            let ended = try await shop.get(path, token: admin)
            #expect(ended["status"] == "failed" && ended["failure"]?.text?.isEmpty == false)
        }
    }

    @Test func aWorkerThatIsKilledLeavesOneFile() async throws {
        let mails = try await MailServer()
        try await withShop { shop in
            let admin = try await shop.admin()
            try await WorkerProcess.with(shop, mailServer: mails) { worker in
                var rows = "number,name,price\n"
                for number in 1000..<3000 { rows += "\(number),Lamp \(number),1\n" }
                let sent = try await shop.sendProducts(rows, as: admin)
                try worker.start()
                let imported = try await shop.ended(try #require(sent.headers[.location]), as: admin)
                #expect(imported["created"]?.integer == 2000)
                let asked = try await shop.post("/api/v1/admin/export/products?format=xlsx", "", token: admin)
                let path = try #require(asked.headers[.location])
                try await eventually { try await shop.get(path, token: admin)["status"] != "queued" }
                worker.kill()
                // As if the time of the lease had passed.
                try await Repository<StoredJob>(shop.database).updateMany(\.state == .running, .setNow(\.nextAt))
                try worker.start()
                let export = try await shop.ended(path, as: admin)
                let sheet = try OpenedWorkbook(try await shop.file(of: export).body).sheets["Products"]
                #expect(export["row_count"]?.integer == sheet.map { $0.count - 1 })
                #expect(export["row_count"]?.integer ?? 0 > 2000)
                #expect(try await shop.documents("exports.files").count == 1)
            }
        }
    }

    @Test func whatNobodyNamesIsSwept() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let export = try await shop.exported("products", as: admin)
            let gone = try await shop.exported("products", as: admin)
            let id = try #require(gone["id"]?.text.flatMap { ObjectID($0) })
            let exports = Repository<Export>(shop.database)
            try await exports.delete(\.id == id)
            #expect(try await shop.get("\(Self.list)/\(id.hexString)/file", token: admin).status == 404)
            let sweep = { try await shop.backend.shop.exports.sweep(now: .now + 3601) }
            try await sweep()
            #expect(try await shop.documents("exports.files").count == 1)
            #expect(try await shop.file(of: export).status == 200)
            try await sweep()
            let stored = try #require(try await exports.findOne(.all))
            #expect(stored.deleteAt > .now + 6.9 * 86_400 && stored.deleteAt < .now + 7.1 * 86_400)
        }
    }
}
