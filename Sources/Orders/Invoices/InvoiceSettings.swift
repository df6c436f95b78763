/// Who sells, as invoices say it.
public struct InvoiceSettings: Sendable {
    /// Nil for the shop's name.
    public var sellerName: String?
    /// The lines of the address; none where nothing is to be said.
    public var sellerAddress: [String]
    /// The number that the seller has from the tax office.
    public var sellerTaxID: String?
    /// What stands before the year in numbers of invoices. Each prefix has a series of its own.
    public var numberPrefix: String

    public init(
        sellerName: String? = nil, sellerAddress: [String] = [], sellerTaxID: String? = nil,
        numberPrefix: String = ""
    ) {
        self.sellerName = sellerName
        self.sellerAddress = sellerAddress
        self.sellerTaxID = sellerTaxID
        self.numberPrefix = numberPrefix
    }
}
