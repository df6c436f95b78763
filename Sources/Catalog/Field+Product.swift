package import Schemas

extension Field where Value.Constrained == [String] {
    /// Words by which products are grouped.
    package func tags() -> Self {
        self.count(...ProductTag.most)
            .constrained(
                by: Constraint { tags in
                    let isFine = tags.allSatisfy { 1...ProductTag.longest ~= $0.unicodeScalars.count }
                    guard !isFine else { return nil }
                    return Violation(
                        code: "value_error", message: "A tag should have 1 to \(ProductTag.longest) characters")
                })
    }
}

extension Field where Value.Constrained == String {
    /// Lower-case words joined by hyphens, which no number and no id looks like.
    package func v1Slug() -> Self {
        self.length(1...ProductRules.longestName).pattern(ProductRules.slugPattern, ProductRules.isSlug)
            .constrained(
                by: Constraint { text in
                    guard !ProductRules.isTelling(slug: text) else { return nil }
                    return Violation(
                        code: "value_error", message: "A slug should not be all digits, nor look like an id")
                })
    }
}
