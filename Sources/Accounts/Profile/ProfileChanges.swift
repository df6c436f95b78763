public import Schemas

/// What the holder of an account changes of what it says about him or her.
public struct ProfileChanges: Sendable {
    public var name: Patch<String>
    /// Nil takes the telephone number away.
    public var phone: Patch<String?>

    public init(name: Patch<String> = .unchanged, phone: Patch<String?> = .unchanged) {
        self.name = name
        self.phone = phone
    }
}
