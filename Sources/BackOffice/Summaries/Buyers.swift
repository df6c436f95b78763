import BSON
import FoundationEssentials

/// Who paid for orders in which quarters of an hour of a day, as bytes: a year of a million orders is read for one answer.
struct Buyers: Hashable, Sendable {
    /// For each a byte for the quarter of an hour, counted from the day's first, and twelve for the user.
    private(set) var bytes: Data

    init(_ bytes: Data = Data()) {
        self.bytes = bytes
    }

    mutating func append(_ users: some Sequence<ObjectID>, quarter: Int) {
        for user in users.sorted() {
            self.bytes.append(UInt8(quarter))
            self.bytes.append(contentsOf: user.bytes)
        }
    }

    /// Goes through them without copying any.
    func visit(_ body: (_ quarter: Int, ObjectID) -> Void) {
        self.bytes.withUnsafeBytes { bytes in
            for place in stride(from: 0, through: bytes.count - Self.size, by: Self.size) {
                let user = UnsafeRawBufferPointer(rebasing: bytes[(place + 1)..<(place + Self.size)])
                body(Int(bytes[place]), ObjectID(bytes: user))
            }
        }
    }

    private static let size = 13
}
