import Accounts
import BSON
import Foundation
import HTTPTypes
import HummingbirdTesting
import MongoODM
import RouteKit
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

/// `GET /api/v1/admin/events`: what happens in the shop, while it happens.
@Suite(.timeLimit(.minutes(30)))
struct LiveEventTests {
    private static func beatingOften(_ settings: inout Settings) { settings.eventStreams.heartbeat = .milliseconds(20) }

    /// What a listener hears from its beginning on.
    private func listen<Value: Sendable>(
        to shop: ShopClient, as token: String, after last: String? = nil,
        _ body: @Sendable (inout RawConnection) async throws -> Value
    ) async throws -> Value {
        try await RawConnection.open(port: try #require(shop.http.port)) { connection in
            try await connection.openStream(ShopClient.livePath, as: token, after: last)
            return try await body(&connection)
        }
    }

    @Test func whatAnotherInstanceDoesIsTold() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            try await shop.withAnotherInstance { other in
                try await self.listen(to: shop, as: admin) { connection in
                    let first = try await connection.events(1)
                    #expect(first.map(\.live) == ["reset new"] && first[0].id != nil)
                    let id = try await other.order(1, quantity: 2, as: user)
                    let placed = try await connection.events(1, named: "order")[0]
                    #expect(placed.live == "order pending" && placed.data["id"]?.text == id)
                    let order = try await other.get("/api/v1/orders/\(id)", token: user)
                    #expect(placed.data["number"] == order["number"] && placed.data["total"] == order["total"])
                    let paid = try await other.post("/payments/confirm?order_id=\(id)", "", token: user).status
                    #expect(paid == 200)
                    let sold = try await connection.events(2, named: "order", "stock")
                    #expect(Set(sold.map(\.live)) == ["order confirmed", "stock 13 in_stock"])
                    _ = try await other.review("1", 4, as: user)
                    let review = try await connection.events(1, named: "review")[0]
                    #expect(review.live == "review 4 visible" && review.data["product_id"] != .null)
                }
            }
        }
    }

    @Test func jobsAreToldWithTheirProgress() async throws {
        try await withShop { shop in
            try await self.listen(to: shop, as: try await shop.admin()) { connection in
                _ = try await connection.events(1)
                // It gets a mail.
                _ = try await shop.register("a@example.com")
                let job = try await connection.events(1, named: "job")[0]
                #expect(job.live == "job available" && job.data["progress"] == .null)
                let id: BSONValue = .objectID(try #require(ObjectID(job.data["id"]?.text ?? "")))
                // What shows that somebody works on it is no news.
                try await shop.update("jobs", ["_id": id], ["$set": ["state": "running"]])
                try await shop.update("jobs", ["_id": id], ["$set": ["next_at": .date(.now)]])
                try await shop.update("jobs", ["_id": id], ["$set": ["progress": 0.5]])
                try await shop.update("jobs", ["_id": id], ["$set": ["state": "done"]])
                let told = try await connection.events(3, named: "job").filter { $0.data["id"] == job.data["id"] }
                #expect(told.map { $0.data["progress"]?.digits ?? "-" }.last == "0.5")
                #expect(told.last?.live == "job done" && told.count == 3)
            }
        }
    }

    @Test func stockIsLowAtTheThreshold() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            let id = try #require(try await shop.addProduct(as: admin, id: 101, slug: "lamp", inventory: 9)["id"]?.text)
            try await self.listen(to: shop, as: admin) { connection in
                _ = try await connection.events(1)
                for count in [6, 5, 0] {
                    _ = try await shop.patch("/admin/products/\(id)", #"{"inventory": \#(count)}"#, token: admin)
                }
                // Another name changes nothing of it.
                _ = try await shop.patch("/admin/products/\(id)", #"{"name": "L"}"#, token: admin)
                try await shop.removeForGood("101", as: admin)
                let told = try await connection.events(4, named: "stock")
                #expect(told.map(\.live) == ["stock 6 in_stock", "stock 5 low", "stock 0 out", "stock 0 removed"])
                #expect(told.allSatisfy { $0.data["product_id"]?.text == id })
            }
        }
    }

    // MARK: Who may be told what

    @Test func nobodyIsToldWhatIsNotTheirs() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            #expect(try await shop.get(ShopClient.livePath).status == 401)
            #expect(try await shop.get(ShopClient.livePath, token: user).status == 403)
            _ = try await shop.signUp("vendor@example.com")
            try await shop.setRole(.vendor, of: "vendor@example.com")
            let vendor = try await shop.token(of: "vendor@example.com")
            #expect(try await shop.get(ShopClient.livePath, token: vendor).status == 403)
            let clerks = [
                "order": try await shop.clerk("a@example.com", "read:order"),
                "stock": try await shop.clerk("b@example.com", "manage:inventory"),
                "job": try await shop.clerk("c@example.com", "manage:job"),
                "review": try await shop.clerk("d@example.com", "manage:review"),
            ]
            for (kind, clerk) in clerks {
                try await self.listen(to: shop, as: clerk) { connection in
                    let first = try await connection.events(1).map(\.live)
                    #expect(first == ["reset new"])
                    _ = try await shop.register("\(kind)@example.com")
                    try await shop.buy(1, as: user)
                    try await shop.storeReviews(0..<1)
                    let told = try await connection.event()
                    #expect(told?.name == kind)
                }
            }
        }
    }

    @Test func exportsAndImportsAreToldToWhoMaySeeWhatTheyMake() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let admin = try await shop.admin()
            let readers = [
                (try await shop.clerk("a@example.com", "read:report"), ["orders"]),
                (try await shop.clerk("b@example.com", "read:report", "read:user"), ["users", "orders"]),
                (try await shop.clerk("c@example.com", "create:product", "update:product"), ["import"]),
            ]
            let product = try await shop.clerk("d@example.com", "update:product")
            #expect(try await shop.get(ShopClient.livePath, token: product).status == 403)
            // All listen before the first is asked for: who comes later hears how the ones before end, too.
            let listening = Gate()
            listening.open()
            async let heard = parallel(readers.count) { index in
                try await self.listen(to: shop, as: readers[index].0) { connection in
                    _ = try await connection.events(1)
                    await listening.pass()
                    // Of each until it is done.
                    var told: [StreamedEvent] = []
                    while told.count(where: { $0.data["state"] == "done" }) < readers[index].1.count {
                        told += try await connection.events(1)
                    }
                    return told
                }
            }
            await listening.arrival(readers.count)
            var ids: [String: String] = [:]
            for table in ["users", "orders"] {
                ids[try await shop.exported(table, as: admin)["id"]?.text ?? ""] = table
            }
            ids[try await shop.imported("name,price\nLamp,1\n", as: admin)["id"]?.text ?? ""] = "import"
            for (told, (_, kinds)) in zip(try await heard, readers) {
                let subjects = told.map { ids[$0.data["subject_id"]?.text ?? ""] ?? "other" }
                #expect(Set(subjects) == Set(kinds))
                #expect(told.allSatisfy { ["export", "import"].contains($0.data["kind"]?.text) })
                #expect(told.first?.live == "job available")
            }
        }
    }

    @Test func aPermissionThatIsTakenAwayOrGivenCountsAtOnce() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let clerk = try await shop.clerk("a@example.com", "read:order", "manage:review")
            try await self.listen(to: shop, as: clerk) { connection in
                _ = try await connection.events(1)
                _ = try await shop.order(1, quantity: 1, as: user)
                let order = try await connection.event()?.name
                #expect(order == "order")
                try await shop.permit(["manage:review", "manage:inventory"], to: "a@example.com")
                _ = try await shop.order(1, quantity: 1, as: user)
                try await shop.storeReviews(0..<1)
                let review = try await connection.event()?.name
                #expect(review == "review")
                try await shop.update("products", ["product_id": 1], ["$inc": ["inventory": 1]])
                let stock = try await connection.event()?.name
                #expect(stock == "stock")
                try await shop.permit([], to: "a@example.com")
                try await shop.storeReviews(1..<2)
                let end = try await connection.event()
                #expect(end == nil)
            }
        }
    }

    @Test(arguments: ["logout", "ban", "role"])
    func aStreamEndsWithWhatItRestsOn(farewell: String) async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let admin = try await shop.admin()
            let token = try await shop.signUp("a@example.com")
            try await shop.setRole(.admin, of: "a@example.com")
            try await eventually { try await shop.get("/api/v1/admin/audit", token: token).status == 200 }
            let path = "/api/v1/admin/users/\(try #require(try await shop.user("a@example.com")).id.hexString)"
            try await self.listen(to: shop, as: token) { connection in
                _ = try await connection.events(1)
                try await shop.withAnotherInstance { other in
                    let reply =
                        switch farewell {
                        case "logout": try await other.post(path + "/logout", "", token: admin)
                        case "ban": try await other.patch(path + "/ban", #"{"banned": true}"#, token: admin)
                        default: try await other.patch(path + "/role", #"{"role": "user"}"#, token: admin)
                        }
                    #expect([200, 204].contains(reply.status))
                }
                let end = try await connection.event()
                #expect(end == nil)
            }
        }
    }

    // MARK: Coming again

    @Test func whoComesAgainMissesNothingAndIsToldNothingTwice() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let events = try await self.listen(to: shop, as: admin) { connection in
                var told = try await connection.events(1)
                for _ in 0..<3 { try await shop.buy(1, as: user) }
                try await shop.storeReviews(0..<5)
                // The last of them is the last event.
                while told.filter({ $0.name == "review" }).count < 5 { told += try await connection.events(1) }
                return told
            }
            #expect(Set(events.map(\.id)).count == events.count)
            // From memory, and from the server's history, where the clerk may not be told of what the last event is about.
            let clerk = try await shop.clerk("clerk@example.com", "read:order", "manage:inventory")
            try await shop.withAnotherInstance(configure: Self.beatingOften) { other in
                for instance in [shop, other] {
                    for (index, event) in events.enumerated() {
                        let rest = events[(index + 1)...]
                        for (token, names) in [
                            (admin, ["order", "stock", "job", "review"]), (clerk, ["order", "stock"]),
                        ] {
                            try await self.listen(to: instance, as: token, after: event.id) { connection in
                                let expected = rest.filter { names.contains($0.name) }
                                let again = try await connection.events(expected.count)
                                #expect(again.map(\.id) == expected.map(\.id))
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func aThousandEventsAtOnceAreToldInOrder() async throws {
        try await withShop { shop in
            let clerk = try await shop.clerk("a@example.com", "manage:review")
            try await self.listen(to: shop, as: clerk) { connection in
                _ = try await connection.events(1)
                try await shop.storeReviews(0..<1000)
                let told = try await connection.events(1000)
                #expect(told.map { $0.data["rating"]?.integer } == (0..<1000).map { $0 % 5 + 1 })
                let ids = told.compactMap(\.id)
                #expect(ids == ids.sorted() && Set(ids).count == 1000)
            }
        }
    }

    /// What is told while somebody reads the history is told to that one behind the history.
    @Test func whoComesAgainWhileMuchHappensMissesNothing() async throws {
        try await withShop { shop in
            let clerk = try await shop.clerk("a@example.com", "manage:review")
            let place = try await self.listen(to: shop, as: clerk) { try await $0.events(1).first?.id }
            try await shop.storeReviews(0..<300)
            try await shop.withAnotherInstance { other in
                async let further: Void = {
                    for number in 0..<100 { try await shop.storeReviews(300 + number * 3..<303 + number * 3) }
                }()
                let listeners = try await parallel(8) { _ in
                    try await RawConnection.open(port: try #require(other.http.port)) { connection in
                        try await connection.openStream(ShopClient.livePath, as: clerk, after: place)
                        return try await connection.events(600)
                    }
                }
                try await further
                for told in listeners {
                    #expect(told.map { $0.data["rating"]?.integer } == (0..<600).map { $0 % 5 + 1 })
                    #expect(Set(told.map(\.id)).count == 600)
                }
            }
        }
    }

    @Test func whoKnowsTooLittleReadsAnew() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let admin = try await shop.admin()
            let place = try await self.listen(to: shop, as: admin) { try await $0.events(1).first?.id ?? "" }
            // More than is read again.
            for _ in 0..<2 { try await shop.storeReviews(0..<700) }
            try await shop.withAnotherInstance(configure: Self.beatingOften) { other in
                let future = "82F" + place.dropFirst(3)
                for last in [place, "x", "82", "8200", future, String(place.dropLast(1)), place + "ä"] {
                    try await self.listen(to: other, as: admin, after: last) { connection in
                        let first = try await connection.events(1).map(\.live)
                        #expect(first == ["reset lost"], "\(last)")
                        let further = try await connection.eventsUntilHeartbeat()
                        #expect(further.isEmpty, "\(last)")
                    }
                }
            }
        }
    }

    // MARK: What it costs

    @Test func allWhoListenShareOneStreamOfMongoDB() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let order = try await shop.order(1, quantity: 1, as: user)
            let port = try #require(shop.http.port)
            let (opened, ended) = (Gate(), Gate())
            async let streams = parallel(12) { index in
                try await RawConnection.open(port: port) { connection in
                    let isBuyer = index < 6
                    let path = isBuyer ? "/api/v1/orders/\(order)/events" : ShopClient.livePath
                    try await connection.openStream(path, as: isBuyer ? user : admin)
                    _ = try await connection.events(isBuyer ? 2 : 1)
                    opened.open()
                    await opened.pass()
                    await ended.pass()
                    let name = isBuyer ? "status" : "order"
                    return try await connection.events(1, named: name).count
                }
            }
            await opened.arrival(12)
            try await eventually { try await shop.database.watchers() == 1 }
            ended.open()
            #expect(try await shop.move(order, to: "confirmed", as: admin).status == 200)
            let told = try await streams
            #expect(told == Array(repeating: 1, count: 12))
            try await eventually { try await shop.database.watchers() == 1 }
        }
    }

    @Test func aListenerTakesLittleMemoryAndNoThread() async throws {
        try await withShop { shop in
            let clerks = try await parallel(20) { try await shop.clerk("\($0)@example.com", "manage:review") }
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start()
                let (opened, ended) = (Gate(), Gate())
                opened.open()
                @Sendable func listeners(_ each: Int) async throws {
                    _ = try await parallel(20 * each) { index in
                        try await RawConnection.open(port: process.port) { connection in
                            try await connection.openStream(ShopClient.livePath, as: clerks[index % 20])
                            _ = try await connection.events(1)
                            await opened.pass()
                            await ended.pass()
                        }
                    }
                }
                // What the first ones take once is no part of it.
                async let first: Void = listeners(2)
                await opened.arrival(40)
                let (before, threads) = (process.residentBytes, process.threads)
                async let further: Void = listeners(10)
                await opened.arrival(240)
                let each = (process.residentBytes - before) / 200
                // In a debug build, whose frames are larger.
                #expect(each < 131_072, "\(each) bytes each")
                // Those of the pool of connections come with the questions that are asked at once.
                #expect(process.threads < threads + 50, "\(process.threads), \(threads) before")
                ended.open()
                _ = try await (first, further)
            }
        }
    }

    @Test func aStreamEndsWhenTheServerStops() async throws {
        try await withShop { shop in
            let admin = try await shop.admin()
            try await ShopProcess.with(mongodbURI: shop.settings.mongodbURI) { process in
                try await process.start(["SHUTDOWN_GRACE_SECONDS=3600"])
                try await RawConnection.open(port: process.port) { connection in
                    try await connection.openStream(ShopClient.livePath, as: admin)
                    _ = try await connection.events(1)
                    process.terminate()
                    let end = try await connection.event()
                    #expect(end == nil)
                }
                #expect(process.waitForEnd() == 0)
            }
        }
    }

    @Test func theDescriptionNamesTheEvents() async throws {
        try await withShop { shop in
            let document = try await shop.get("/openapi.json").json
            let operation = document["paths"]?[ShopClient.livePath]?["get"]
            #expect(operation?["parameters"]?.elements.compactMap { $0["name"]?.text } == ["Last-Event-ID"])
            let content = operation?["responses"]?["200"]?["content"]
            let schema = content?["text/event-stream"]?["schema"]
            let events = schema?["contentSchema"]?["items"]?["oneOf"]?.elements ?? []
            let names = events.map { $0["properties"]?["event"]?["const"] }
            #expect(names == ["order", "stock", "job", "review", "reset"])
        }
    }
}
