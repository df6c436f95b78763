extension Field {
    /// Is encrypted wherever it is stored. Who reads the database, or a copy of it, learns no more of it than about how
    /// long it is; JSON shows and takes it as it is, unless it is ``storedOnly()``, too.
    ///
    /// ```swift
    /// Field("totp_secret", \.totpSecret).encrypted()
    /// ```
    /// The field may be of any type, and in an object inside of the document, too; nil stays null. The store can't look
    /// inside: no query, order or index knows the field, and an update sets it as a whole. A field that was stored before
    /// it was encrypted can still be read.
    public func encrypted() -> Self {
        let keyPath = self.keyPath
        return self.with {
            $0.isEncrypted = true
            $0.readInto = { (reader, slot) throws(Rejected) in
                slot.initializeMemory(as: Value.self, to: try reader.readEncrypted(as: Value.self))
            }
            $0.copy = { (reader, writer, names) throws(Rejected) in
                try FieldTable.write(reader.readEncrypted(as: Value.self), to: writer, names)
            }
            // The address is the value's, or the whole model's when the property is computed.
            let isStored = MemoryLayout<Root>.offset(of: keyPath) != nil
            $0.writeFrom = { address, writer, name in
                let value =
                    isStored
                    ? address.assumingMemoryBound(to: Value.self).pointee
                    : address.assumingMemoryBound(to: Root.self).pointee[keyPath: keyPath]
                if value.isOmitted { return }
                writer.key(name)
                writer.writeEncrypted { value.write(to: $0) }
            }
        }
    }
}

extension SchemaObject {
    /// Whether a field of the type, or of an object inside, is stored encrypted.
    package static var hasEncryptedFields: Bool {
        var seen: Set<ObjectIdentifier> = []
        return ValueShape.object(Self.self).hasEncryptedFields(&seen)
    }
}

extension ValueShape {
    /// Whether a field inside is stored encrypted.
    package var hasEncryptedFields: Bool {
        var seen: Set<ObjectIdentifier> = []
        return self.hasEncryptedFields(&seen)
    }

    /// - Parameter seen: the objects that were looked at; a type may hold itself.
    fileprivate func hasEncryptedFields(_ seen: inout Set<ObjectIdentifier>) -> Bool {
        switch self {
        case .scalar: return false
        case .optional(let inner, _), .array(let inner, _), .dictionary(let inner):
            return inner.hasEncryptedFields(&seen)
        case .object(let type):
            guard seen.insert(ObjectIdentifier(type)).inserted else { return false }
            for field in type.fieldShapes where field.isEncrypted || field.shape.hasEncryptedFields(&seen) {
                return true
            }
            return false
        case .union(let type):
            for payload in type.payloads where ValueShape.object(payload).hasEncryptedFields(&seen) { return true }
            return false
        }
    }
}
