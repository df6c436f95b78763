import BSON
import FoundationEssentials
import Schemas

/// A part of a file: a document of a bucket's collection `chunks`.
struct GridFSChunk: Document {
    var id = ObjectID()
    var fileID: ObjectID
    /// From 0.
    var number: Int
    var data: Data

    static let schema = Schema("fs.chunks", GridFSChunk.init) {
        Field("_id", \.id)
        Field("files_id", \.fileID)
        Field("n", \.number)
        Field("data", \.data)
    }

    static let indexes = [Index<GridFSChunk>(.ascending(\.fileID), .ascending(\.number), unique: true)]
}
