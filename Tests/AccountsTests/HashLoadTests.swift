import Testing

@testable import Accounts

@Suite struct HashLoadTests {
    private static let rounds = 1 << 12

    /// A load whose last hashes all took the same time.
    private func load(threads: Int = 1, hash time: Duration) -> HashLoad {
        var load = HashLoad(threads: threads, limit: .seconds(8))
        for _ in 0..<100 { load.measured(rounds: Self.rounds, took: time) }
        return load
    }

    /// How many hashes are let in one after the other.
    private func admitted(by load: HashLoad, rounds: Int = Self.rounds) -> Int {
        var load = load
        return (0..<1000).prefix { _ in load.enter(rounds: rounds) }.count
    }

    @Test(arguments: [(100, 80), (249, 32), (1010, 7), (5000, 1)])
    func asManyHashesAreAdmittedAsAreDoneInTime(milliseconds: Int, count: Int) {
        // A hair under, so that the estimate does not lie on the limit.
        let time = Duration.milliseconds(milliseconds) * 0.999
        #expect(self.admitted(by: self.load(hash: time)) == count)
    }

    @Test func threadsShareTheHashes() {
        #expect(self.admitted(by: self.load(threads: 4, hash: .milliseconds(249))) == 128)
    }

    @Test func beforeAnythingIsMeasuredAHashCountsAsAQuarterOfASecond() {
        #expect(self.admitted(by: HashLoad(threads: 1, limit: .seconds(8))) == 32)
    }

    @Test func aLargerHashCountsAsMore() {
        #expect(self.admitted(by: self.load(hash: .milliseconds(249)), rounds: 4 * Self.rounds) == 8)
    }

    @Test func aHashThatTakesTooLongIsAdmittedWhenNothingElseIsThere() {
        var load = self.load(hash: .seconds(20))
        let (first, second) = (load.enter(rounds: Self.rounds), load.enter(rounds: Self.rounds))
        load.leave(rounds: Self.rounds)
        let third = load.enter(rounds: Self.rounds)
        #expect([first, second, third] == [true, false, true])
    }

    @Test func aMachineThatBecomesSlowerAdmitsFewer() {
        var load = self.load(hash: .milliseconds(249))
        for _ in 0..<8 { load.measured(rounds: Self.rounds, took: .seconds(2)) }
        #expect((4...7).contains(self.admitted(by: load)))
    }

    @Test func oneSlowHashIsNotTakenForTheUsual() {
        var load = self.load(hash: .milliseconds(100))
        load.measured(rounds: Self.rounds, took: .milliseconds(500))
        #expect(self.admitted(by: load) > 40)
    }
}
