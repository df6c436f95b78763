import Synchronization

/// A value that is made when it is first asked for.
///
/// It may be made twice by tasks that ask at once; all get the same one.
final class Lazy<Value: AnyObject & Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    /// The value. `make` runs outside of the lock: it may ask for the values of other objects.
    func value(_ make: () -> Value) -> Value {
        if let value = self.stored.withLock({ $0 }) { return value }
        let made = make()
        return self.stored.withLock { stored in
            let value = stored ?? made
            stored = value
            return value
        }
    }
}
