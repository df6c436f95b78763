/// The step of a path into the elements of an array: `\.items[.each].quantity`.
public struct EveryElement: Hashable, Sendable {
    /// Every element: in a condition, one that fulfils it is enough.
    public static let each = EveryElement()
}

extension Array where Element: SchemaValue {
    /// Names the elements in the path of a query, a sort or an index. It is only a step of a path: there is no
    /// one value to read, and reading stops the program.
    public subscript(_ every: EveryElement) -> Element {
        preconditionFailure("'[.each]' names the elements of an array in a path; it can't be read")
    }
}
