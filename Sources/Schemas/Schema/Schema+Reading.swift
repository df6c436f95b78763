extension Schema {
    /// Reads an object in one pass: each field is decoded where it is met.
    ///
    /// Unknown fields are skipped. A field that appears twice is refused, because two readers could
    /// disagree about which one counts.
    ///
    /// - Throws: ``Rejected`` after everything wrong was reported to the reader.
    @inlinable
    public func read(from reader: any ValueReader) throws(Rejected) -> Root {
        try reader.beginObject()
        return try withUnsafeTemporaryAllocation(byteCount: self.slotsSize, alignment: self.slotsAlignment) {
            (slots) throws(Rejected) -> Root in
            // An object without fields has no slots; the address is then never used.
            let base = slots.baseAddress ?? UnsafeMutableRawPointer(bitPattern: self.slotsAlignment)!
            try self.table.read(into: base, from: reader)
            return self.assemble(base)
        }
    }
}
