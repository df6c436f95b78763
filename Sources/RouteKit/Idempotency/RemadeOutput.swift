public import Idempotency

/// An answer that must not be stored, because it holds a token, or that is to be given as things stand then. When a request
/// with a key comes again, the route makes the answer anew of the reference that was kept in its place.
///
/// ```swift
/// extension Session: RemadeOutput {
///     var reference: String { self.user.id }
/// }
/// ```
public protocol RemadeOutput: RouteOutput {
    /// What the answer is made of when the request comes again, as `again` of ``Route`` gets it.
    var reference: String { get }
}

extension Kept where Answer: RemadeOutput {
    /// The answer as it has become since its reference was kept, for work that goes on after its transaction.
    ///
    /// - Precondition: it has the same reference.
    public func remade(_ answer: Answer) -> Kept {
        precondition(answer.reference == self.answer.reference, "another answer than the one that was kept")
        return Kept(answer)
    }
}
