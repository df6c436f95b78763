import BSON
import Foundation
import Glibc
import MongoODM
import Schemas
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// Numbers of invoices: each once, and none left out.
@Suite struct InvoiceNumberTests {
    private struct GivenUp: Error {}

    @Test func ordersThatAreInvoicedAtOnceGetDifferentNumbersWithoutGaps() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let orders = try await parallel(20) { _ in try await shop.storeOrder() }
            // Each order twice, and the job twice besides.
            let made = try await parallel(42) { index -> String? in
                guard index < 40 else {
                    try await making.makeMissing()
                    return nil
                }
                return try await making.make(orders[index % 20].id)?.number
            }
            for index in 0..<20 { #expect(made[index] != nil && made[index] == made[index + 20]) }
            let invoices = try await shop.invoices()
            #expect(invoices.map(\.place) == Array(1...20))
            #expect(Set(invoices.map(\.id)) == Set(orders.map(\.id)))
            #expect(try await shop.faults()["invoice-numbers"] == nil)
        }
    }

    @Test func aTransactionThatIsGivenUpLeavesNoGap() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let (first, second) = (try await shop.storeOrder(), try await shop.storeOrder())
            _ = try await making.make(first.id)
            let series = InvoiceSeries.name(prefix: "", at: .now)
            await #expect(throws: GivenUp.self) {
                _ = try await making.client.transaction { transaction in
                    let now = Date.now
                    let claim = InvoiceStatement.claim(second.id, at: now)
                    #expect(try await making.orders.run(claim, in: transaction) != nil)
                    let number = InvoiceStatement.takeNumber(of: series, at: now)
                    #expect(try await making.invoices.series.run(number, in: transaction)?.last == 2)
                    throw GivenUp()
                }
            }
            #expect(try await making.make(second.id)?.number == "\(series)-000002")
        }
    }

    /// Each step of a transaction, run a second time.
    @Test func aStepThatIsRunTwiceIsDoneOnce() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let order = try await shop.storeOrder()
            let orders = making.orders.orders
            let claim = InvoiceStatement.claim(order.id, at: .now)
            #expect(try await orders.run(claim.change)?.invoicedAt != nil)
            #expect(try await orders.run(claim.change) == nil)
            let pending = try await shop.storeOrder { $0.status = .pending }
            #expect(try await orders.run(InvoiceStatement.claim(pending.id, at: .now).change) == nil)

            let (early, late) = (Date(timeIntervalSince1970: 1_000), Date(timeIntervalSince1970: 2_000))
            let first = try await making.invoices.series.run(InvoiceStatement.takeNumber(of: "A", at: late))
            let second = try #require(
                try await making.invoices.series.run(InvoiceStatement.takeNumber(of: "A", at: early)))
            #expect(first?.last == 1 && second.last == 2)
            // A clock that is behind makes no invoice older than the one before.
            #expect(second.lastMadeAt == late)

            let store = InvoiceStatement.store(Invoice(order, second, seller: making.seller))
            #expect(try await making.invoices.invoices.run(store) != nil)
            let error = await #expect(throws: MongoError.self) {
                _ = try await making.invoices.invoices.run(store)
            }
            #expect(error?.code == .duplicateKey)
        }
    }

    @Test func eachPrefixAndYearHasASeriesOfItsOwn() async throws {
        let summer = Date(timeIntervalSince1970: 1_780_000_000)
        #expect(InvoiceSeries.name(prefix: "", at: summer) == "2026")
        #expect(InvoiceSeries.name(prefix: "RE-", at: Date(timeIntervalSince1970: 1_798_761_599)) == "RE-2026")
        #expect(InvoiceSeries.name(prefix: "RE-", at: Date(timeIntervalSince1970: 1_798_761_600)) == "RE-2027")
        try await withShop { shop in
            var numbers: [String] = []
            for prefix in ["", "B-", ""] {
                let order = try await shop.storeOrder()
                let making = shop.invoiceMaking(InvoiceSettings(numberPrefix: prefix))
                numbers.append(try #require(try await making.make(order.id)?.number))
            }
            let year = InvoiceSeries.name(prefix: "", at: .now)
            #expect(numbers == ["\(year)-000001", "B-\(year)-000001", "\(year)-000002"])
        }
    }

    @Test func anInvoiceWhoseOrderIsThatOfAnOlderBackupStays() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let order = try await shop.storeOrder()
            let number = try #require(try await making.make(order.id)?.number)
            try await Repository<Order>(shop.database).updateOne(\.id == order.id, .unset(\.invoicedAt))
            #expect(try await making.make(order.id)?.number == number)
            try await making.makeMissing()
            #expect(try await shop.invoices().count == 1)
            #expect(try await making.invoices.missing(after: nil, limit: 1).items.isEmpty)
        }
    }

    @Test func aCrashAtAnyStepLeavesNoGap() async throws {
        try await MongoServer.with { server in
            try await server.forgetTransactionsSoon()
            for step in InvoiceStep.allCases {
                let uri = server.uri.replacing("/shop?", with: "/\(step)?")
                try await withShop(mongodbURI: uri) { shop in
                    let user = try await shop.signUp()
                    let (first, second) = (try await shop.paidOrder(as: user), try await shop.paidOrder(as: user))
                    try await ShopProcess.with(mongodbURI: uri) { process in
                        try await process.start(["BODEGA_STEP=crash \(step)", "WORKER=off"])
                        let path = "/api/v1/orders/\(second)/invoice"
                        #expect(try await process.send("GET", path, token: user) == nil, "\(step) was not reached")
                        #expect(process.waitForEnd() == 128 + SIGKILL, "\(step)")
                    }
                    try await eventually(within: .seconds(30)) {
                        try await shop.invoice(of: first, as: user).status == 200
                    }
                    #expect(try await shop.invoice(of: second, as: user).status == 200)
                    #expect(try await shop.invoices().map(\.place) == [1, 2], "\(step)")
                    #expect(try await shop.allFaults() == [:], "\(step)")
                }
            }
        }
    }
}
