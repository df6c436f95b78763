/// The address of a server, as people paste it into a browser.
struct BaseURL: CustomStringConvertible {
    let host: String
    let port: Int

    /// An IPv6 address stands in brackets, so that its colons are not taken for the port's (RFC 3986, section 3.2.2); the
    /// percent sign before its zone is written as RFC 6874 has it.
    var description: String {
        guard self.host.contains(":") else { return "http://\(self.host):\(self.port)" }
        let address = self.host.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%25")
        return "http://[\(address)]:\(self.port)"
    }
}
