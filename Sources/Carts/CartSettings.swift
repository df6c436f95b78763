/// How carts are kept.
public struct CartSettings: Sendable {
    /// How long an anonymous cart lasts without being used.
    public var anonymousLifetime: Duration

    public init(anonymousLifetime: Duration = .seconds(30 * 86_400)) {
        self.anonymousLifetime = anonymousLifetime
    }
}
