import FoundationEssentials

/// A file that holds a secret and nothing else, as container platforms provide them.
struct SecretFile {
    let path: String

    /// Why a file can't be used, to complete "the file …".
    struct Unusable: Error {
        let reason: String
    }

    /// What the file holds, without the line's end that editors put behind it.
    func content() throws(Unusable) -> String {
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw Unusable(reason: "can't be read")
        }
        guard var text = String(validating: data, as: UTF8.self) else { throw Unusable(reason: "is no UTF-8 text") }
        // A line's end of two bytes is one character.
        if text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else { throw Unusable(reason: "is empty") }
        return text
    }
}
