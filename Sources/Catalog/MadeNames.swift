/// What a new product is called by the shop's choice, and not by an admin's.
public struct MadeNames: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    public static let number = MadeNames(rawValue: 1)
    public static let slug = MadeNames(rawValue: 2)
}
