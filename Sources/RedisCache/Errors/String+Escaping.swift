extension String {
    /// The text with control and format characters and other line breaks escaped. What others have written must not
    /// forge lines of the log or steer a terminal.
    var escapingControls: String {
        guard self.unicodeScalars.contains(where: Self.isControl) else { return self }
        return self.unicodeScalars.reduce(into: "") { result, scalar in
            result += Self.isControl(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}
