import MongoODM

extension Order {
    /// Whether nobody's account has it: who placed it had none, or did not say so.
    public var isGuests: Bool { self.userID.isEmpty }

    /// Those of guests who gave an address of mail, and that no account has got since.
    static func guests(_ email: String) -> Query<Order> { \.email == email && \.userID == "" }
}
