extension String {
    /// The text with control and format characters and line breaks escaped.
    var escapingControls: String {
        guard self.unicodeScalars.contains(where: { $0.isControl || $0.isFormat }) else { return self }
        return self.unicodeScalars.reduce(into: "") { result, scalar in
            result += scalar.isControl || scalar.isFormat ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }

    /// The text on one line: each run of white space and control characters is a single space, and none is at the ends.
    var onOneLine: String {
        self.unicodeScalars.split { $0.isControl || $0.properties.isWhitespace }.map { String($0) }
            .joined(separator: " ")
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character or breaks a line.
    var isControl: Bool {
        switch self.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    var isFormat: Bool { self.properties.generalCategory == .format }
}
