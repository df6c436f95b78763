import Testing

@testable import MongoODM

@Suite struct CommitQueueTests {
    @Test func whoIsAloneGoesAtOnce() {
        var queue = CommitQueue<Int>(mostMembers: 4, mostUnderWay: 1)
        #expect(queue.arrive(1) == [1])
        #expect(queue.end { _ in true } == [])
        #expect(queue.arrive(2) == [2])
    }

    @Test func whoComesMeanwhileGoesTogetherInTheOrderOfArrival() {
        var queue = CommitQueue<Int>(mostMembers: 3, mostUnderWay: 1)
        #expect(queue.arrive(1) == [1])
        for member in 2...6 { #expect(queue.arrive(member) == []) }
        #expect(queue.end { _ in true } == [2, 3, 4])
        #expect(queue.arrive(7) == [])
        #expect(queue.end { _ in true } == [5, 6, 7])
        #expect(queue.end { _ in true } == [])
        #expect(queue.arrive(8) == [8])
    }

    @Test func whoHasGoneIsLeftOut() {
        var queue = CommitQueue<Int>(mostMembers: 8, mostUnderWay: 1)
        #expect(queue.arrive(1) == [1])
        for member in 2...5 { #expect(queue.arrive(member) == []) }
        #expect(queue.end { $0 != 3 } == [2, 4, 5])
        #expect(queue.count == 0)
    }

    @Test func severalAreUnderWayAsFarAsTheyMay() {
        var queue = CommitQueue<Int>(mostMembers: 8, mostUnderWay: 2)
        #expect(queue.arrive(1) == [1])
        #expect(queue.arrive(2) == [2])
        #expect(queue.arrive(3) == [])
        #expect(queue.end { _ in true } == [3])
        #expect(queue.arrive(4) == [])
    }
}
