/// What paths go on with after their first segments.
final class PathSegment: Sendable {
    typealias Operation = FastPathRoutes.Operation

    /// What is known of the paths while they are put together.
    struct Builder {
        fileprivate var operation: Operation?
        fileprivate var names: [String] = []
        fileprivate var named: [Substring: Builder] = [:]
        /// One or none.
        fileprivate var placeholder: [Builder] = []

        /// - Parameter names: the names of the placeholders on the way here.
        mutating func insert(_ operation: Operation, at path: ArraySlice<Substring>, names: [String] = []) {
            guard let first = path.first else {
                self.operation = operation
                self.names = names
                return
            }
            if first.hasPrefix("{") {
                if self.placeholder.isEmpty { self.placeholder = [Builder()] }
                let name = String(first.dropFirst().dropLast())
                self.placeholder[0].insert(operation, at: path.dropFirst(), names: names + [name])
            } else {
                self.named[first, default: Builder()].insert(operation, at: path.dropFirst(), names: names)
            }
        }
    }

    private let operation: Operation?
    /// The names of the placeholders on the way here.
    private let names: [String]
    private let named: [Substring: PathSegment]
    private let placeholder: PathSegment?

    init(_ builder: Builder) {
        self.operation = builder.operation
        self.names = builder.names
        self.named = builder.named.mapValues { PathSegment($0) }
        self.placeholder = builder.placeholder.first.map { PathSegment($0) }
    }

    /// The operation with a path, and what stands for its placeholders. A segment that is some path's own is never
    /// taken for a placeholder's value.
    func operation(at path: String) -> (Operation, FastPathTable.Values)? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var segment = self
        var rest = path.dropFirst()
        var values: [Substring] = []
        while true {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
            let text = end.map { rest[..<$0] } ?? rest
            if let next = segment.named[text] {
                segment = next
            } else if let next = segment.placeholder, FastPathTable.isPlain(text) {
                segment = next
                values.append(text)
            } else {
                return nil
            }
            guard let end else { break }
            rest = rest[rest.utf8.index(after: end)...]
        }
        return segment.operation.map { ($0, zip(segment.names, values).map { (name: $0, value: String($1)) }) }
    }
}
