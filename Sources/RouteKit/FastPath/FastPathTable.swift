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
    private let root: Segment

    init(_ operations: [(path: String, operation: Operation)], hasAnswers: Bool) {
        var fixed: [String: Operation?] = [:]
        var open: [String: (name: String, operation: Operation)] = [:]
        var root = Segment()
        for (path, operation) in operations {
            let segments = path.split(separator: "/")
            let names = segments.prefix { !$0.hasPrefix("{") }
            for count in names.indices.dropFirst() where count < segments.count {
                let beginning = "/" + names[..<count].joined(separator: "/")
                if fixed[beginning] == nil { fixed[beginning] = .some(nil) }
            }
            if names.count == segments.count {
                fixed[path] = operation
            } else if names.count == segments.count - 1, let last = segments.last {
                open[String(path.dropLast(last.count))] = (String(last.dropFirst().dropLast()), operation)
            }
            root.insert(operation, at: segments[...])
        }
        self.hasAnswers = hasAnswers
        self.fixed = fixed
        self.open = open
        self.root = root
    }

    /// The operation with a path, and what stands for its placeholders.
    func operation(at path: String) -> (Operation, Values)? {
        if let known = self.fixed[path] { return known.map { ($0, []) } }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = path[path.utf8.index(after: slash)...]
        guard Self.isPlain(last) else { return nil }
        if let (name, operation) = self.open[String(path[...slash])] { return (operation, [(name, String(last))]) }
        guard self.root.hasPlaceholders, path.utf8.first == UInt8(ascii: "/") else { return nil }
        return self.root.operation(at: path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)[...])
    }

    /// Whether a text stands for itself in a path.
    fileprivate static func isPlain(_ text: Substring) -> Bool {
        !text.isEmpty && !text.utf8.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "#") }
    }
}

/// What paths go on with after their first segments.
private struct Segment: Sendable {
    private var operation: FastPathTable.Operation?
    private var named: [Substring: Segment] = [:]
    /// What a placeholder is followed by, with its name in each path.
    private var placeholder: [Segment] = []
    /// The names of all placeholders on the way here.
    private var names: [String] = []

    /// Whether a placeholder that is not the last segment of its path may be found from here.
    var hasPlaceholders: Bool {
        self.placeholder.contains { !$0.isLeaf } || self.named.values.contains { $0.hasPlaceholders }
    }

    private var isLeaf: Bool { self.named.isEmpty && self.placeholder.isEmpty }

    mutating func insert(_ operation: FastPathTable.Operation, at path: ArraySlice<Substring>, names: [String] = []) {
        guard let first = path.first else {
            self.operation = operation
            self.names = names
            return
        }
        if first.hasPrefix("{") {
            if self.placeholder.isEmpty { self.placeholder = [Segment()] }
            self.placeholder[0].insert(
                operation, at: path.dropFirst(), names: names + [String(first.dropFirst().dropLast())])
        } else {
            self.named[first, default: Segment()].insert(operation, at: path.dropFirst(), names: names)
        }
    }

    /// A segment that has a name of its own is never a placeholder's value.
    func operation(
        at path: ArraySlice<Substring>, _ values: [String] = []
    ) -> (FastPathTable.Operation, FastPathTable.Values)? {
        guard let first = path.first else {
            return self.operation.map { ($0, Array(zip(self.names, values)).map { (name: $0, value: $1) }) }
        }
        if let next = self.named[first] { return next.operation(at: path.dropFirst(), values) }
        guard FastPathTable.isPlain(first) else { return nil }
        return self.placeholder.first?.operation(at: path.dropFirst(), values + [String(first)])
    }
}
