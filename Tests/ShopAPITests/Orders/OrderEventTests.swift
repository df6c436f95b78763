import Accounts
import BSON
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import MongoODM
import RouteKit
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// `GET /api/v1/orders/{id}/events`: what happens to an order, while it happens.
@Suite(.timeLimit(.minutes(30)))
struct OrderEventTests {
    private static let parcel =
        #", "note": "By bike", "tracking": {"carrier": "DHL", "number": "1", "url": "https://dhl.com/1"}"#

    private static func path(_ id: String) -> String { "/api/v1/orders/\(id)/events" }

    private static func beatingOften(_ settings: inout Settings) { settings.eventStreams.heartbeat = .milliseconds(20) }

    @Test func whatAnotherInstanceDoesIsTold() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            let port = try #require(shop.http.port)
            try await shop.withAnotherInstance { other in
                try await RawConnection.open(port: port) { connection in
                    try await connection.openStream(Self.path(id), as: user)
                    let first = try await connection.events(2).map(\.news)
                    #expect(first == ["status placed", "payment pending"])
                    #expect(try await other.move(id, to: "confirmed", as: admin).status == 200)
                    let paid = try await connection.events(3)
                    #expect(paid.map(\.news) == ["status paid", "status confirmed", "payment paid"])
                    #expect(paid[2].data["gateway"]?.text == "manual" && paid[0].data["note"] == .null)
                    for step in ["processing", "shipped"] {
                        let further = step == "shipped" ? Self.parcel : ""
                        #expect(try await other.move(id, to: step, further, as: admin).status == 200)
                    }
                    let sent = try await connection.events(3)
                    #expect(sent.map(\.news) == ["status processing", "status shipped", "tracking DHL"])
                    #expect(sent[1].data["note"]?.text == "By bike" && sent[2].data["url"]?.text == "https://dhl.com/1")
                    // What it says is what `/track` lists.
                    let track = try await shop.get("/api/v1/orders/\(id)/track", token: user)
                    #expect(track["events"]?.elements.last == sent[1].data)
                }
            }
        }
    }

    @Test func whoComesAgainGoesOnBehindTheLastEvent() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            let port = try #require(shop.http.port)
            // Told while it happens, so that there are states between which a later reader does not see.
            let told = try await RawConnection.open(port: port) { connection in
                try await connection.openStream(Self.path(id), as: user)
                var told = try await connection.events(2)
                #expect(try await shop.move(id, to: "confirmed", as: admin).status == 200)
                told += try await connection.events(3)
                #expect(try await shop.move(id, to: "processing", as: admin).status == 200)
                told += try await connection.events(1)
                #expect(try await shop.move(id, to: "shipped", Self.parcel, as: admin).status == 200)
                return told + (try await connection.events(2))
            }
            #expect(Set(told.map(\.id)).count == told.count)
            for (index, event) in told.enumerated() {
                let last = try #require(event.id)
                let rest = try await RawConnection.open(port: port) { connection in
                    try await connection.openStream(Self.path(id), as: user, after: last)
                    return try await connection.eventsUntilHeartbeat()
                }
                // A payment that is another one by now is told as it is now.
                let expected = told[(index + 1)...].filter { $0.news != "payment pending" }
                #expect(rest.map(\.news).sorted() == expected.map(\.news).sorted(), "\(last)")
                #expect(rest.last.map { $0.id == told.last?.id } ?? expected.isEmpty, "\(last)")
            }
        }
    }

    @Test func whoKnowsSomethingElseIsToldAll() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let user = try await shop.signUp()
            let id = try await shop.order(1, quantity: 1, as: user)
            let port = try #require(shop.http.port)
            let event = try #require(try await shop.storedOrder(id).history.first).id.hexString
            let unknown = [
                "x", "507f1f77bcf86cd799439011.0.0", "507f1f77bcf86cd799439011.00000000.00000000", "\(event).0",
                "\(event).\u{e4}.0", "\(event).0.a b", "\(event).0.0.0", ".0.0", "..",
            ]
            for last in unknown {
                let events = try await RawConnection.open(port: port) { connection in
                    try await connection.openStream(Self.path(id), as: user, after: last)
                    return try await connection.eventsUntilHeartbeat()
                }
                #expect(events.map(\.news) == ["status placed", "payment pending"], "\(last)")
                #expect(events.allSatisfy { $0.id?.hasPrefix(event) == true }, "\(last)")
            }
        }
    }

    @Test func anOrderOfAnEarlierVersionBeginsWithWhatItIsNow() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            let port = try #require(shop.http.port)
            try await shop.update(
                "orders", [:], ["$set": ["status": "paid"], "$unset": ["history": "", "unmoved": "", "delivery": ""]])
            try await RawConnection.open(port: port) { connection in
                try await connection.openStream(Self.path(id), as: user)
                let first = try await connection.eventsUntilHeartbeat()
                #expect(first.map(\.news) == ["status confirmed", "payment paid"])
                #expect(try await shop.move(id, to: "processing", as: admin).status == 200)
                let next = try await connection.events(1)
                #expect(next.map(\.news) == ["status processing"])
                let last = try #require(first.last?.id)
                let again = try await RawConnection.open(port: port) { connection in
                    try await connection.openStream(Self.path(id), as: user, after: last)
                    return try await connection.eventsUntilHeartbeat()
                }
                #expect(again.map(\.id) == next.map(\.id))
            }
        }
    }

    @Test func othersAreToldNothing() async throws {
        try await withShop { shop in
            let (user, admin) = (try await shop.signUp(), try await shop.admin())
            let id = try await shop.order(1, quantity: 1, as: user)
            #expect(try await shop.get(Self.path(id), token: try await shop.signUp()).status == 404)
            #expect(try await shop.get(Self.path(id)).status == 401)
            #expect(try await shop.get(Self.path("507f1f77bcf86cd799439011"), token: admin).status == 404)
            #expect(try await shop.get(Self.path("x"), token: user).status == 404)
            let number = try await shop.storedOrder(id).number
            try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                try await connection.openStream(Self.path(number), as: admin)
                let events = try await connection.events(2).map(\.news)
                #expect(events == ["status placed", "payment pending"])
            }
        }
    }

    /// How somebody stops being one who may be told.
    enum Farewell: CaseIterable {
        case logout
        case ban
        case expiry
    }

    @Test(arguments: Farewell.allCases)
    func theStreamEndsWithTheSession(farewell: Farewell) async throws {
        try await withShop(configure: { settings in
            Self.beatingOften(&settings)
            if farewell == .expiry { settings.accessTokenLifetime = .seconds(2) }
        }) { shop in
            let user = try await shop.signUp("a@example.com")
            let id = try await shop.order(1, quantity: 1, as: user)
            try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                try await connection.openStream(Self.path(id), as: user)
                let first = try await connection.events(2).count
                #expect(first == 2)
                try await shop.withAnotherInstance(configure: { $0.accessTokenLifetime = .seconds(900) }) { other in
                    try await other.end(farewell, of: "a@example.com", user)
                }
                let end = try await connection.event()
                #expect(end == nil)
            }
        }
    }

    @Test func theStreamEndsWithThePermission() async throws {
        try await withShop(configure: Self.beatingOften) { shop in
            let id = try await shop.order(1, quantity: 1, as: try await shop.signUp())
            let clerk = try await shop.signUp("clerk@example.com")
            try await shop.setRole(.admin, of: "clerk@example.com")
            try await eventually { try await shop.get("/api/v1/orders/\(id)", token: clerk).status == 200 }
            try await RawConnection.open(port: try #require(shop.http.port)) { connection in
                try await connection.openStream(Self.path(id), as: clerk)
                _ = try await connection.events(2)
                try await shop.setRole(.user, of: "clerk@example.com")
                let end = try await connection.event()
                #expect(end == nil)
            }
        }
    }
}

extension ShopClient {
    fileprivate func end(_ farewell: OrderEventTests.Farewell, of email: String, _ token: String) async throws {
        switch farewell {
        case .logout: #expect(try await self.post("/api/v1/auth/logout", "", token: token).status == 204)
        case .ban:
            let id = try #require(try await self.user(email)).id.hexString
            let path = "/api/v1/admin/users/\(id)/ban"
            #expect(
                try await self.patch(path, #"{"banned": true}"#, token: try await self.admin()).status == 200)
        case .expiry: break
        }
    }
}
