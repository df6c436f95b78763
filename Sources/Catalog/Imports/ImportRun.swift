import BSON
import MongoJobs
import MongoODM
import Schemas
import ShopCore
import Spreadsheets

/// One try of an import: reads the file from its beginning, passes over the lines that were dealt with before, and has the others
/// taken in, some at a time.
struct ImportRun {
    private let store: ImportStore
    private let importer: ProductImporter
    private let stored: ProductImport
    private var parser = CSVParser()
    private var head: ImportHead?
    private var batch: [ImportLine] = []
    private var seen: Set<ImportKey> = []
    private var records = 0
    private var tally = ImportTally()
    private let mostRecords: Int

    /// How many lines are looked up together.
    private static let size = 100

    /// - Parameter mostRecords: how many lines of products are looked at: what they are about is in memory.
    init(
        _ stored: ProductImport, _ store: ImportStore, _ importer: ProductImporter, mostRecords: Int = 1_000_000
    ) {
        self.stored = stored
        self.store = store
        self.importer = importer
        self.mostRecords = mostRecords
    }

    /// - Parameter report: is told how far it is, from 0 to 1.
    /// - Throws: ``ImportTakenOver``; `MongoError`; `CancellationError`.
    mutating func run(report: (Double) -> Void) async throws {
        var bytes = 0
        do {
            for try await piece in self.store.files.download(self.stored.fileID) {
                self.parser.append(piece)
                try await self.takeEvents()
                bytes += piece.count
                report(Double(bytes) / Double(max(1, self.stored.size)))
            }
            self.parser.finish()
            try await self.takeEvents()
            guard self.head != nil else { throw ImportFault(line: 1, reason: "The file is empty") }
        } catch let fault as ImportFault {
            return try await self.store.finish(self.stored.id, failure: fault.reason, fault)
        } catch is TooManyRecords {
            try await self.finishBatch()
            return try await self.store.finish(
                self.stored.id,
                failure: "Only the first \(self.mostRecords) lines were looked at; send the others in another file")
        }
        try await self.finishBatch()
        try await self.store.finish(self.stored.id)
    }

    /// What ends a file in the middle.
    private struct TooManyRecords: Error {}

    /// - Throws: ``ImportFault`` of the head, and ``TooManyRecords``, besides.
    private mutating func takeEvents() async throws {
        while let event = self.parser.next() {
            try self.take(event)
            if self.batch.count == Self.size { try await self.finishBatch() }
        }
    }

    private mutating func take(_ event: CSVEvent) throws {
        guard let head else {
            switch event {
            case .record(let record): self.head = try ImportHead(record)
            case .broken(let line, let reason): throw ImportFault(line: line, reason: reason)
            }
            return
        }
        guard self.records < self.mostRecords else { throw TooManyRecords() }
        self.records += 1
        let line: ImportLine
        switch event {
        case .broken(let number, let reason):
            line = ImportLine(number: number, faults: [ImportFault(line: number, reason: reason)])
        case .record(let record): line = self.line(record, head)
        }
        // Another try has come as far; only what it has seen must be known.
        if line.number > self.stored.line { self.batch.append(line) }
    }

    private mutating func line(_ record: CSVRecord, _ head: ImportHead) -> ImportLine {
        do throws(ValidationError) {
            let row = try head.row(record)
            let keys = row.keys
            guard !keys.isEmpty else {
                return ImportLine(
                    number: record.line,
                    faults: [ImportFault(line: record.line, reason: "The line needs a number, a SKU or a slug")])
            }
            guard self.seen.isDisjoint(with: keys) else {
                return ImportLine(
                    number: record.line,
                    faults: [ImportFault(line: record.line, reason: "An earlier line has the same product")])
            }
            self.seen.formUnion(keys)
            return ImportLine(number: record.line, row: row)
        } catch {
            return ImportLine(
                number: record.line, faults: ImportFault.all(of: error, line: record.line) ?? [])
        }
    }

    private mutating func finishBatch() async throws {
        try Task.checkCancellation()
        let known = try await self.importer.known(of: self.batch.compactMap(\.row))
        for line in self.batch {
            guard let row = line.row else {
                self.tally.add(line.faults, line: line.number)
                continue
            }
            do {
                let noted = try await self.importer.take(row, line.number, known: known, of: self.stored, self.tally)
                // What was changed is counted with the change, and with it what came before.
                if noted.isStored {
                    self.tally = ImportTally()
                } else {
                    self.tally.add(noted.outcome, line: line.number)
                }
            } catch {
                guard let faults = ImportFault.all(of: error, line: line.number) else { throw error }
                self.tally.add(faults, line: line.number)
            }
        }
        self.batch = []
        guard self.tally.line > 0 else { return }
        try await self.store.note(self.tally, of: self.stored.id)
        self.tally = ImportTally()
    }
}

/// A line of a file, that can be taken in or can't.
struct ImportLine {
    let number: Int
    var row: ImportedRow?
    var faults: [ImportFault] = []
}
