import Orders

extension SettingsReader {
    mutating func readInvoices(into settings: inout InvoiceSettings) {
        let text = "a text of at most 200 characters"
        self.read("SELLER_NAME", into: &settings.sellerName, allowed: text) { Self.line($0).map { .some($0) } }
        self.read(
            "SELLER_ADDRESS", into: &settings.sellerAddress,
            allowed: "up to ten lines between semicolons, each \(text)"
        ) {
            let lines = $0.split(separator: ";").map { String($0.drop { $0 == " " }) }
            return lines.count <= 10 && lines.allSatisfy { Self.line($0) != nil } ? lines : nil
        }
        self.read("SELLER_TAX_ID", into: &settings.sellerTaxID, allowed: text) { Self.line($0).map { .some($0) } }
        // It becomes a part of a file's name.
        self.read(
            "INVOICE_PREFIX", into: &settings.numberPrefix,
            allowed: "up to 20 letters from A to Z, digits, hyphens and underscores"
        ) { text in
            text.wholeMatch(of: /[A-Za-z0-9_-]{1,20}/) == nil ? nil : text
        }
    }

    private static func line(_ text: String) -> String? {
        1...200 ~= text.unicodeScalars.count ? text : nil
    }
}
