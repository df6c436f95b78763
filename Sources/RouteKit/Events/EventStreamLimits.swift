/// How many streams of events there may be, and how they go on.
public struct EventStreamLimits: Sendable {
    /// The most streams of a process.
    public var streams: Int
    /// The most streams of one caller in a process.
    public var streamsOfCaller: Int
    /// How often a stream shows that it is still there, so that no proxy takes it for dead, and looks whether its caller may
    /// still be told.
    public var heartbeat: Duration
    /// After how long a stream ends. The client asks for another one, which another process may have.
    public var lifetime: Duration

    public init(
        streams: Int = 4096, streamsOfCaller: Int = 16, heartbeat: Duration = .seconds(15),
        lifetime: Duration = .seconds(3600)
    ) {
        self.streams = streams
        self.streamsOfCaller = streamsOfCaller
        self.heartbeat = heartbeat
        self.lifetime = lifetime
    }
}
