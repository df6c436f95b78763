import Foundation

extension MailMessage {
    /// It can't be in a part: an equals sign is followed by a hexadecimal digit or a line break there.
    private static let boundary = "=_next-part"

    /// The message as it is sent and as `.eml` files have it (RFC 5322, MIME), each line ended by CR LF.
    ///
    /// The same message has the same bytes, and no line is longer than the 998 bytes that servers take.
    public var bytes: [UInt8] {
        var lines = [
            "From: \(HeaderText.mailbox(self.from))",
            "To: \(HeaderText.mailbox(self.to))",
            "Subject: \(HeaderText.unstructured(self.subject))",
            "Date: \(Self.rfc5322(self.date))",
            "Message-ID: <\(self.messageID)>",
            // Whoever is on holiday need not tell a program so.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if let html = self.html {
            lines += [
                "Content-Type: multipart/alternative; boundary=\"\(Self.boundary)\"", "",
                "--\(Self.boundary)", Self.part(self.text, "plain"),
                "--\(Self.boundary)", Self.part(html, "html"),
                "--\(Self.boundary)--", "",
            ]
        } else {
            lines += [Self.part(self.text, "plain"), ""]
        }
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func part(_ text: String, _ subtype: String) -> String {
        """
        Content-Type: text/\(subtype); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encode(text))
        """
    }

    private static func rfc5322(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { (number! < 10 ? "0" : "") + String(number!) }
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(days[parts.weekday! - 1]), \(two(parts.day)) \(months[parts.month! - 1]) \(parts.year!) \(time) +0000"
    }
}
