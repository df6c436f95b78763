import BSON
import Foundation
import MongoJobs
import MongoODM
import Schemas
import ShopAPI
import ShopCore
import TestSupport
import Testing

@testable import Orders

/// The job that makes the invoices of paid orders.
@Suite struct InvoiceJobTests {
    @Test func aWorkerMakesTheInvoicesOfPaidOrders() async throws {
        try await withShop(configure: { $0.worksOnJobs = true }) { shop in
            let user = try await shop.signUp()
            let paid = try await shop.paidOrder(as: user)
            _ = try await shop.order(2, quantity: 1, as: user)
            try await shop.jobs.enqueue(InvoiceJob())
            try await eventually(within: .seconds(30)) { try await shop.invoices().count == 1 }
            #expect(try await shop.invoices().first?.id.hexString == paid)
        }
    }

    @Test func itMakesAllThatAreMissingThoseOfTheOldestOrdersFirst() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let orders = try await parallel(230) { index in
                try await shop.storeOrder(at: Date(timeIntervalSince1970: Double(index))) {
                    if index % 10 == 3 { $0.status = .failed }
                }
            }
            for _ in 0..<2 { try await making.makeMissing() }
            let invoices = try await shop.invoices()
            #expect(invoices.map(\.id) == orders.filter { $0.status == .paid }.map(\.id))
            #expect(invoices.map(\.place) == Array(1...207))
        }
    }

    @Test func anOrderThatIsPaidLateGetsItsInvoiceThen() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            let old = try await shop.storeOrder(at: Date(timeIntervalSince1970: 0)) { $0.status = .pending }
            _ = try await shop.storeOrder()
            try await making.makeMissing()
            #expect(try await shop.invoices().count == 1)
            try await Repository<Order>(shop.database).updateOne(\.id == old.id, .set(\.status, .paid))
            try await making.makeMissing()
            #expect(try await shop.invoices().last?.id == old.id)
        }
    }

    @Test func theyAreFoundByAnIndexThatHasNoOthers() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            for index in 0..<50 { _ = try await shop.storeOrder { if index % 2 == 0 { $0.status = .pending } } }
            try await making.makeMissing()
            for _ in 0..<3 { _ = try await shop.storeOrder() }
            let plan = try await Repository<Order>(shop.database).explain(
                \.status == .paid && \.invoicedAt == nil, sort: [.ascending(\.createdAt), .ascending(\.id)], limit: 100)
            #expect(plan.found == 3 && plan.keysExamined == 3 && plan.documentsExamined == 3, "\(plan)")
            #expect(!plan.stages.contains("SORT"))
        }
    }

    @Test func aPurchaseAsksNothingForItsInvoice() async throws {
        try await withShop { shop in
            let user = try await shop.signUp()
            let questions = try await shop.questions { _ = try await shop.paidOrder(as: user) }
            #expect(!questions.isEmpty && questions.allSatisfy { !$0.contains("invoice") }, "\(questions)")
        }
    }

    @Test func theDoctorFindsAGap() async throws {
        try await withShop { shop in
            let making = shop.invoiceMaking()
            for _ in 0..<3 { _ = try await shop.storeOrder() }
            try await making.makeMissing()
            #expect(try await shop.faults()["invoice-numbers"] == nil)
            try await Repository<Invoice>(shop.database).delete(\.place == 2)
            #expect(try await shop.faults()["invoice-numbers"] == 1)
        }
    }
}
