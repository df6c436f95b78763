package import Schemas
import ShopCore

/// A line that could not be imported, and why.
package struct ImportFault: SchemaObject, Hashable, Error {
    /// Where the record begins in the file, counted from 1.
    package var line: Int
    /// The column at fault, if it is one.
    package var field: String?
    package var reason: String

    package static let schema = Schema(ImportFault.init) {
        Field("line", \.line).described("The head is line 1.").example(7)
        Field("field", \.field).described("The column, if one is at fault.").example("price")
        Field("reason", \.reason).example("Input should be greater than 0")
    }

    init(line: Int, field: String? = nil, reason: String) {
        self.line = line
        self.field = field
        self.reason = String(reason.unicodeScalars.prefix(Self.longestReason))
    }

    private static let longestReason = 300
}

extension ImportFault {
    /// The faults that a refusal names; nil for an error that is none.
    static func all(of error: any Error, line: Int) -> [ImportFault]? {
        switch error {
        case let error as ValidationError:
            error.violations.map { violation in
                let fields = violation.path.compactMap { part in
                    if case .field(let name) = part { name } else { nil }
                }
                return ImportFault(line: line, field: fields.last { $0 != "body" }, reason: violation.message)
            }
        case let error as ShopError:
            [ImportFault(line: line, field: error.field.map { self.columns[$0] ?? $0 }, reason: error.message)]
        case let error as ImportFault: [error]
        default: nil
        }
    }

    /// What the columns are called elsewhere.
    private static let columns = ["product_id": "number"]
}
