/// One of the words that must all be found.
package struct SearchTerm: Hashable, Sendable {
    /// The word as it was typed. Several, where it can be read in several ways.
    package var exact: [String]
    /// Words of the shop that are one letter off.
    package var near: [String]

    package init(_ exact: [String], near: [String] = []) {
        self.exact = exact
        self.near = near
    }

    /// Any of these suffices.
    package var alternatives: [String] { self.exact + self.near }
}
