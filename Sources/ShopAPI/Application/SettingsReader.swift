import Configuration

/// Reads settings by the names of their environment variables, and collects what is wrong with them.
struct SettingsReader {
    private let config: ConfigReader
    private(set) var problems: [String] = []

    init(_ config: ConfigReader) {
        self.config = config
    }

    /// The text of a variable; nil when there is none.
    private func variable(_ name: String, isSecret: Bool) -> String? {
        // The configuration library's keys are hierarchic; an underscore is where two levels meet.
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        return self.config.string(forKey: key, isSecret: isSecret)
    }

    /// The text of a variable, or for a secret the content of the file that the variable with `_FILE` behind its name
    /// names; nil when there is neither.
    private mutating func text(_ name: String, isSecret: Bool) -> String? {
        let own = self.variable(name, isSecret: isSecret)
        guard isSecret, let path = self.variable(name + "_FILE", isSecret: false), !path.isEmpty else { return own }
        guard own?.isEmpty ?? true else {
            self.problems.append("\(name) and \(name)_FILE are both set: remove one of them")
            return nil
        }
        let file = SecretFile(path: path)
        do throws(SecretFile.Unusable) {
            return try file.content()
        } catch {
            self.problems.append("\(name)_FILE=\(path) \(error.reason)")
            return nil
        }
    }

    /// Whether the variable of a secret is set to an empty text, and no file is named in its place.
    func isEmpty(_ name: String) -> Bool {
        self.variable(name, isSecret: true)?.isEmpty == true
            && self.variable(name + "_FILE", isSecret: false)?.isEmpty ?? true
    }

    /// Replaces a setting by the value of its variable, if it has one. An empty text is none.
    ///
    /// - Parameters:
    ///   - name: the variable, as in `MONGODB_URI`.
    ///   - allowed: what is allowed, to complete "it must be …".
    ///   - isSecret: whether the value must not be shown, and may be in a file.
    ///   - parse: the setting for a text; nil when it is not allowed.
    mutating func read<Value>(
        _ name: String, into setting: inout Value, allowed: String, isSecret: Bool = false,
        _ parse: (String) -> Value?
    ) {
        guard let text = self.text(name, isSecret: isSecret), !text.isEmpty else { return }
        if let value = parse(text) {
            setting = value
        } else {
            self.refuse(name, isSecret ? nil : text, allowed: allowed)
        }
    }

    /// Reads texts between commas. An empty text is an empty list.
    mutating func readList<Value>(
        _ name: String, into setting: inout [Value], allowed: String, _ parse: (String) -> Value?
    ) {
        guard let text = self.variable(name, isSecret: false) else { return }
        var values: [Value] = []
        for part in text.split(separator: ",") {
            let item = part.trimmed
            if item.isEmpty { continue }
            guard let value = parse(String(item)) else { return self.refuse(name, text, allowed: allowed) }
            values.append(value)
        }
        setting = values
    }

    /// Notes that a value is not allowed.
    ///
    /// - Parameter text: the value; nil when it must not be shown.
    mutating func refuse(_ name: String, _ text: String?, allowed: String) {
        let shown = text.map { "\(name)=\($0)" } ?? "The value of \(name)"
        self.problems.append("\(shown) is not allowed: it must be \(allowed)")
    }
}

extension SettingsReader {
    mutating func readText(_ name: String, into setting: inout String, isSecret: Bool = false) {
        self.read(name, into: &setting, allowed: "a text", isSecret: isSecret) { $0 }
    }

    mutating func readNumber(_ name: String, into setting: inout Int, _ range: ClosedRange<Int>) {
        self.read(name, into: &setting, allowed: Self.wholeNumber(in: range)) { Self.number($0, in: range) }
    }

    mutating func readDuration(
        _ name: String, into setting: inout Duration, _ range: ClosedRange<Int>, _ unit: (Int) -> Duration
    ) {
        self.read(name, into: &setting, allowed: Self.wholeNumber(in: range)) { Self.number($0, in: range).map(unit) }
    }

    mutating func readFlag(_ name: String, into setting: inout Bool) {
        self.read(name, into: &setting, allowed: "true or false") {
            switch $0.lowercased() {
            case "true", "1", "yes", "on": true
            case "false", "0", "no", "off": false
            default: nil
            }
        }
    }

    mutating func readChoice<Value>(_ name: String, into setting: inout Value)
    where Value: CaseIterable & RawRepresentable<String> {
        let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
        self.read(name, into: &setting, allowed: "one of \(choices)") { Value(rawValue: $0) }
    }

    private static func wholeNumber(in range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func number(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

extension Substring {
    /// The text without white space at its ends.
    fileprivate var trimmed: Substring {
        var text = self.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
