package import Schemas

/// A field of a stored document that its model wants encrypted, as it is found there.
package struct EncryptedField: Sendable {
    package enum State: Sendable {
        /// Not encrypted: it was stored before the field was.
        case plain(any SchemaValue)
        /// Encrypted with a key, and the document that was.
        case sealed(EncryptionKeyID, [UInt8])
        /// Encrypted with a key that is not at hand, or for another place, or broken.
        case unreadable
    }

    package let state: State
    /// The stored value.
    package let value: BSONValue
    /// The dotted path to it, with the indexes of arrays; nil where no update can name it.
    package let path: String?
    private let place: [UInt8]
    private let encryption: FieldEncryption

    init(
        _ state: State, _ value: BSONValue, path: String?, place: [UInt8], _ encryption: FieldEncryption
    ) {
        self.state = state
        self.value = value
        self.path = path
        self.place = place
        self.encryption = encryption
    }

    /// Whether it is encrypted with the current key.
    package var isCurrent: Bool {
        if case .sealed(let id, _) = self.state { id == self.encryption.keys.currentID } else { false }
    }

    /// The value encrypted with the current key; nil where it can't be read.
    package func renewed() -> BSONValue? {
        let document: [UInt8]
        switch self.state {
        case .plain(let value):
            let writer = BSONWriter(.inside)
            value.write(to: writer)
            document = writer.finish().withBytes { Array($0) }
        case .sealed(_, let bytes): document = bytes
        case .unreadable: return nil
        }
        let sealed = document.withUnsafeBytes {
            SealedValue.seal($0, at: self.place, with: self.encryption.keys)
        }
        return .binary(sealed, subtype: SealedValue.subtype)
    }
}

extension BSONReader {
    /// Remembers an encrypted field that was read, where that is asked for.
    func note(_ state: EncryptedField.State, _ type: BSONType, _ start: Int) {
        guard self.encryptedFields != nil, let encryption = self.encryption, let place = self.place(of: start) else {
            return
        }
        let (position, found) = (self.position, self.type)
        (self.position, self.type) = (start, type)
        let value = try? self.readAny()
        (self.position, self.type) = (position, found)
        guard let value else { return }
        self.encryptedFields?.append(
            EncryptedField(
                state, value, path: place.updatePath, place: encryption.place(place.path, place.id), encryption))
    }
}

extension BSONDocument {
    /// The fields that a model wants encrypted, in a stored document of it, whether or not all of the document can be
    /// read.
    package func encryptedFields<Model: SchemaObject>(
        of model: Model.Type, with encryption: FieldEncryption
    ) -> [EncryptedField] {
        self.withBytes { bytes in
            let reader = BSONReader(bytes, encryption: encryption)
            reader.encryptedFields = []
            _ = try? Model.read(from: reader)
            return reader.encryptedFields ?? []
        }
    }
}
