package import Mail

/// The shop's mails and their templates.
package enum ShopMail {
    /// All kinds of mail.
    package static let mails: [any MailContent.Type] = [WelcomeMail.self]

    /// The files of the folder `Templates`, by their names. They are compiled in: the executable finds them everywhere.
    package static let templates = [
        "page.html.mustache": PackageResources.page_html_mustache,
        "signature.txt.mustache": PackageResources.signature_txt_mustache,
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
