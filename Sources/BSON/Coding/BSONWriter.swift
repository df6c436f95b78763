import CMongoC
public import FoundationEssentials
public import Schemas

/// Writes a BSON document through libbson's append functions.
public final class BSONWriter: ValueWriter {
    public let writesAliases = false

    private var root: BSONMemory?
    private var level: BSONLevel
    /// The levels in use lead from the outermost to the innermost; behind it are those of earlier values.
    private var outermost: UnsafeMutablePointer<BSONNestedLevel>?
    private var innermost: UnsafeMutablePointer<BSONNestedLevel>?
    private var key: UnsafePointer<CChar>
    private var keyLength: Int32 = 0
    /// Holds a key known only at run time, or an array index, until its value is appended.
    private var ownKey: UnsafeMutableBufferPointer<CChar>?
    private let secrecy: BSONSecrecy
    /// Why the document is incomplete; nil when everything could be written.
    public private(set) var error: BSONEncodingError?
    /// Whether something could not be written.
    public var hasFailed: Bool { self.error != nil }

    /// What libbson reserves at once: most documents of a shop fit, and larger ones grow by doubling.
    private static let initialCapacity: UInt32 = 480
    private static let emptyText: StaticString = ""
    /// Bytes of a key whose element can still have a length.
    private static let longestKey = 1 << 30

    /// Begins an empty document. Fields that are to be stored encrypted make it incomplete: only a repository writes them.
    public convenience init() { self.init(.refused) }

    /// Begins an empty document, or an update of one.
    ///
    /// - Parameters:
    ///   - encryption: what encrypted fields are written with.
    ///   - id: the `_id` of the document; nil when it is not known.
    package convenience init(_ encryption: FieldEncryption, of id: StoredID?) { self.init(.sealed(encryption, id)) }

    init(_ secrecy: BSONSecrecy) {
        self.secrecy = secrecy
        let root = BSONMemory.allocate()
        bson_init(root.bson)
        // Sets the length as well, which initialising again takes back without giving up the buffer.
        bson_reserve_buffer(root.bson, Self.initialCapacity)
        bson_reinit(root.bson)
        self.root = root
        self.level = BSONLevel(bson: root.bson, isArray: false)
        self.key = Self.chars(of: Self.emptyText)
    }

    deinit {
        if let root = self.root {
            bson_destroy(root.bson)
            root.deallocate()
        }
        BSONNestedLevel.deallocate(from: self.outermost)
        self.ownKey?.deallocate()
    }

    /// Hands over the document. The writer must not be used again; the program stops when it is.
    ///
    /// What could not be written is in the document's ``BSONDocument/encodingError``.
    public func finish() -> BSONDocument {
        precondition(self.innermost == nil, "an object or array was begun and not ended")
        guard let root = self.root else { preconditionFailure("the document was handed over already") }
        self.root = nil
        // Sends every further value to the check in `prepareIndex`, which costs the values of a document nothing.
        self.level = BSONLevel(bson: root.bson, isArray: true)
        return BSONDocument(BSONStorage(root, self.error))
    }

    // MARK: Keys

    @inline(__always)
    private static func chars(of text: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    public func key(_ name: FieldName) {
        self.key = Self.chars(of: name.text)
        self.keyLength = Int32(name.text.utf8CodeUnitCount)
    }

    public func key(_ name: String) {
        var name = name
        name.withUTF8 { bytes in
            let end = min(bytes.firstIndex(of: 0) ?? bytes.count, Self.longestKey)
            let target = self.keyBuffer(end)
            for index in 0..<end { target[index] = CChar(bitPattern: bytes[index]) }
            self.key = UnsafePointer(target.baseAddress!)
            self.keyLength = Int32(end)
            // BSON ends a key at its first NUL: what stands behind it would become another field.
            if end < bytes.count { self.fail(end < Self.longestKey ? .nulInKey : .documentTooLarge) }
        }
    }

    /// Room for a key of so many bytes, and for any array index.
    private func keyBuffer(_ count: Int) -> UnsafeMutableBufferPointer<CChar> {
        if let buffer = self.ownKey, buffer.count >= count { return buffer }
        self.ownKey?.deallocate()
        let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(64, count))
        self.ownKey = buffer
        return buffer
    }

    /// In an array the key of the next value is its index.
    @inline(__always)
    private func prepareKey() {
        if self.level.isArray { self.prepareIndex() }
    }

    private func prepareIndex() {
        precondition(self.root != nil, "the document was handed over already")
        var text: UnsafePointer<CChar>?
        let buffer = self.keyBuffer(0)
        // Small numbers come from a table of libbson's, others are printed into the buffer.
        let length = bson_uint32_to_string(self.level.index, &text, buffer.baseAddress, buffer.count)
        self.level.index += 1
        self.key = text ?? UnsafePointer(buffer.baseAddress!)
        self.keyLength = Int32(length)
    }

    @inline(__always)
    private func check(_ appended: Bool) {
        if !appended { self.fail(.documentTooLarge) }
    }

    /// The first failure is the one to report.
    @inline(never)
    private func fail(_ reason: BSONEncodingError.Reason) {
        guard self.error == nil else { return }
        let key = UnsafeRawBufferPointer(start: self.key, count: Int(self.keyLength))
        self.error = BSONEncodingError(reason, key: String(decoding: key, as: UTF8.self))
    }

    // MARK: Values

    public func writeNull() {
        self.prepareKey()
        self.check(bson_append_null(self.level.bson, self.key, self.keyLength))
    }

    public func write(_ value: Bool) {
        self.prepareKey()
        self.check(bson_append_bool(self.level.bson, self.key, self.keyLength, value))
    }

    public func write(_ value: Int32) {
        self.prepareKey()
        self.check(bson_append_int32(self.level.bson, self.key, self.keyLength, value))
    }

    /// Writes 32 bits where they suffice, as MongoDB's own tools do.
    public func write(_ value: Int64) {
        if let small = Int32(exactly: value) { return self.write(small) }
        self.writeInt64(value)
    }

    /// Writes 64 bits, whatever the number.
    func writeInt64(_ value: Int64) {
        self.prepareKey()
        self.check(bson_append_int64(self.level.bson, self.key, self.keyLength, value))
    }

    public func write(_ value: Double) {
        self.prepareKey()
        self.check(bson_append_double(self.level.bson, self.key, self.keyLength, value))
    }

    public func write(_ value: consuming String) {
        var text = value
        text.withUTF8 { self.write(utf8: UnsafeRawBufferPointer($0)) }
    }

    public func write(utf8 text: UnsafeRawBufferPointer) {
        self.prepareKey()
        guard let length = Int32(exactly: text.count) else { return self.fail(.documentTooLarge) }
        // libbson takes a nil text for a null value; an empty string needs an address.
        let start = text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.chars(of: Self.emptyText)
        self.check(bson_append_utf8(self.level.bson, self.key, self.keyLength, start, length))
    }

    public func write(_ value: Date) {
        self.prepareKey()
        let milliseconds = (value.timeIntervalSince1970 * 1000).rounded()
        let exact = Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max)
        self.check(bson_append_date_time(self.level.bson, self.key, self.keyLength, exact))
    }

    public func write(_ value: ExactDecimal) {
        guard let decimal = Decimal128(value) else {
            self.prepareKey()
            return self.fail(.decimalOutOfRange)
        }
        self.write(decimal)
    }

    public func write(_ value: Decimal128) {
        self.prepareKey()
        var decimal = bson_decimal128_t()
        decimal.high = value.high
        decimal.low = value.low
        self.check(bson_append_decimal128(self.level.bson, self.key, self.keyLength, &decimal))
    }

    public func write(_ value: ObjectID) {
        self.prepareKey()
        var oid = value.oid
        self.check(bson_append_oid(self.level.bson, self.key, self.keyLength, &oid))
    }

    public func write(_ value: [UInt8]) {
        self.writeSpecial(.binary(value, subtype: BSONSubtype.generic))
    }

    /// Writes the standard form of RFC 4122.
    public func write(_ value: UUID) {
        self.prepareKey()
        withUnsafeBytes(of: value.uuid) { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let subtype = bson_subtype_t(UInt32(BSONSubtype.uuid))
            self.check(bson_append_binary(self.level.bson, self.key, self.keyLength, subtype, start, 16))
        }
    }

    /// Encrypts a value; null stays null.
    public func writeEncrypted(_ write: (any ValueWriter) -> Void) {
        if case .inside = self.secrecy { return write(self) }
        guard case .sealed(let encryption, let id) = self.secrecy else { return self.fail(.noEncryptionKeys) }
        guard let id else { return self.fail(.unknownDocument) }
        let inner = BSONWriter(.inside)
        write(inner)
        let document = inner.finish()
        if let error = document.encodingError {
            self.error = self.error ?? error
            return
        }
        document.withBytes { bytes in
            // The first byte of the first element is its type.
            if bytes[4] == BSONType.null.rawValue { return self.writeNull() }
            let place = encryption.place(self.path, id)
            self.writeSpecial(
                .binary(SealedValue.seal(bytes, at: place, with: encryption.keys), subtype: SealedValue.subtype))
        }
    }

    /// The names of the fields that lead to the next value.
    private var path: [UInt8] {
        var names = self.level.isArray ? [] : [UnsafeRawBufferPointer(start: self.key, count: Int(self.keyLength))]
        var node = self.innermost
        while let current = node {
            if !current.pointee.outer.isArray { names.insert(current.pointee.name, at: 0) }
            node = current.pointee.previous
        }
        return FieldEncryption.path(names)
    }

    /// Copies a document in as one value. If it is incomplete, so is the one around it.
    public func write(_ document: BSONDocument) {
        self.prepareKey()
        if let error = document.encodingError, self.error == nil { self.error = error }
        document.withPointer {
            self.check(bson_append_document(self.level.bson, self.key, self.keyLength, $0))
        }
    }

    /// Appends what only BSON knows.
    func writeSpecial(_ value: BSONValue) {
        self.prepareKey()
        let (bson, key, length) = (self.level.bson, self.key, self.keyLength)
        switch value {
        case .binary(let bytes, let subtype):
            // Of what would not fit libbson makes a wrong length.
            guard bytes.count <= Int32.max - 4 else { return self.fail(.documentTooLarge) }
            bytes.withUnsafeBufferPointer { buffer in
                let start = buffer.baseAddress ?? UnsafeRawPointer(key).assumingMemoryBound(to: UInt8.self)
                let kind = bson_subtype_t(UInt32(subtype))
                self.check(bson_append_binary(bson, key, length, kind, start, UInt32(buffer.count)))
            }
        case .regex(let pattern, let options): self.writeRegex(pattern, options)
        case .timestamp(let seconds, let increment):
            self.check(bson_append_timestamp(bson, key, length, seconds, increment))
        case .minKey: self.check(bson_append_minkey(bson, key, length))
        case .maxKey: self.check(bson_append_maxkey(bson, key, length))
        default: preconditionFailure("a value with a JSON form is written by its own method")
        }
    }

    /// Appends a regular expression behind the prepared key.
    private func writeRegex(_ pattern: String, _ options: String) {
        if options.utf8.contains(0) { self.fail(.nulInRegexOptions) }
        // Both are C strings in BSON; a NUL in a pattern is spelled out, which means the same.
        let spelled =
            pattern.utf8.contains(0)
            ? pattern.split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\x00") : pattern
        // libbson drops options that it does not know; so it gets the element as it stands in a document.
        let key = UnsafeRawBufferPointer(start: self.key, count: Int(self.keyLength))
        var element = [BSONType.regex.rawValue] + key + [0]
        element += Array(spelled.utf8) + [0] + options.utf8.prefix { $0 != 0 } + [0]
        guard let length = Int32(exactly: element.count + 5) else { return self.fail(.documentTooLarge) }
        let document = withUnsafeBytes(of: length.littleEndian) { Array($0) } + element + [0]
        guard let element = bson_new_from_data(document, document.count) else { return self.fail(.documentTooLarge) }
        defer { bson_destroy(element) }
        self.check(bson_concat(self.level.bson, element))
    }

    // MARK: Nesting

    public func beginObject() {
        self.prepareKey()
        let node = self.nextLevel()
        let child = node.pointee.memory.bson
        let isAppended = bson_append_document_begin(self.level.bson, self.key, self.keyLength, child)
        self.descend(to: node, isArray: false, isAppended)
    }

    public func endObject() {
        let level = self.ascend()
        if !level.isDetached { self.check(bson_append_document_end(self.level.bson, level.bson)) }
    }

    public func beginArray() {
        self.prepareKey()
        let node = self.nextLevel()
        let child = node.pointee.memory.bson
        let isAppended = bson_append_array_begin(self.level.bson, self.key, self.keyLength, child)
        self.descend(to: node, isArray: true, isAppended)
    }

    public func endArray() {
        let level = self.ascend()
        if !level.isDetached { self.check(bson_append_array_end(self.level.bson, level.bson)) }
    }

    private func nextLevel() -> UnsafeMutablePointer<BSONNestedLevel> {
        if let innermost = self.innermost {
            return innermost.pointee.next ?? BSONNestedLevel.allocate(in: self.level, after: innermost)
        }
        if let outermost = self.outermost { return outermost }
        let first = BSONNestedLevel.allocate(in: self.level, after: nil)
        self.outermost = first
        return first
    }

    private func descend(to node: UnsafeMutablePointer<BSONNestedLevel>, isArray: Bool, _ isAppended: Bool) {
        node.pointee.outer = self.level
        node.pointee.name = UnsafeRawBufferPointer(start: self.key, count: Int(self.keyLength))
        if let own = self.ownKey, self.key == UnsafePointer(own.baseAddress), !self.level.isArray {
            // The next key known only at run time must not overwrite this one, which is part of a path.
            node.pointee.ownName = own
            self.ownKey = nil
        }
        self.innermost = node
        self.level = BSONLevel(bson: node.pointee.memory.bson, isArray: isArray, isDetached: !isAppended)
        if !isAppended {
            // libbson left the child as it was; what is written into it now has to go somewhere.
            bson_init(self.level.bson)
            self.fail(.documentTooLarge)
        }
    }

    private func ascend() -> BSONLevel {
        guard let node = self.innermost else { preconditionFailure("nothing was begun") }
        let ended = self.level
        if ended.isDetached { bson_destroy(ended.bson) }
        self.level = node.pointee.outer
        self.innermost = node.pointee.previous
        if let own = node.pointee.ownName {
            // The present key may be in the buffer that is in use.
            if self.ownKey == nil { self.ownKey = own } else { own.deallocate() }
            node.pointee.ownName = nil
        }
        return ended
    }
}
