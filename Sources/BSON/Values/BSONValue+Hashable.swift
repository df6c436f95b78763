import Schemas

// By hand, because Swift's `String` takes texts for equal whose bytes, and so whose documents, differ.
extension BSONValue: Hashable {
    public static func == (left: BSONValue, right: BSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null), (.minKey, .minKey), (.maxKey, .maxKey): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int32(let left), .int32(let right)): left == right
        case (.int64(let left), .int64(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.decimal128(let left), .decimal128(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.date(let left), .date(let right)): left == right
        case (.objectID(let left), .objectID(let right)): left == right
        case (.binary(let left, let leftKind), .binary(let right, let rightKind)):
            leftKind == rightKind && left == right
        case (.regex(let left, let leftOptions), .regex(let right, let rightOptions)):
            left.hasSameBytes(as: right) && leftOptions.hasSameBytes(as: rightOptions)
        case (.timestamp(let left, let leftIncrement), .timestamp(let right, let rightIncrement)):
            left == right && leftIncrement == rightIncrement
        case (.array(let left), .array(let right)): left == right
        case (.document(let left), .document(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .minKey: hasher.combine(1)
        case .maxKey: hasher.combine(2)
        case .bool(let value): hasher.combine(value)
        case .int32(let value): hasher.combine(value)
        case .int64(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .decimal128(let value): hasher.combine(value)
        case .string(let value): hasher.combine(ExactText(value))
        case .date(let value): hasher.combine(value)
        case .objectID(let value): hasher.combine(value)
        case .binary(let bytes, let subtype):
            hasher.combine(bytes)
            hasher.combine(subtype)
        case .regex(let pattern, let options):
            hasher.combine(ExactText(pattern))
            hasher.combine(ExactText(options))
        case .timestamp(let seconds, let increment):
            hasher.combine(seconds)
            hasher.combine(increment)
        case .array(let elements): hasher.combine(elements)
        case .document(let document): hasher.combine(document)
        }
    }
}
