/// A way for mails to leave.
public protocol MailTransport: Sendable {
    /// Sends a mail, and returns once the next server has taken the responsibility for it.
    ///
    /// - Throws: ``MailError``, which tells whether another try makes sense.
    func send(_ message: MailMessage) async throws(MailError)

    /// Takes no more mails, lets those that were taken go out, and closes the connections.
    func shutDown() async
}
