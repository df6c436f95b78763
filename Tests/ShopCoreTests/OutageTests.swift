import Testing

@testable import ShopCore

@Suite struct OutageTests {
    /// Which of some reasons are told, one after the other.
    private func told(_ reasons: [String], in outage: inout Outage) -> [Bool] {
        reasons.map { outage.isNew($0) }
    }

    @Test func eachReasonIsToldOnce() {
        var outage = Outage()
        let told = self.told(["away", "away", "password", "away", "password"], in: &outage)
        #expect(told == [true, false, true, false, false])
    }

    @Test func aReasonIsToldAgainInTheNextOutage() {
        var outage = Outage()
        _ = self.told(["away"], in: &outage)
        _ = outage.end()
        let told = self.told(["away"], in: &outage)
        #expect(told == [true])
    }

    @Test func anOutageHasOneEnd() {
        var outage = Outage()
        _ = self.told(["away"], in: &outage)
        let ends = [outage.end(), outage.end()]
        #expect(ends == [true, false])
    }

    @Test func reasonsThatAreNewEachTimeAreNotToldForEver() {
        var outage = Outage()
        let told = self.told((0..<1000).map { "attempt \($0)" }, in: &outage)
        #expect(told.count { $0 } == 16)
    }
}
