/// Bytes that grow at the end. Their address stays the same until the next change, which an `Array` does
/// not promise, so that a reader can lend a piece of them until its next call.
///
/// A class and not a struct, because a change of a struct inside of another class is checked for exclusivity
/// at run time, and that costs more than appending.
final class GrowingBytes {
    private var start: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        self.start = .allocate(capacity: capacity)
    }

    deinit { self.start.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: self.start, count: self.count) }

    func removeAll() { self.count = 0 }

    func truncate(to count: Int) { self.count = count }

    @inline(__always)
    func append(_ byte: UInt8) {
        self.reserve(1)
        self.start[self.count] = byte
        self.count += 1
    }

    @inline(__always)
    func append(contentsOf text: UnsafeRawBufferPointer) {
        guard let source = text.baseAddress else { return }
        self.reserve(text.count)
        UnsafeMutableRawPointer(self.start + self.count).copyMemory(from: source, byteCount: text.count)
        self.count += text.count
    }

    @inline(__always)
    func append(_ text: StaticString) {
        self.append(contentsOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    private func reserve(_ additional: Int) {
        if self.capacity - self.count < additional { self.grow(by: additional) }
    }

    /// Adds bytes for the caller to fill.
    @inline(__always)
    func extend(by additional: Int) -> UnsafeMutableBufferPointer<UInt8> {
        self.reserve(additional)
        let tail = UnsafeMutableBufferPointer(start: self.start + self.count, count: additional)
        self.count += additional
        return tail
    }

    @inline(never)
    private func grow(by additional: Int) {
        self.capacity = max(self.capacity * 2, self.count + additional)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
        larger.update(from: self.start, count: self.count)
        self.start.deallocate()
        self.start = larger
    }
}
