/// How transactions travel together; see ``MongoClient/groupedTransaction(_:)``.
public struct GroupCommitSettings: Sendable {
    /// The most that commit together, at most 64; 1 for each by itself.
    public var mostMembers: Int
    /// The most commits that are under way at a time. One is fastest on two processors: the groups are larger, and
    /// are not in each other's way.
    public var mostUnderWay: Int
    /// Whether one that is alone takes the way of a group, too. It is slower, and there for tests.
    public var groupsSingle: Bool
    #if DEBUG
    /// What is done wrong on purpose.
    package var fault: Fault?

    /// A mistake that tests of whole programs must find.
    package enum Fault: String, Sendable {
        /// A member of a group that has committed is told to begin again.
        case repeatedMember = "group-member-repeated"
        /// Two members are given each other's documents.
        case exchangedOutcomes = "group-outcomes-exchanged"
    }
    #endif

    public init(mostMembers: Int = 32, mostUnderWay: Int = 1, groupsSingle: Bool = false) {
        self.mostMembers = mostMembers
        self.mostUnderWay = mostUnderWay
        self.groupsSingle = groupsSingle
    }
}
