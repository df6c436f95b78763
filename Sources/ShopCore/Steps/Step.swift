/// A place in the code at which a debug build can be killed or held, by the environment variable `BODEGA_STEP`.
package protocol Step: RawRepresentable<String>, CaseIterable, Sendable {}

#if !DEBUG
extension Step {
    /// Nothing at all.
    @inlinable package func pass() async {}
}
#endif
