import BSON
import MongoODM
import ShopCore

/// What reviews keep of the votes for them is how many there are.
struct VotesInvariant: Invariant {
    let reviews: ReviewRepository

    let name = "votes"
    let statement = "each review is as helpful as there are votes for it"

    func examine(listing limit: Int) async throws -> Examination {
        let votes: BSONDocument = [
            "$lookup": [
                "from": "review_votes", "localField": "_id", "foreignField": "review_id",
                "pipeline": [["$count": "count"]], "as": "votes",
            ]
        ]
        let count: BSONDocument = ["$set": ["votes": ["$ifNull": [["$first": "$votes.count"], 0]]]]
        let isFalse: BSONDocument = ["$match": ["$expr": ["$ne": ["$votes", "$helpful_count"]]]]
        let shown: BSONDocument = ["$project": ["product_id": 1, "helpful_count": 1, "votes": 1]]
        let pipeline = [votes, count, isFalse, shown].reduce(Pipeline()) { $0.stage($1) }
        return try await self.reviews.reviews.faults(pipeline, listing: limit)
    }
}
