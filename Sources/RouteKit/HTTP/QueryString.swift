/// The part of a URL behind the question mark.
enum QueryString {
    /// The parameters, decoded: `q=gaming+laptop&limit=5`. A name without `=` has an empty value.
    static func parameters(_ query: some StringProtocol) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(parts[0], plusIsSpace: true),
                parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) : ""
            )
        }
    }
}
