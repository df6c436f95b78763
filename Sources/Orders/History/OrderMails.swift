package import BSON
import FoundationEssentials
import MongoJobs
import MongoODM
import ShopMail

/// Sends the mails about orders.
struct OrderMails: Sendable {
    let orders: OrderRepository
    let customers: any CustomerDirectory
    let jobs: JobQueue
    let mailer: Mailer

    var handler: JobHandler {
        JobHandler(OrderMailJob.self) { job, run in try await self.tell(job, by: run) }
    }

    private func tell(_ job: OrderMailJob, by run: JobRun) async throws {
        guard let order = try await self.orders.orders.get(job.orderID), order.mailed == job.index,
            order.history.indices.contains(job.index)
        else { return }
        do {
            try await self.send(order, order.history[job.index], by: run)
        } catch {
            // What can't be told must not keep the rest from being told.
            if run.isLastTry || error is JobFailure { try await self.goOn(behind: job) }
            throw error
        }
        try await self.goOn(behind: job)
    }

    private func send(_ order: Order, _ event: OrderEvent, by run: JobRun) async throws {
        guard let buyer = try await self.buyer(of: order), let mail = OrderMail(event, of: order, to: buyer.name) else {
            return
        }
        try await self.mailer.send(mail, to: buyer.email, named: buyer.name, by: run)
    }

    /// Who is told; nil for nobody: the account is gone, or somebody gives the address of another, again and again.
    private func buyer(of order: Order) async throws -> (email: String, name: String)? {
        guard order.isGuests else {
            guard let id = ObjectID(order.userID), let customer = try await self.customers.customer(id) else {
                return nil
            }
            return (customer.email, customer.name)
        }
        guard let email = order.email else { return nil }
        if order.status != .paid, try await self.isOneOfMany(order, of: email) { return nil }
        return (email, "")
    }

    /// Whether as many guests as get mails have ordered by an address within the hour before.
    private func isOneOfMany(_ order: Order, of email: String) async throws -> Bool {
        let before: Query<Order> =
            Order.guests(email) && \.createdAt >= order.createdAt.addingTimeInterval(-3600)
            && \.createdAt < order.createdAt
        let orders = self.orders.orders.using(index: Order.byEmail.name)
        return try await orders.count(before, limit: Self.mostUnpaid) >= Self.mostUnpaid
    }

    /// Of how many orders that are not paid, within an hour, mails are sent to one address that nobody has verified.
    static let mostUnpaid = 5

    private func goOn(behind job: OrderMailJob) async throws {
        try await self.orders.orders.database.client.transaction { transaction in
            let step = Statement<Order>(
                job.index == 0
                    ? \.id == job.orderID && .raw(["mailed": ["$in": [0, nil]]])
                    : \.id == job.orderID && \.mailed == job.index,
                .set(\.mailed, job.index + 1))
            guard let order = try await self.orders.orders.run(step, in: transaction), order.mailed < order.moved,
                let next = order.mail(at: order.mailed)
            else { return }
            try await self.jobs.enqueueAll(identified: [next], in: transaction)
        }
    }
}

/// What orders need to know of those who have placed them, wherever accounts are kept.
package protocol CustomerDirectory: Sendable {
    /// Nil for who has no account any more.
    func customer(_ id: ObjectID) async throws -> Customer?

    /// Whose account has an address of mail; nil for nobody's.
    func customerID(email: String) async throws -> ObjectID?
}

/// Who has placed an order.
package struct Customer: Sendable {
    package var email: String
    /// Empty where the account has none.
    package var name: String
    /// Whether it was proven that they read the mails that go to the address.
    package var isVerified: Bool

    package init(email: String, name: String, isVerified: Bool) {
        self.email = email
        self.name = name
        self.isVerified = isVerified
    }
}
