import Schemas
import Spreadsheets

/// The first line of a file of products: where its columns are.
struct ImportHead {
    private let columns: [ProductColumn?]

    /// - Throws: ``ImportFault`` where there is nothing that tells products from each other.
    init(_ record: CSVRecord) throws(ImportFault) {
        self.columns = record.fields.map { name in
            ProductColumn(rawValue: CategoryName.trimmed(name).lowercased())
        }
        let known = self.columns.compactMap { $0 }
        if let twice = known.first(where: { column in known.count { $0 == column } > 1 }) {
            throw ImportFault(line: record.line, field: twice.rawValue, reason: "The head has this column twice")
        }
        guard !Set(known).isDisjoint(with: [.number, .sku, .slug, .name]) else {
            throw ImportFault(
                line: record.line, reason: "The head must have one of the columns number, sku, slug and name")
        }
    }

    /// What a record says; what it leaves empty it says nothing of.
    ///
    /// - Throws: `ValidationError` with the names of columns.
    func row(_ record: CSVRecord) throws(ValidationError) -> ImportedRow {
        guard record.fields.count <= self.columns.count else {
            throw ValidationError([
                Violation(code: "too_long", message: "The line has more fields than the head")
            ])
        }
        var parameters: [(name: String, value: String)] = []
        for (column, field) in zip(self.columns, record.fields) {
            guard let column, !field.isEmpty else { continue }
            let text = FormulaText.unguarded(field)
            if column == .tags {
                parameters += ProductColumn.tags(in: text).map { (column.rawValue, $0) }
            } else {
                parameters.append((column.rawValue, text))
            }
        }
        return try ImportedRow(parameters: parameters)
    }
}
