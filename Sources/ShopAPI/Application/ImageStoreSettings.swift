public import ClamAV
public import ObjectStore

/// Where uploaded images go, and what looks into them before.
public struct ImageStoreSettings: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case gridfs, s3
    }

    public var kind = Kind.gridfs
    /// Where they go if not into the database.
    public var s3: S3Settings?
    /// Where the scanner listens that looks into them first; nil for none.
    public var scanner: ClamAVAddress?
    /// The largest file in bytes.
    public var maximumSize = 10_485_760

    public init() {}
}
