extension Schema {
    /// Appends a value as an object.
    @inlinable
    public func write(_ value: Root, to writer: any ValueWriter) {
        withUnsafePointer(to: value) { self.write(at: $0, to: writer) }
    }

    @inlinable
    func write(at address: UnsafePointer<Root>, to writer: any ValueWriter) {
        writer.beginObject()
        self.table.write(from: UnsafeRawPointer(address), to: writer)
        writer.endObject()
    }

    /// Appends the fields of a value to the object that the writer is in.
    @inlinable
    public func writeFields(of value: Root, to writer: any ValueWriter) {
        withUnsafePointer(to: value) { self.table.write(from: UnsafeRawPointer($0), to: writer) }
    }

    /// Copies what others see of a value that is stored in the order of the declaration; see ``SchemaValue/copy(from:to:)``.
    ///
    /// What the model makes of its fields does not count: no initialiser runs, and no constraint is checked.
    @inlinable
    public func copy(from reader: any ValueReader, to writer: any ValueWriter) throws(Rejected) {
        try reader.beginObject()
        writer.beginObject()
        try self.table.copy(from: reader, to: writer)
        writer.endObject()
    }

    /// Everything that the constraints find in a value, with paths.
    public func violations(in value: Root) -> [Violation] {
        withUnsafePointer(to: value) { self.table.violations(in: UnsafeRawPointer($0)) }
    }
}
