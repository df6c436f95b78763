import Glibc

/// A folder for temporary files that nobody else can look into. It is removed with this, and with the one file in it.
struct PrivateFolder: ~Copyable {
    let path: String

    init() throws(SpreadsheetError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/bodega-table-\(getpid())-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SpreadsheetError(.noRoom, "no folder in \(parent): \(String(cString: strerror(errno)))")
        }
        self.path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        unlink(self.file)
        rmdir(self.path)
    }

    var file: String { self.path + "/table" }

    /// Opens the file, and removes its name: whatever happens now, nothing is left of it.
    func takeFile() throws(SpreadsheetError) -> Int32 {
        let descriptor = open(self.file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SpreadsheetError(.noRoom, String(cString: strerror(errno))) }
        unlink(self.file)
        return descriptor
    }
}
