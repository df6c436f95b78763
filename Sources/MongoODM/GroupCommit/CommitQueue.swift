import DequeModule

/// Who commits when: whoever comes while as many commits are under way as may be waits for the next, and those who wait go
/// together. Who is alone goes at once.
///
/// It decides and does nothing itself, so that it can be tested without a server.
struct CommitQueue<Member> {
    /// The most that go together.
    private let mostMembers: Int
    /// The most commits that are under way at a time.
    private let mostUnderWay: Int
    private(set) var underWay = 0
    private var waiting: Deque<Member> = []

    init(mostMembers: Int, mostUnderWay: Int) {
        self.mostMembers = max(1, mostMembers)
        self.mostUnderWay = max(1, mostUnderWay)
    }

    var count: Int { self.waiting.count }

    /// - Returns: who begins now; nobody where the newcomer waits.
    mutating func arrive(_ member: Member) -> [Member] {
        self.waiting.append(member)
        return self.next()
    }

    /// A commit has ended.
    ///
    /// - Parameter isAwaited: whether a member still waits. Others are left out.
    /// - Returns: who begins now, in the order in which they came.
    mutating func end(_ isAwaited: (Member) -> Bool) -> [Member] {
        self.underWay -= 1
        self.waiting.removeAll { !isAwaited($0) }
        return self.next()
    }

    private mutating func next() -> [Member] {
        guard self.underWay < self.mostUnderWay, !self.waiting.isEmpty else { return [] }
        self.underWay += 1
        let members = Array(self.waiting.prefix(self.mostMembers))
        self.waiting.removeFirst(members.count)
        return members
    }
}
