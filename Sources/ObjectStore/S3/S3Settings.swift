import Curl

/// Where an S3-compatible store is, and how it is called.
public struct S3Settings: Sendable {
    /// Where the store is, for example `https://s3.eu-central-1.amazonaws.com`. The bucket follows in the path.
    public let endpoint: String
    public let bucket: String
    public let region: String
    public let accessKeyID: String
    let secretAccessKey: String
    /// The path of a PEM file with authorities to trust besides those that the system trusts; nil for none.
    public var certificateAuthorities: String?
    /// How long connecting may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a request may take, connecting included.
    public var timeout: Duration = .seconds(30)
    /// How long a connection is kept for the next request.
    public var idleTimeout: Duration = .seconds(20)
    /// How many requests are made at once, each on a thread and a connection of its own.
    public var connections = 4
    /// How many requests may wait for a thread; what comes beyond is refused.
    public var queueLimit = 1_000
    /// How many bytes are fetched at once.
    public var pieceSize = 1_048_576

    /// - Throws: ``S3SettingsError``.
    public init(
        endpoint: String, bucket: String, region: String, accessKeyID: String, secretAccessKey: String
    ) throws(S3SettingsError) {
        let isText = endpoint.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        guard isText, let url = CurlURL(endpoint), ["http", "https"].contains(url.part(.scheme)),
            url.part(.host)?.isEmpty == false, url.part(.user) == nil, url.part(.query) == nil,
            url.part(.fragment) == nil
        else { throw S3SettingsError(message: "the endpoint is no URL like https://s3.example.com") }
        let isPlain: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
        }
        guard 3...63 ~= bucket.utf8.count, bucket.utf8.allSatisfy(isPlain), !bucket.hasPrefix(".") else {
            throw S3SettingsError(
                message: "a bucket's name has 3 to 63 characters: small letters, digits, hyphens and dots")
        }
        guard !region.isEmpty, region.utf8.allSatisfy(isPlain) else {
            throw S3SettingsError(message: "the region is no name like us-east-1")
        }
        guard !accessKeyID.isEmpty, !secretAccessKey.isEmpty,
            (accessKeyID + secretAccessKey).utf8.allSatisfy({ 0x21...0x7E ~= $0 }), !accessKeyID.contains(":")
        else {
            throw S3SettingsError(
                message: "the access key or its secret is missing, or has a character that no key has")
        }
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.bucket = bucket
        self.region = region
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
    }
}

extension S3Settings: CustomStringConvertible {
    /// Without the secret.
    public var description: String { "\(self.endpoint)/\(self.bucket)" }
}

/// Why settings can't be used. No secret is quoted.
public struct S3SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String

    public var description: String { self.message }
}
