/// What other systems are told, and how.
public struct WebhookSettings: Sendable {
    /// Whether messages may go to addresses that are not public.
    public var allowsPrivateAddresses = false
    /// How long a message may take to be answered.
    public var timeLimit = Duration.seconds(10)
    /// A sale that leaves so many pieces or fewer is told of.
    public var lowStock = 5
}
