/// When a request is refused because there is too much to do already.
enum Admission: Sendable {
    /// Never; it does not count as work either.
    case always
    /// Where it arrives, before anything else is known of it, and again when its body has come. An answer that is in
    /// memory is given all the same.
    case onArrival
    /// When its body has come: what precedes that is no work.
    case onceComplete
}
