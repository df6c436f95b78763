import Schemas

extension Field where Value == Int {
    /// How many entries of a list to leave out: beyond any list, within what every database counts.
    static func skip(_ keyPath: any KeyPath<Root, Int> & Sendable) -> Field {
        Field("skip", keyPath, default: 0).range(0...1_000_000_000)
    }

    /// How many entries of a list to show.
    static func limit(_ keyPath: any KeyPath<Root, Int> & Sendable, usual: Int, most: Int) -> Field {
        Field("limit", keyPath, default: usual).range(1...most)
    }
}
