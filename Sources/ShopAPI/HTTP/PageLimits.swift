/// What lists have in common.
enum PageLimits {
    /// How many entries may be left out: beyond any list, within what every database counts.
    static let skips = 0...1_000_000_000
}
