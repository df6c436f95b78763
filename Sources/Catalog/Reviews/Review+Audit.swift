import BSON
package import ShopCore

extension AuditedKind {
    package static let review: AuditedKind = "review"
}

extension Review {
    /// What the audit log keeps of it: not the words, which go with the account of who wrote them.
    var audited: BSONDocument {
        var review = self
        review.title = nil
        review.comment = nil
        return BSONDocument(review)
    }
}
