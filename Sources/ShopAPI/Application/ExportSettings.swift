/// What goes out of the shop as tables, and comes in.
public struct ExportSettings: Sendable {
    /// How long exports are kept, with their files, and what imports have led to.
    public var keeping = Duration.seconds(7 * 86_400)
    /// How large a file to be imported may be, in bytes.
    public var maximumImportSize = 33_554_432
}
