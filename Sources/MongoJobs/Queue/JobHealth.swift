/// How jobs are getting on.
public struct JobHealth: Hashable, Sendable {
    /// How long the job has waited that is due the longest; zero when none waits.
    public let lag: Duration
    /// How many jobs are dead, up to 10,000.
    public let dead: Int
}
