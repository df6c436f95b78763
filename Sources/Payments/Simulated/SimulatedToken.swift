/// What testers pay with, and what happens then.
package enum SimulatedToken: String, CaseIterable, Sendable {
    /// It is paid.
    case success = "tok_success"
    /// The bank refuses.
    case declined = "tok_declined"
    /// It is paid, and the first answer is lost; so is the first to each refund.
    case timeout = "tok_timeout"
    /// The gateway can't be reached twice, and then it is paid.
    case unreachable = "tok_unreachable"
    /// Somebody must say how it ends: ``SimulatedGateway/settle(_:amount:as:)``.
    case manual = "tok_manual"

    /// How often ``unreachable`` is not reached.
    static let misses = 2
}
