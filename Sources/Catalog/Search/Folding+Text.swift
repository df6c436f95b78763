import ShopCore

extension Folding {
    /// The whole text, without blanks around it.
    static func text(_ text: String) -> String {
        String(String.UnicodeScalarView(self.folded(CategoryName.trimmed(text))))
    }
}
