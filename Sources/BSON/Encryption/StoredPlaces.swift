import Schemas

/// Where a value is in its document.
struct StoredPlace {
    /// The names of the fields that lead to it.
    let path: [UInt8]
    /// The same with the indexes of arrays, as an update would name the value; nil where none can.
    let updatePath: String?
    /// The `_id` of the document. One without, as a projection may leave it, is none that anything belongs to.
    let id: StoredID
}

/// The places of encrypted values in a document.
///
/// They are looked for in the bytes when one is met: most documents have none, and should not pay for remembering the way.
/// Values are met from front to back, so that all of them together are found in one walk.
final class StoredPlaces {
    private let bytes: UnsafeRawBufferPointer
    /// Behind the last value that was found.
    private var walker: BSONReader
    /// The steps to the object or array that the walker is in.
    private var steps: [(name: UnsafeRawBufferPointer, isIndex: Bool)] = []
    private var isInArray = [false]
    /// The value that was found last.
    private var last: (position: Int, place: StoredPlace)?
    private let id: StoredID

    /// - Parameter bytes: begin with a document; otherwise the result is nil. They must outlive this object.
    init?(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        guard bytes.count >= 4 else { return nil }
        let count = Int(Int32(littleEndian: bytes.loadUnaligned(as: Int32.self)))
        guard count >= 5, count <= bytes.count else { return nil }
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        self.walker = BSONReader(self.bytes)
        self.id =
            (try? BSONReader(self.bytes).findID()) ?? StoredID(.undefined, UnsafeRawBufferPointer(start: nil, count: 0))
        do throws(Rejected) { try self.walker.beginObject() } catch { return nil }
    }

    /// - Parameter position: where a value begins.
    /// - Returns: nil when none begins there.
    func place(of position: Int) -> StoredPlace? {
        if let last, last.position == position { return last.place }
        if position < self.walker.position {
            self.walker = BSONReader(self.bytes)
            (self.steps, self.isInArray) = ([], [false])
            guard (try? self.walker.beginObject()) != nil else { return nil }
        }
        guard let name = try? self.walk(to: position) else { return nil }
        let steps = self.steps + [name]
        let names = steps.map { String(decoding: $0.name, as: UTF8.self) }
        let isNamed = names.allSatisfy { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ".")) && $0.first != "$" }
        let place = StoredPlace(
            path: FieldEncryption.path(steps.filter { !$0.isIndex }.map(\.name)),
            updatePath: isNamed ? names.joined(separator: ".") : nil, id: self.id)
        self.last = (position, place)
        return place
    }

    /// - Returns: the last step to the value.
    private func walk(to target: Int) throws(Rejected) -> (name: UnsafeRawBufferPointer, isIndex: Bool)? {
        while let isIndex = self.isInArray.last {
            guard let name = try self.walker.nextField() else {
                self.isInArray.removeLast()
                _ = self.steps.popLast()
                continue
            }
            let (start, type) = (self.walker.position, self.walker.type)
            try self.walker.skipValue()
            if start == target { return (name, isIndex) }
            guard target < self.walker.position else { continue }
            (self.walker.position, self.walker.type) = (start, type)
            if type == .array { try self.walker.beginArray() } else { try self.walker.beginObject() }
            self.steps.append((name, isIndex))
            self.isInArray.append(type == .array)
        }
        return nil
    }
}

extension BSONReader {
    fileprivate func findID() throws(Rejected) -> StoredID? {
        try self.beginObject()
        while let name = try self.nextField() {
            let (start, type) = (self.position, self.type)
            try self.skipValue()
            if name.elementsEqual("_id".utf8) {
                return StoredID(type, UnsafeRawBufferPointer(rebasing: self.bytes[start..<self.position]))
            }
        }
        return nil
    }
}
