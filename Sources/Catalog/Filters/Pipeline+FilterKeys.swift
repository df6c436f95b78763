import BSON
import MongoODM

extension Pipeline {
    /// Makes the filter keys of a product's rating what the rating has become: the last stage of a change of the rating.
    func settingRatingKeys() -> Pipeline {
        let tenths: BSONValue = [
            "$toInt": [
                "$min": [59, ["$max": [10, ["$floor": ["$add": [["$multiply": ["$rating.average", 10]], 1e-6]]]]]]
            ]
        ]
        let keys: BSONValue = [
            "$let": [
                "vars": ["tenths": tenths],
                "in": [
                    [
                        "$concat": [
                            .string(RatingBand.prefix),
                            ["$toString": ["$toInt": ["$floor": ["$divide": ["$$tenths", 10]]]]],
                        ]
                    ],
                    ["$concat": [.string(RatingBand.prefix), ["$toString": "$$tenths"]]],
                ],
            ]
        ]
        return self.replacingFilterKeys(
            RatingBand.prefix, by: ["$cond": [["$gt": ["$rating.count", 0]], keys, []]])
    }

    /// Makes the filter keys of a product's categories what these have become.
    ///
    /// - Parameter path: the ids of the categories; nil for those that the product has.
    func settingCategoryKeys(_ path: [ObjectID]?) -> Pipeline {
        self.replacingFilterKeys(
            FilterKey.categoryPrefix,
            by: path.map { .array($0.map { .string(FilterKey.category($0)) }) } ?? [
                "$map": [
                    "input": ["$ifNull": ["$category_ids", []]], "as": "id",
                    "in": ["$concat": [.string(FilterKey.categoryPrefix), ["$toString": "$$id"]]],
                ]
            ])
    }

    /// Puts others in the place of the filter keys that begin alike. Products without any, which are not active, or are
    /// waiting for theirs, stay without.
    func replacingFilterKeys(_ prefix: String, by keys: BSONValue) -> Pipeline {
        let others: BSONValue = [
            "$filter": [
                "input": "$filter_keys", "as": "key",
                "cond": ["$ne": [["$substrCP": ["$$key", 0, .int32(Int32(prefix.count))]], .string(prefix)]],
            ]
        ]
        let hasKeys: BSONValue = [
            "$cond": [["$isArray": "$filter_keys"], ["$gt": [["$size": "$filter_keys"], 0]], false]
        ]
        return self.set([
            "filter_keys": .raw(["$cond": [hasKeys, ["$concatArrays": [others, keys]], "$filter_keys"]])
        ])
    }
}
