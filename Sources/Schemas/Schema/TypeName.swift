/// What descriptions call a type, in the letters that names of an API's components may hold.
@usableFromInline
struct TypeName {
    /// The type's own name: `Page_Product` for `Page<Product>`.
    @usableFromInline let short: String
    /// The name with the module and the types around it.
    let qualified: String

    @usableFromInline
    init(of type: Any.Type) {
        self.short = Self.joined(String(describing: type))
        self.qualified = Self.joined(String(reflecting: type))
    }

    private static func joined(_ text: String) -> String {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.joined(separator: "_")
    }
}
