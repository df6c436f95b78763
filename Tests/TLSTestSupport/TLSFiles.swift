import Crypto
import Foundation
import SwiftASN1
public import X509

/// A certificate authority and certificates that it gave out, in a folder of their own.
public final class TLSFiles: Sendable {
    private let folder: URL

    /// - Parameter serverNames: what the server's certificate is for.
    public init(serverNames: [GeneralName]) throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let authority = try Issuer()
        try self.write(try authority.certificate.serializeAsPEM().pemString, "authority.pem")
        for name in ["server", "client"] {
            let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let certificate = try authority.certificate(for: key.publicKey, named: name, serverNames)
            try self.write(try certificate.serializeAsPEM().pemString, "\(name).pem")
            try self.write(try key.serializeAsPEM().pemString, "\(name).key")
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// The path of `authority.pem`, or of `server` or `client` with `.pem` or `.key`.
    public func path(_ file: String) -> String { self.folder.appending(path: file).path }

    /// Makes the authority and what it gave out those of another one.
    public func replace(by other: TLSFiles) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: other.folder.path) {
            try Data(contentsOf: URL(filePath: other.path(file))).write(to: URL(filePath: self.path(file)))
        }
    }

    private func write(_ text: String, _ file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: self.path(file)))
    }

    private struct Issuer {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name: DistinguishedName
        let certificate: Certificate

        init() throws {
            self.name = try DistinguishedName { CommonName("Tests' authority") }
            self.certificate = try Self.certificate(
                for: self.key.publicKey, named: self.name, by: self.key, named: self.name,
                Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    Critical(KeyUsage(keyCertSign: true))
                })
        }

        func certificate(
            for key: Certificate.PublicKey, named name: String, _ names: [GeneralName]
        ) throws -> Certificate {
            try Self.certificate(
                for: key, named: DistinguishedName { CommonName(name) }, by: self.key, named: self.name,
                Certificate.Extensions { SubjectAlternativeNames(names) })
        }

        private static func certificate(
            for key: Certificate.PublicKey, named subject: DistinguishedName, by issuerKey: Certificate.PrivateKey,
            named issuer: DistinguishedName, _ extensions: Certificate.Extensions
        ) throws -> Certificate {
            try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key,
                notValidBefore: .now - 3600, notValidAfter: .now + 3600, issuer: issuer, subject: subject,
                signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: issuerKey)
        }
    }
}
