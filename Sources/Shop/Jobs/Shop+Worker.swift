import Accounts
package import Logging
package import MongoJobs
import ShopCore
package import ShopMail

extension Shop {
    /// What works on the shop's jobs, beside any number of other workers.
    package func worker(mailer: Mailer, settings: JobWorkerSettings, logger: Logger) -> JobWorker {
        JobWorker(
            self.jobs,
            handlers: self.features.flatMap { $0.jobHandlers(mailer: mailer) }
                + self.erasure.jobHandlers(mailer: mailer),
            periodic: self.features.flatMap(\.periodicJobs), settings: settings, logger: logger)
    }
}
