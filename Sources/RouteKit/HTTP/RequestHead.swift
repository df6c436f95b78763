import HTTPTypes
import NIOHTTP1

/// The head of a request, in SwiftNIO's type or in the framework's, to which converting it takes longer than some answers.
protocol RequestHead {
    /// For example `GET`.
    var methodName: String { get }

    /// The values of the fields of a name, with commas between them; nil if there is none.
    subscript(_ name: HTTPField.Name) -> String? { get }
}

extension HTTPRequest: RequestHead {
    var methodName: String { self.method.rawValue }

    subscript(_ name: HTTPField.Name) -> String? { self.headerFields[name] }
}

extension HTTPRequestHead: RequestHead {
    var methodName: String { self.method.rawValue }

    subscript(_ name: HTTPField.Name) -> String? {
        guard self.headers.contains(name: name.canonicalName) else { return nil }
        return self.headers[name.canonicalName].joined(separator: ", ")
    }
}
