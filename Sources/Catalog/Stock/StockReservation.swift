package import BSON
package import FoundationEssentials
import MongoODM
package import Schemas

/// What became of the pieces that wait, or waited, for the payment of an order. It stays, so that a step that is done again
/// is known.
package struct StockReservation: Document {
    /// The order's.
    package var id: ObjectID
    package var state: State
    package var at = Date.now

    package static let schema = Schema("stock_reservations", StockReservation.init) {
        Field("_id", \.id)
        Field("state", \.state)
        Field("at", \.at)
    }

    package enum State: String, SchemaEnum {
        case reserved
        case committed
        case released
    }
}
