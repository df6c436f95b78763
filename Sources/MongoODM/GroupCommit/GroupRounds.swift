/// Where the members of a group are in one attempt to commit together.
///
/// All of them work at the same time. When each has asked for something, or has ended, what they ask for is sent together:
/// that is a round. Who has had a document before another comes before it in the order in which the members could have worked
/// one after the other; who would have to come both before and after another can't go on with the group. So an attempt does
/// what the members would do alone, each in its turn.
///
/// It decides and does nothing itself, so that it can be tested without a server.
struct GroupRounds<Key: Hashable, Request> {
    private enum Place {
        case working
        case asking
        /// Its work is done, and waits for the commit.
        case done
        /// It gave up, and has changed nothing.
        case withdrawn
        /// What it has changed has to be undone.
        case out
    }

    enum Next {
        /// Somebody works still.
        case wait
        /// In the order in which they asked.
        case ask([(member: Int, request: Request)])
        case commit
        /// Everything is to be undone, and done again without those who are out. What was asked for is not sent.
        case undo([(member: Int, request: Request)])
    }

    /// The most members: as many as a set has bits.
    static var mostMembers: Int { UInt64.bitWidth }

    private var places: [Place]
    private var hasChanged: [Bool]
    private var asked: [(member: Int, request: Request)] = []
    /// Who has had a document last.
    private var holders: [Key: Int] = [:]
    /// For each member the set of those who come before it.
    private var before: [UInt64]

    /// - Parameter isPresent: for each member whether it takes part.
    init(_ isPresent: [Bool]) {
        self.places = isPresent.map { $0 ? .working : .withdrawn }
        self.hasChanged = isPresent.map { _ in false }
        self.before = isPresent.map { _ in 0 }
    }

    /// A member asks for something.
    ///
    /// - Parameters:
    ///   - key: the document that it is about; nil where that is not known, which no group can do.
    ///   - changes: whether the document may be changed.
    /// - Returns: false where the member can't go on with the others.
    mutating func ask(_ member: Int, _ key: Key?, changes: Bool, _ request: Request) -> Bool {
        guard case .working = self.places[member] else { return false }
        guard let key, self.puts(self.holders[key], before: member) else {
            self.end(member, succeeded: false)
            return false
        }
        self.holders[key] = member
        self.places[member] = .asking
        self.asked.append((member, request))
        if changes { self.hasChanged[member] = true }
        return true
    }

    /// - Returns: false where the other comes after the member already.
    private mutating func puts(_ other: Int?, before member: Int) -> Bool {
        guard let other, other != member else { return true }
        let (mine, its) = (UInt64(1) << UInt64(member), UInt64(1) << UInt64(other))
        guard self.before[other] & mine == 0 else { return false }
        let added = self.before[other] | its
        for index in self.before.indices where index == member || self.before[index] & mine != 0 {
            self.before[index] |= added
        }
        return true
    }

    /// What a member has asked for was done. One whose task has gone meanwhile stays where it is.
    mutating func answer(_ member: Int) {
        if case .asking = self.places[member] { self.places[member] = .working }
    }

    /// A member has ended.
    mutating func end(_ member: Int, succeeded: Bool) {
        switch self.places[member] {
        case .done, .withdrawn, .out: return
        case .working, .asking:
            self.places[member] = succeeded ? .done : self.hasChanged[member] ? .out : .withdrawn
        }
    }

    /// Who works still.
    var working: [Int] { self.places.indices.filter { if case .working = self.places[$0] { true } else { false } } }

    /// Whose changes have to be undone.
    var out: [Int] { self.places.indices.filter { if case .out = self.places[$0] { true } else { false } } }

    /// What comes next. What is to be asked is handed out once.
    mutating func next() -> Next {
        var undoes = false
        for place in self.places {
            switch place {
            case .working: return .wait
            case .out: undoes = true
            case .asking, .done, .withdrawn: break
            }
        }
        defer { self.asked = [] }
        if undoes { return .undo(self.asked) }
        return self.asked.isEmpty ? .commit : .ask(self.asked)
    }
}
