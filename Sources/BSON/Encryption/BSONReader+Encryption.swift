public import Schemas

extension BSONReader {
    /// Says that the stored document, to whose `_id` and fields encrypted values belong, is the one at the position, and
    /// not the one that was given: a reply of the server has documents inside.
    package func beginStoredDocument() {
        self.documentStart = self.position
        self.places = nil
    }

    /// Reads a value as it was stored before the field was encrypted, too.
    public func readEncrypted<Value: SchemaValue>(as type: Value.Type) throws(Rejected) -> Value {
        let (start, found) = (self.position, self.type)
        guard self.isAtSealedValue else {
            // Encrypted fields inside become a part of it.
            let fields = self.encryptedFields
            self.encryptedFields = nil
            let result = Result { () throws(Rejected) in try Value.read(from: self) }
            self.encryptedFields = fields
            let value = try result.get()
            if fields != nil, found != .null, found != .undefined { self.note(.plain(value), found, start) }
            return value
        }
        let (bytes, _) = try self.binary()
        guard let place = self.place(of: start) else { throw self.corrupt() }
        let document: [UInt8]
        do throws(SealedValue.Unopened) {
            let context = self.encryption?.place(place.path, place.id) ?? []
            document = try SealedValue.open(bytes, at: context, with: self.encryption?.keys)
        } catch {
            self.note(.unreadable, found, start)
            self.violations.append(error.violation)
            throw Rejected()
        }
        self.note(SealedValue.keyID(of: bytes).map { .sealed($0, document) } ?? .unreadable, found, start)
        return try self.readInner(document)
    }

    private var isAtSealedValue: Bool {
        self.type == .binary && self.end - self.position > 4 && self.bytes[self.position + 4] == SealedValue.subtype
    }

    /// Reads the one value of a document that was encrypted.
    private func readInner<Value: SchemaValue>(_ document: [UInt8]) throws(Rejected) -> Value {
        let result = document.withUnsafeBytes { bytes -> Result<Value, ValidationError> in
            let reader = BSONReader(bytes, checksConstraints: self.checksConstraints)
            do throws(Rejected) {
                try reader.beginObject()
                guard try reader.nextField() != nil else { throw reader.corrupt() }
                return .success(try Value.read(from: reader))
            } catch {
                return .failure(ValidationError(reader.violations))
            }
        }
        do throws(ValidationError) {
            return try result.get()
        } catch {
            self.violations += error.violations
            throw Rejected()
        }
    }

    /// Where the value at a position is in its document.
    func place(of position: Int) -> StoredPlace? {
        let places = self.places ?? StoredPlaces(self.bytes[self.documentStart...])
        self.places = places
        return places?.place(of: position - self.documentStart)
    }
}
