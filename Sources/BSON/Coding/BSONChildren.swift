import CMongoC

/// Memory for the `bson_t` of each nested document. libbson aligns the struct to 128 bytes, more than Swift
/// gives a variable.
struct BSONChildren: ~Copyable {
    private static let size = 128
    /// Documents of a shop seldom nest deeper: one piece of memory serves them.
    private static let levelsInBlock = 4
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit {
        for block in self.blocks { block.deallocate() }
    }

    /// The memory for a depth, counted from zero; the depths above were asked for before.
    mutating func child(at depth: Int) -> OpaquePointer {
        let (block, level) = depth.quotientAndRemainder(dividingBy: Self.levelsInBlock)
        if block == self.blocks.count {
            self.blocks.append(
                .allocate(byteCount: Self.size * Self.levelsInBlock, alignment: Self.size))
        }
        return OpaquePointer(self.blocks[block] + level * Self.size)
    }
}
