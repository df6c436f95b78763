/// What a text must be to be a key.
enum ObjectKey {
    /// - Throws: ``ObjectStoreError`` `invalidKey`.
    static func check(_ key: String, _ operation: String) throws(ObjectStoreError) {
        let isGood =
            1...1024 ~= key.utf8.count
            && !key.unicodeScalars.contains { $0.properties.generalCategory == .control }
            // Servers on the way may take these for other paths.
            && !key.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == "." || $0 == ".." }
        guard isGood else { throw ObjectStoreError(.invalidKey, operation) }
    }
}
