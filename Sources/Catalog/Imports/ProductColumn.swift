/// The columns of a file of products, by their names in its head. Exports begin with them, imports find them in any order.
package enum ProductColumn: String, CaseIterable, Sendable {
    case number
    case sku
    case name
    case slug
    case description
    case price
    case inventory
    case category
    case tags
    case isActive = "is_active"

    /// Tags in one cell.
    package static func joined(_ tags: [String]) -> String { tags.joined(separator: ", ") }

    /// The tags of a cell.
    static func tags(in cell: String) -> [String] {
        cell.split(separator: ",").map { CategoryName.trimmed(String($0)) }.filter { !$0.isEmpty }
    }
}
