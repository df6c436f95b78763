/// How a type of values is built: what paths into embedded objects, and checks of one schema against another,
/// need to know.
public indirect enum ValueShape {
    /// A value without fields of its own, or none that have names in documents.
    case scalar(any SchemaValue.Type)
    /// A value or nil, and the step from the one to the other.
    case optional(ValueShape, unwrapped: AnyKeyPath)
    /// Elements of one shape, and the step to every one of them.
    case array(ValueShape, element: AnyKeyPath)
    /// Values of one shape under keys known only at run time.
    case dictionary(ValueShape)
    /// An object with a schema.
    case object(any SchemaObject.Type)
    /// One of several objects with schemas.
    case union(any SchemaUnion.Type)
}

extension ValueShape {
    /// The type of the objects inside, through optionals and arrays, or nil.
    public var objectType: (any SchemaObject.Type)? {
        switch self {
        case .object(let type): type
        case .optional(let inner, _), .array(let inner, _), .dictionary(let inner): inner.objectType
        case .scalar, .union: nil
        }
    }
}

extension ValueShape: CustomStringConvertible {
    /// The type as Swift writes it.
    public var description: String {
        switch self {
        case .scalar(let type): "\(type)"
        case .object(let type): "\(type)"
        case .union(let type): "\(type)"
        case .optional(let inner, _): "\(inner)?"
        case .array(let inner, _): "[\(inner)]"
        case .dictionary(let inner): "[ExactText: \(inner)]"
        }
    }
}
