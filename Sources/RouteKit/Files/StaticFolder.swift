/// Files of a folder, and of the folders in it, for browsers.
///
/// A name in a request never becomes a path that leads elsewhere: letters, digits and hyphens are all that a name can have,
/// and dots between them.
public struct StaticFolder: Sendable {
    private let path: String

    /// - Parameter path: the folder; it need not be there.
    public init(_ path: String) {
        self.path = path
    }

    /// The file of a name, whether it is there or not; nil when nothing of that name or kind is ever sent.
    ///
    /// - Parameter names: the folders that it is in, and its own name.
    public func file(_ names: String...) -> StaticFile? {
        guard names.allSatisfy(Self.isName), let kind = names.last?.split(separator: ".").dropFirst().last,
            let contentType = Self.contentTypes[kind]
        else { return nil }
        return StaticFile(path: ([self.path] + names).joined(separator: "/"), contentType: contentType)
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy(Self.isLetter)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static let contentTypes: [Substring: String] = [
        "css": "text/css; charset=utf-8", "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "png": "image/png", "svg": "image/svg+xml",
    ]
}
