import FoundationEssentials

extension Date {
    /// A moment as mails show it, to the minute: their readers' time zones are not known.
    var inMails: String {
        self.formatted(.iso8601).prefix(16).replacing("T", with: " ") + " UTC"
    }
}
