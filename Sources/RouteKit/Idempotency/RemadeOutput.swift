/// An answer that must not be stored, because it holds a token. When a request with a key comes again, the route makes the
/// answer anew of the reference that was kept in its place.
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
