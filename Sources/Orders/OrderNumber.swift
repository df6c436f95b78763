import MongoODM

/// What people call an order: "B-" and ten digits, drawn at random, so that they do not tell how many orders there are.
enum OrderNumber {
    static func draw() -> String {
        let digits = String(Int.random(in: 0..<10_000_000_000))
        return "B-" + String(repeating: "0", count: 10 - digits.count) + digits
    }

    /// The text of a number in the one form in which it is stored; nil for what is no number.
    static func normalized(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count == 12, [UInt8(ascii: "B"), UInt8(ascii: "b")].contains(bytes[0]),
            bytes[1] == UInt8(ascii: "-"), bytes[2...].allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        return "B" + text.dropFirst()
    }

    /// Stores something under a number, and under another one if an order has that already.
    ///
    /// - Throws: what the body throws; of duplicates that of the fifth number.
    static func unique<Output>(
        drawing draw: () -> String = Self.draw, _ store: (String) async throws -> Output
    ) async throws -> Output {
        for _ in 0..<4 {
            do {
                return try await store(draw())
            } catch let error as MongoError where error.duplicateKey?.fields == ["number"] {
                continue
            }
        }
        return try await store(draw())
    }
}
