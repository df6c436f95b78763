import Orders

extension Shop {
    /// Takes out of the orders that were placed without an account by an address of mail, and that no account has, what leads to a
    /// person. It may be done again.
    ///
    /// - Parameter email: in the one form in which accounts keep it.
    /// - Returns: how many orders there were.
    public func eraseGuest(email: String) async throws -> Int { try await self.guests.erase(email: email) }
}
