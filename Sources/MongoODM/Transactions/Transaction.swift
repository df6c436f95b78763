import BSON
import CMongoC

/// A running transaction: pass it to the operations that belong to it.
///
/// It is valid inside the closure that received it. Operations run one after another, in the order in
/// which they were called, also when they are called from parallel tasks.
public final class Transaction: Sendable {
    enum Place: Sendable {
        case own(SessionTransaction)
        case group(GroupSeat)
    }

    let place: Place

    init(_ place: Place) {
        self.place = place
    }
}
