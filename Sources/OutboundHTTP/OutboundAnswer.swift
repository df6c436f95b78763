/// What came back.
public struct OutboundAnswer: Hashable, Sendable {
    public let status: Int
    /// The first bytes of the body, as many as were wanted and came in time.
    public internal(set) var body: [UInt8]
}
