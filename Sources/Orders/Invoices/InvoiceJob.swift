import MongoJobs
import Schemas

/// Makes the invoices of the orders that were paid since the last time.
struct InvoiceJob: Job {
    static let kind = "invoices"
    static let schema = Schema(InvoiceJob.init) {}
}
