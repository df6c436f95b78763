extension RedisTLS {
    /// Reads the parameters of a `rediss://` URL, which have the names that redis-py gave them.
    ///
    /// - Throws: ``RedisError`` `invalidURL`, also if a file can't be used.
    init(parameters: Substring) throws(RedisError) {
        var files: [Substring: String] = [:]
        for parameter in parameters.split(separator: "&") {
            let (name, path) = RedisURL.split(parameter, at: "=")
            guard ["ssl_ca_certs", "ssl_certfile", "ssl_keyfile"].contains(name), let path, !path.isEmpty else {
                throw RedisURL.invalid(
                    "the parameters of rediss:// are ssl_ca_certs, ssl_certfile and ssl_keyfile, each with a path")
            }
            guard try files.updateValue(RedisURL.percentDecoded(path), forKey: name) == nil else {
                throw RedisURL.invalid("\(name) is given twice")
            }
        }
        self.init(certificateAuthorities: files["ssl_ca_certs"])
        switch (files["ssl_certfile"], files["ssl_keyfile"]) {
        case (nil, nil): break
        case (let certificate?, let privateKey?):
            self.identity = Identity(certificate: certificate, privateKey: privateKey)
        default: throw RedisURL.invalid("ssl_certfile and ssl_keyfile go together")
        }
        do throws(RedisError) {
            _ = try TLSContext(self)
        } catch {
            throw RedisURL.invalid(error.detail)
        }
    }
}
