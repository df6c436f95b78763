import BSON
import CBSONCodec
import Foundation

extension codec_product {
    /// What libbson reads from the bytes of a product.
    init(_ document: BSONDocument) {
        self.init()
        let isRead = document.withBytes {
            codec_decode_product($0.baseAddress!.assumingMemoryBound(to: UInt8.self), $0.count, &self)
        }
        precondition(isRead, "libbson reads what the schema wrote")
    }
}

extension codec_order {
    /// What libbson reads from the bytes of an order.
    init(_ document: BSONDocument) {
        self.init()
        let isRead = document.withBytes {
            codec_decode_order($0.baseAddress!.assumingMemoryBound(to: UInt8.self), $0.count, &self)
        }
        precondition(isRead, "libbson reads what the schema wrote")
    }
}
