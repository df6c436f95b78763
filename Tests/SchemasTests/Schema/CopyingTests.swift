import FoundationEssentials
import Schemas
import TestSupport
import Testing

@Suite("Copying from one format to another")
struct CopyingTests {
    /// What a copy of a JSON text has; nil where it has to be read as a whole.
    private func copied(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { bytes in
            let writer = JSONWriter()
            do throws(Rejected) {
                try Article.copy(from: JSONReader(bytes), to: writer)
                return writer.withBytes { String(decoding: $0, as: UTF8.self) }
            } catch {
                return nil
            }
        }
    }

    private let stored =
        #"{"id":7,"title":"T\u0061b\"le","price":49.50,"weight":null,"tags":["a","b"],"#
        + #""parts":[{"name":"leg","count":4},{"name":"top","count":1}],"state":"live","is_listed":false,"#
        + #""stock":{"a":1,"b":2},"changed_at":"2024-10-21T10:30:00.250Z"}"#

    @Test("the copy is what reading and writing make of it")
    func same() throws {
        #expect(self.copied(self.stored) == (try Article(reading: self.stored)).jsonText)
    }

    @Test("fields that nobody knows are left out")
    func unknown() {
        let more = self.stored.replacing(#""state""#, with: #""colour":{"red":[1]},"state""#)
            .replacing(#"{"name""#, with: #"{"colour":1,"name""#)
        #expect(self.copied(more) == self.copied(self.stored))
    }

    @Test(
        "what has another order, too little, or what is no such value has to be read as a whole",
        arguments: [
            (#""state":"live","is_listed":false"#, #""is_listed":false,"state":"live""#),
            (#""state":"live","#, ""),
            (#"{"name":"leg","count":4}"#, #"{"count":4,"name":"leg"}"#),
            (#"{"name":"leg","count":4}"#, #"{"name":"leg"}"#),
            (#""state":"live""#, #""state":"sold""#),
            (#""tags":["a","b"]"#, #""tags":["a",1]"#),
            (#""title":"#, #""title":"x","title":"#),
        ])
    func refused(_ part: String, _ other: String) {
        let changed = self.stored.replacing(part, with: other)
        #expect(changed != self.stored)
        #expect(self.copied(changed) == nil)
    }
}
