/// The operations of one method by their paths.
///
/// A path without placeholders, and one with a placeholder for its last segment, is found by one look at a dictionary;
/// others segment by segment.
final class FastPathTable: Sendable {
    typealias Operation = FastPathRoutes.Operation
    typealias Values = [(name: String, value: String)]

    /// Whether any operation can be answered from memory.
    let hasAnswers: Bool
    /// Nil for what only begins a longer path: a placeholder does not stand for it.
    private let fixed: [String: Operation?]
    /// By what precedes the placeholder, its slash included.
    private let open: [String: (name: String, operation: Operation)]
    /// Nil where no path has a placeholder but for its last segment.
    private let root: PathSegment?

    init(_ operations: [(path: String, operation: Operation)], hasAnswers: Bool) {
        var fixed: [String: Operation?] = [:]
        var open: [String: (name: String, operation: Operation)] = [:]
        var root = PathSegment.Builder()
        var isNeeded = false
        for (path, operation) in operations {
            let segments = path.split(separator: "/")
            let names = segments.prefix { !$0.hasPrefix("{") }
            var beginning = ""
            for name in names {
                beginning += "/" + name
                if fixed[beginning] == nil { fixed[beginning] = .some(nil) }
            }
            if names.count == segments.count {
                fixed[path] = operation
            } else if names.count == segments.count - 1, let last = segments.last {
                open[String(path.dropLast(last.count))] = (String(last.dropFirst().dropLast()), operation)
            } else {
                isNeeded = true
            }
            root.insert(operation, at: segments[...])
        }
        self.hasAnswers = hasAnswers
        self.fixed = fixed
        self.open = open
        self.root = isNeeded ? PathSegment(root) : nil
    }

    /// The operation with a path, and what stands for its placeholders.
    func operation(at path: String) -> (Operation, Values)? {
        if let known = self.fixed[path] { return known.map { ($0, []) } }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = path[path.utf8.index(after: slash)...]
        guard Self.isPlain(last) else { return nil }
        if let (name, operation) = self.open[String(path[...slash])] { return (operation, [(name, String(last))]) }
        return self.root?.operation(at: path)
    }

    /// Whether a text stands for itself in a path.
    static func isPlain(_ text: Substring) -> Bool {
        !text.isEmpty && !text.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "#") }
    }
}
