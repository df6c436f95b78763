/// Settings that can't be used, one sentence each. Secret values are not quoted.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [String]

    public var description: String { self.problems.joined(separator: "\n") }
}
