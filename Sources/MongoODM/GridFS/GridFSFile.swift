public import BSON
public import FoundationEssentials
public import Schemas

/// What a ``GridFSBucket`` knows of a file besides its bytes: a document of its collection `files`.
/// <https://github.com/mongodb/specifications/blob/master/source/gridfs/gridfs-spec.md>
public struct GridFSFile: Document, Hashable {
    public var id: ObjectID
    /// Several files may have the same.
    public var name: String
    /// Bytes.
    public var length: Int
    /// Bytes in each part but the last.
    public var chunkSize: Int
    public var uploadedAt: Date
    /// What was given with the upload.
    public var metadata: BSONDocument?

    public static let schema = Schema("fs.files", GridFSFile.init) {
        Field("_id", \.id)
        Field("filename", \.name)
        Field("length", \.length)
        Field("chunkSize", \.chunkSize)
        Field("uploadDate", \.uploadedAt).setOnCreation()
        Field("metadata", \.metadata)
    }

    public static let indexes = [Index<GridFSFile>(.ascending(\.name), .ascending(\.uploadedAt))]
}
