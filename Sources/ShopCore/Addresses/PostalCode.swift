/// The postal codes of countries.
public enum PostalCode {
    /// How they are written in the twenty largest countries that have them: `9` stands for a digit, `A` for a letter, and a
    /// blank or a hyphen may be left out.
    private static let forms: [String: [String]] = [
        "BD": ["9999"], "BR": ["99999-999"], "CN": ["999999"], "DE": ["99999"], "EG": ["99999", "9999999"],
        "ET": ["9999"],
        "GB": ["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"], "ID": ["99999"],
        "IN": ["999 999"], "IR": ["99999-99999"], "JP": ["999-9999"], "MX": ["99999"], "NG": ["999999"],
        "PH": ["9999"], "PK": ["99999"], "RU": ["999999"], "TH": ["99999"], "TR": ["99999"],
        "US": ["99999", "99999-9999"], "VN": ["99999", "999999"],
    ]

    /// How a country writes its codes, for people; nil where any text may be one.
    ///
    /// - Parameter country: its code, in upper case.
    public static func example(of country: String) -> String? {
        self.forms[country]?.first.map { form in
            var digit = 0
            return String(
                form.map { sign in
                    guard sign == "9" else { return sign }
                    digit += 1
                    return Character(String(digit % 10))
                })
        }
    }

    /// Whether a text can be a postal code of a country.
    ///
    /// - Parameter country: its code, in upper case.
    public static func isPossible(_ text: String, in country: String) -> Bool {
        guard let forms = self.forms[country] else { return true }
        return forms.contains { self.matches(Array(text.utf8)[...], Array($0.utf8)[...]) }
    }

    private static func matches(_ text: ArraySlice<UInt8>, _ form: ArraySlice<UInt8>) -> Bool {
        guard let sign = form.first else { return text.isEmpty }
        switch (sign, text.first) {
        case (UInt8(ascii: "9"), .some(UInt8(ascii: "0")...UInt8(ascii: "9"))),
            (UInt8(ascii: "A"), .some(UInt8(ascii: "A")...UInt8(ascii: "Z"))),
            (UInt8(ascii: "A"), .some(UInt8(ascii: "a")...UInt8(ascii: "z"))):
            return self.matches(text.dropFirst(), form.dropFirst())
        case (UInt8(ascii: " "), let found), (UInt8(ascii: "-"), let found):
            return self.matches(found == sign ? text.dropFirst() : text, form.dropFirst())
        default: return false
        }
    }
}

extension PostalAddress {
    /// Why the postal code can't be one of the country, for people; nil when it can.
    public var postalCodeProblem: String? {
        guard !PostalCode.isPossible(self.postalCode, in: self.country) else { return nil }
        return "Input should be a postal code of \(self.country), as in \(PostalCode.example(of: self.country) ?? "")"
    }
}
