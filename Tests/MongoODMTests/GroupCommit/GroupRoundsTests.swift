import Testing

@testable import MongoODM

@Suite struct GroupRoundsTests {
    @Test func aRoundIsSentWhenEachHasAskedOrEnded() {
        let rounds = Members([true, true, true])
        #expect(rounds.ask(1, "a", changes: true, "first"))
        #expect(rounds.ask(0, "b", changes: true, "second"))
        #expect(rounds.next() == "wait")
        rounds.end(2, succeeded: true)
        #expect(rounds.next() == "ask first second")
        rounds.answer(0)
        rounds.answer(1)
        #expect(rounds.working == [0, 1])
        rounds.end(0, succeeded: true)
        rounds.end(1, succeeded: true)
        #expect(rounds.next() == "commit")
    }

    @Test func whoGivesUpWithoutAChangeHoldsNobodyUp() {
        let rounds = Members([true, true])
        #expect(rounds.ask(0, "a", changes: false, "looked"))
        #expect(rounds.ask(1, "b", changes: true, "changed"))
        _ = rounds.next()
        rounds.answer(0)
        rounds.answer(1)
        rounds.end(0, succeeded: false)
        rounds.end(1, succeeded: true)
        #expect(rounds.next() == "commit")
    }

    @Test func whoGivesUpAfterAChangeUndoesAll() {
        let rounds = Members([true, true])
        #expect(rounds.ask(0, "a", changes: true, "changed"))
        #expect(rounds.ask(1, "b", changes: true, "changed"))
        _ = rounds.next()
        rounds.answer(0)
        rounds.answer(1)
        rounds.end(0, succeeded: false)
        #expect(rounds.ask(1, "c", changes: true, "more"))
        #expect(rounds.next() == "undo more")
        #expect(rounds.out == [0])
    }

    @Test func whoseTaskHasGoneWhileItsRequestIsSentStaysOut() {
        let rounds = Members([true])
        #expect(rounds.ask(0, "a", changes: true, "changed"))
        _ = rounds.next()
        rounds.end(0, succeeded: false)
        rounds.answer(0)
        #expect(rounds.next() == "undo")
    }

    @Test func whatIsNotAboutOneDocumentIsRefused() {
        let rounds = Members([true, true])
        #expect(!rounds.ask(0, nil, changes: false, "a list"))
        #expect(rounds.ask(1, "b", changes: true, "changed"))
        #expect(rounds.next() == "ask changed")
    }

    @Test func documentsMayBeAskedForInAnyOrderThatIsOneAfterTheOther() {
        let rounds = Members([true, true, true])
        // The second before the first, and the third before the second.
        #expect(rounds.ask(1, "a", changes: true, ""))
        #expect(rounds.ask(0, "a", changes: true, ""))
        #expect(rounds.ask(2, "b", changes: true, ""))
        _ = rounds.next()
        for member in 0...2 { rounds.answer(member) }
        #expect(rounds.ask(1, "b", changes: true, ""))
        // The third comes before the first by that, and not after it.
        #expect(rounds.ask(0, "c", changes: true, ""))
        #expect(!rounds.ask(2, "c", changes: true, ""))
        #expect(rounds.out == [2])
    }

    /// Whatever the members ask for, there is an order in which one after the other does the same.
    @Test(arguments: 0..<200) func thereIsAlwaysAnOrder(seed: Int) {
        var random = SeededGenerator(UInt64(seed))
        let members = Int.random(in: 2...8, using: &random)
        let rounds = Members(Array(repeating: true, count: members))
        var histories: [String: [Int]] = [:]
        for _ in 0..<6 {
            for member in (0..<members).shuffled(using: &random) where rounds.working.contains(member) {
                let key = "\(Int.random(in: 0..<4, using: &random))"
                if rounds.ask(member, key, changes: true, "") { histories[key, default: []].append(member) }
            }
            _ = rounds.next()
            for member in 0..<members { rounds.answer(member) }
        }
        let out = Set(rounds.out)
        // Taken away one by one, those whom nobody precedes: nobody is left if there is no circle.
        var left = Set(0..<members).subtracting(out)
        while let first = left.first(where: { member in
            histories.values.allSatisfy { history in
                let present = history.filter { left.contains($0) }
                guard let own = present.lastIndex(of: member) else { return true }
                return present[..<own].allSatisfy { $0 == member }
            }
        }) {
            left.remove(first)
        }
        #expect(left.isEmpty)
    }
}

/// The members of a group, who ask for texts.
private final class Members {
    private var rounds: GroupRounds<String, String>

    init(_ isPresent: [Bool]) { self.rounds = GroupRounds(isPresent) }

    var working: [Int] { self.rounds.working }
    var out: [Int] { self.rounds.out }

    func ask(_ member: Int, _ key: String?, changes: Bool, _ request: String) -> Bool {
        self.rounds.ask(member, key, changes: changes, request)
    }

    func answer(_ member: Int) { self.rounds.answer(member) }
    func end(_ member: Int, succeeded: Bool) { self.rounds.end(member, succeeded: succeeded) }

    func next() -> String {
        switch self.rounds.next() {
        case .wait: "wait"
        case .ask(let asked): "ask " + asked.map(\.request).joined(separator: " ")
        case .commit: "commit"
        case .undo(let asked): (["undo"] + asked.map(\.request)).joined(separator: " ")
        }
    }
}

/// Numbers that are the same for a seed (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
