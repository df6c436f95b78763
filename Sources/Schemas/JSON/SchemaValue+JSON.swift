extension SchemaValue {
    /// Reads a value from the bytes of a JSON text.
    ///
    /// - Throws: ``ValidationError`` with everything that is wrong.
    @inlinable
    public init(json bytes: UnsafeRawBufferPointer) throws(ValidationError) {
        let reader = JSONReader(bytes)
        do throws(Rejected) {
            let value = try Self.read(from: reader)
            try reader.finish()
            self = value
        } catch {
            // A wrong type hides nothing: text behind it may still be no JSON at all, which matters more.
            if !reader.isBroken { try? reader.finish() }
            throw ValidationError(reader.violations)
        }
    }

    /// Reads a value from a JSON text.
    ///
    /// - Throws: ``ValidationError`` with everything that is wrong.
    @inlinable
    public init(json bytes: [UInt8]) throws(ValidationError) {
        let result = bytes.withUnsafeBytes { buffer -> Result<Self, ValidationError> in
            do throws(ValidationError) {
                return .success(try Self(json: buffer))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// The value as JSON text.
    @inlinable
    public func json() -> [UInt8] {
        let writer = JSONWriter()
        self.write(to: writer)
        return writer.withBytes { Array($0) }
    }
}
