package import Mail

/// The shop's mails and their templates.
package enum ShopMail {
    /// All kinds of mail.
    package static let mails: [any MailContent.Type] = [
        WelcomeMail.self, VerificationMail.self, ResetCodeMail.self, PasswordChangedMail.self, NewDeviceMail.self,
        TOTPSwitchedMail.self, ErasedMail.self, OrderMail.self, WebhookPausedMail.self,
        LowStockMail.self,
    ]

    /// The files of the folder `Templates`, by their names. They are compiled in: the executable finds them everywhere.
    package static let templates = [
        "erased.html.mustache": PackageResources.erased_html_mustache,
        "erased.subject.mustache": PackageResources.erased_subject_mustache,
        "erased.txt.mustache": PackageResources.erased_txt_mustache,
        "low-stock.html.mustache": PackageResources.low_stock_html_mustache,
        "low-stock.subject.mustache": PackageResources.low_stock_subject_mustache,
        "low-stock.txt.mustache": PackageResources.low_stock_txt_mustache,
        "new-device.html.mustache": PackageResources.new_device_html_mustache,
        "new-device.subject.mustache": PackageResources.new_device_subject_mustache,
        "new-device.txt.mustache": PackageResources.new_device_txt_mustache,
        "order.html.mustache": PackageResources.order_html_mustache,
        "order.subject.mustache": PackageResources.order_subject_mustache,
        "order.txt.mustache": PackageResources.order_txt_mustache,
        "page.html.mustache": PackageResources.page_html_mustache,
        "password-changed.html.mustache": PackageResources.password_changed_html_mustache,
        "password-changed.subject.mustache": PackageResources.password_changed_subject_mustache,
        "password-changed.txt.mustache": PackageResources.password_changed_txt_mustache,
        "reset-code.html.mustache": PackageResources.reset_code_html_mustache,
        "reset-code.subject.mustache": PackageResources.reset_code_subject_mustache,
        "reset-code.txt.mustache": PackageResources.reset_code_txt_mustache,
        "signature.txt.mustache": PackageResources.signature_txt_mustache,
        "totp-switched.html.mustache": PackageResources.totp_switched_html_mustache,
        "totp-switched.subject.mustache": PackageResources.totp_switched_subject_mustache,
        "totp-switched.txt.mustache": PackageResources.totp_switched_txt_mustache,
        "verification.html.mustache": PackageResources.verification_html_mustache,
        "verification.subject.mustache": PackageResources.verification_subject_mustache,
        "verification.txt.mustache": PackageResources.verification_txt_mustache,
        "webhook-paused.html.mustache": PackageResources.webhook_paused_html_mustache,
        "webhook-paused.subject.mustache": PackageResources.webhook_paused_subject_mustache,
        "webhook-paused.txt.mustache": PackageResources.webhook_paused_txt_mustache,
        "welcome.html.mustache": PackageResources.welcome_html_mustache,
        "welcome.subject.mustache": PackageResources.welcome_subject_mustache,
        "welcome.txt.mustache": PackageResources.welcome_txt_mustache,
    ].mapValues { String(decoding: $0, as: UTF8.self) }

    /// Loads and checks the templates.
    ///
    /// - Parameters:
    ///   - folder: where files are that take the place of built-in ones with the same name; nil for none.
    ///   - shopName: as customers know the shop.
    ///   - shopURL: where its pages are.
    /// - Throws: `MailError` `invalidTemplate`.
    package static func load(
        folder: String? = nil, shopName: String, shopURL: String
    ) throws(MailError) -> MailTemplates {
        try MailTemplates(
            builtIn: self.templates, folder: folder, mails: self.mails,
            shared: ["shop": .fields(["name": .text(shopName), "url": .text(shopURL)])])
    }
}
