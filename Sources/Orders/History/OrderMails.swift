package import BSON
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

    /// Nobody gets a mail whose account is gone.
    private func send(_ order: Order, _ event: OrderEvent, by run: JobRun) async throws {
        var name = ""
        var address = order.email
        if address == nil, let id = ObjectID(order.userID), let customer = try await self.customers.customer(id) {
            (address, name) = (customer.email, customer.name)
        }
        guard let address, let mail = OrderMail(event, of: order, to: name) else { return }
        try await self.mailer.send(mail, to: address, named: name, by: run)
    }

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

    package init(email: String, name: String) {
        self.email = email
        self.name = name
    }
}
