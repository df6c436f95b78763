import TLSTestSupport

extension TLSFiles {
    /// Options of redis-server: it listens with TLS only, and asks for no certificate of the client's.
    func serverArguments(port: Int) -> [String] {
        [
            "--port", "0", "--tls-port", "\(port)", "--tls-auth-clients", "no",
            "--tls-cert-file", self.path("server.pem"), "--tls-key-file", self.path("server.key"),
            "--tls-ca-cert-file", self.path("authority.pem"),
        ]
    }
}
