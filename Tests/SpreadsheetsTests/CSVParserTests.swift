import Spreadsheets
import Testing

/// Comma-separated values, however they arrive.
@Suite(.timeLimit(.minutes(30)))
struct CSVParserTests {
    private func parse(_ bytes: [UInt8], pieces: Int, limits: CSVLimits = CSVLimits()) -> [CSVEvent] {
        var parser = CSVParser(limits: limits)
        var events: [CSVEvent] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + pieces)
            parser.append(Array(bytes[start..<end]))
            while let event = parser.next() { events.append(event) }
            start = end
        }
        parser.finish()
        while let event = parser.next() { events.append(event) }
        return events
    }

    /// Parses a text in pieces of every size, which must make no difference.
    private func parse(_ text: String, limits: CSVLimits = CSVLimits()) -> [CSVEvent] {
        let bytes = Array(text.utf8)
        let whole = self.parse(bytes, pieces: max(1, bytes.count), limits: limits)
        for pieces in 1...7 { #expect(self.parse(bytes, pieces: pieces, limits: limits) == whole) }
        return whole
    }

    private func record(_ line: Int, _ fields: String...) -> CSVEvent {
        .record(CSVRecord(line: line, fields: fields))
    }

    @Test func linesEndInAnyOfThreeWays() {
        let expected = [self.record(1, "a", "b"), self.record(2, "1", "")]
        for end in ["\r\n", "\n", "\r"] {
            #expect(self.parse("a,b\(end)1,\(end)") == expected)
            #expect(self.parse("a,b\(end)1,") == expected)
        }
    }

    @Test func quotesHoldCommasQuotesAndLines() {
        #expect(
            self.parse("a\r\n\"x, \"\"y\"\"\r\nz\",2\r\nb\n") == [
                self.record(1, "a"), self.record(2, "x, \"y\"\r\nz", "2"), self.record(4, "b"),
            ])
    }

    @Test func aMarkAndEmptyLinesArePassedOver() {
        #expect(self.parse("\u{FEFF}a\n\n\nb\n") == [self.record(1, "a"), self.record(4, "b")])
        #expect(self.parse("").isEmpty && self.parse("\u{FEFF}").isEmpty && self.parse("\r\n\r\n").isEmpty)
        #expect(self.parse("\"\"\n") == [self.record(1, "")])
    }

    @Test func aBrokenLineIsNamedAndTheNextIsRead() {
        #expect(
            self.parse("a\nx\"y,1\nb\n") == [
                self.record(1, "a"),
                .broken(line: 2, reason: "A field with a quotation mark in it must be quoted"), self.record(3, "b"),
            ])
        #expect(
            self.parse("\"a\"b,1\nc\n") == [
                .broken(line: 1, reason: "A comma or the end of the line must follow a quoted field"),
                self.record(2, "c"),
            ])
        #expect(
            self.parse("a\n\"b\nc") == [self.record(1, "a"), .broken(line: 2, reason: "A quoted field has no end")])
    }

    @Test func whatIsNoUTF8IsNamed() {
        let bytes = Array("a\n".utf8) + [0xFF, 0x0A] + Array("b".utf8)
        for pieces in 1...5 {
            #expect(
                self.parse(bytes, pieces: pieces) == [
                    self.record(1, "a"), .broken(line: 2, reason: "The line is no UTF-8"), self.record(3, "b"),
                ])
        }
        // The beginning of a mark is none.
        #expect(self.parse([0xEF, 0xBB], pieces: 1) == [.broken(line: 1, reason: "The line is no UTF-8")])
    }

    @Test func whatIsTooLongIsNamed() {
        let limits = CSVLimits(field: 4, record: 12, fields: 3)
        #expect(
            self.parse("12345,1\n1,2,3,4\n123,123,1234\n1234,123,123\na\n", limits: limits) == [
                .broken(line: 1, reason: "A field is longer than 4 bytes"),
                .broken(line: 2, reason: "The line has more than 3 fields"), self.record(3, "123", "123", "1234"),
                self.record(4, "1234", "123", "123"), self.record(5, "a"),
            ])
        #expect(
            self.parse("123,123,1234567\na\n", limits: CSVLimits(field: 40, record: 12, fields: 3)) == [
                .broken(line: 1, reason: "The line is longer than 12 bytes"), self.record(2, "a"),
            ])
        // A quotation mark that is not meant swallows no more than a record may have.
        #expect(
            self.parse("\"a\nb\nc\nd\ne\nf\ng\nh\n", limits: CSVLimits(field: 8, record: 100, fields: 3)) == [
                .broken(line: 1, reason: "A field is longer than 8 bytes"), self.record(6, "f"), self.record(7, "g"),
                self.record(8, "h"),
            ])
    }
}
