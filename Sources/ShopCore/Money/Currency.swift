public import Schemas

/// A currency by its ISO 4217 code, in lower case as payment providers write it.
public enum Currency: String, SchemaEnum {
    case usd

    /// The decimals of an amount.
    public var decimals: Int {
        switch self {
        case .usd: 2
        }
    }
}
