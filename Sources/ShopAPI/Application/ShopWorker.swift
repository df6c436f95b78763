public import Logging
public import Mail
import MongoJobs
public import Shop
import ShopMail

/// Works on the shop's jobs: beside requests in the process that serves them, or in one of its own.
public struct ShopWorker: Sendable {
    private let shop: Shop
    private let worker: JobWorker
    private let mailer: Mailer
    private let logger: Logger

    /// Checks the templates of all mails.
    ///
    /// - Throws: `MailError` when a template can't be used.
    public init(_ settings: Settings, shop: Shop, logger: Logger) throws {
        self.shop = shop
        self.mailer = try Mailer(settings, logger: logger)
        self.worker = shop.worker(
            mailer: self.mailer,
            settings: JobWorkerSettings(
                concurrency: settings.jobsAtATime, gracePeriod: settings.shutdownGrace, keeping: settings.jobsKept),
            logger: logger)
        self.logger = logger
    }

    /// Works until the task is cancelled; then running jobs have the grace period to end.
    func run() async {
        self.logger.info("Working on jobs")
        async let further: Void = self.shop.work(logger: self.logger)
        await self.worker.run()
        await further
        await self.mailer.shutDown()
    }
}

extension Mailer {
    init(_ settings: Settings, logger: Logger) throws {
        let templates = try MailTemplates(settings)
        let transport: any MailTransport
        if let server = settings.mail.smtp {
            transport = try SMTPTransport(server)
        } else {
            transport = MailFolder(path: settings.mail.folder, logger: logger)
            logger.info(
                "Without SMTP_URL mails are written into files", metadata: ["folder": "\(settings.mail.folder)"])
        }
        self.init(
            templates: templates, sender: try MailAddress(parsing: settings.mail.sender), transport: transport)
    }
}

extension MailTemplates {
    /// The templates of the shop's mails, checked.
    ///
    /// - Throws: `MailError` `invalidTemplate`.
    public init(_ settings: Settings) throws {
        self = try ShopMail.load(
            folder: settings.mail.templates, shopName: settings.shopName, shopURL: settings.publicURL)
    }
}
