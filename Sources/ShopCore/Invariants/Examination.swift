package import BSON

/// What a look at the stored data found.
package struct Examination: Sendable {
    package var examined: Int
    package var faultCount: Int
    package var faults: [BSONDocument]

    /// - Parameter faults: all of them.
    package init(examined: Int, faults: [BSONDocument], listing limit: Int) {
        self.init(examined: examined, faultCount: faults.count, faults: Array(faults.prefix(limit)))
    }

    package init(examined: Int, faultCount: Int, faults: [BSONDocument]) {
        self.examined = examined
        self.faultCount = faultCount
        self.faults = faults
    }
}
