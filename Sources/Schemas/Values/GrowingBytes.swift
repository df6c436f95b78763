/// Bytes that grow at the end. Their address stays the same until the next change, which an `Array` does
/// not promise, so that a reader can lend a piece of them until its next call.
struct GrowingBytes: ~Copyable {
    private(set) var count = 0
    private var capacity: Int
    /// Nothing to point at while the capacity is zero: most readers never need any.
    private var start: UnsafeMutablePointer<UInt8>?

    init(capacity: Int = 0) {
        self.capacity = capacity
        self.start = capacity > 0 ? .allocate(capacity: capacity) : nil
    }

    deinit { self.start?.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: self.start, count: self.count) }

    mutating func removeAll() { self.count = 0 }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        self.reserve(1)[0] = byte
        self.count += 1
    }

    @inline(__always)
    mutating func append(contentsOf text: UnsafeRawBufferPointer) {
        guard let source = text.baseAddress else { return }
        UnsafeMutableRawPointer(self.reserve(text.count)).copyMemory(from: source, byteCount: text.count)
        self.count += text.count
    }

    @inline(__always)
    mutating func append(_ text: StaticString) {
        self.append(contentsOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Lets a closure write exactly so many bytes at the end.
    @inline(__always)
    mutating func append(count: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        write(UnsafeMutableBufferPointer(start: self.reserve(count), count: count))
        self.count += count
    }

    /// The address behind the last byte, with room for so many more.
    @inline(__always)
    private mutating func reserve(_ additional: Int) -> UnsafeMutablePointer<UInt8> {
        if let start = self.start, self.capacity - self.count >= additional { return start + self.count }
        return self.grow(by: additional) + self.count
    }

    @inline(never)
    private mutating func grow(by additional: Int) -> UnsafeMutablePointer<UInt8> {
        self.capacity = max(64, self.capacity * 2, self.count + additional)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
        if let start = self.start {
            larger.update(from: start, count: self.count)
            start.deallocate()
        }
        self.start = larger
        return larger
    }
}
