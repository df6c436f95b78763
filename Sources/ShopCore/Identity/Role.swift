public import Schemas

/// What an account may do.
public enum Role: String, SchemaEnum {
    case user
    case admin
}
