package import FoundationEssentials
package import Mail

/// For those into whose account somebody has logged in from where it was not used before.
package struct NewDeviceMail: MailContent {
    package static let name = "new-device"
    package static let example = NewDeviceMail(
        at: Date(timeIntervalSince1970: 1_800_000_000), address: "192.0.2.7", program: "Mozilla/5.0 Firefox/140.0")

    package var at: Date
    /// Where it came from; nil if the login has ended since.
    package var address: String?
    /// What the client says it is.
    package var program: String?

    package init(at: Date, address: String?, program: String?) {
        self.at = at
        self.address = address
        self.program = program
    }

    package var fields: [String: MailField] {
        var fields: [String: MailField] = ["at": .text(self.at.inMails)]
        if let address, !address.isEmpty { fields["address"] = .text(address) }
        if let program, !program.isEmpty { fields["program"] = .text(program) }
        return fields
    }
}
