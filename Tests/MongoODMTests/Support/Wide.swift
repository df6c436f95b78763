import BSON
import Foundation
import MongoODM
import Schemas

/// A document with forty fields.
struct Wide: Document, Equatable {
    var id = ObjectID()
    var field0: Int = 1
    var field1: String = "a"
    var field2: Bool = true
    var field3: Double = 1.5
    var field4: Int64 = 5_000_000_000
    var field5: String? = nil
    var field6: Int? = 7
    var field7: [String] = ["x"]
    var field8: [Int] = [1, 2]
    var field9: Date = Date(timeIntervalSince1970: 1)
    var field10: Int = 1
    var field11: String = "a"
    var field12: Bool = true
    var field13: Double = 1.5
    var field14: Int64 = 5_000_000_000
    var field15: String? = nil
    var field16: Int? = 7
    var field17: [String] = ["x"]
    var field18: [Int] = [1, 2]
    var field19: Date = Date(timeIntervalSince1970: 1)
    var field20: Int = 1
    var field21: String = "a"
    var field22: Bool = true
    var field23: Double = 1.5
    var field24: Int64 = 5_000_000_000
    var field25: String? = nil
    var field26: Int? = 7
    var field27: [String] = ["x"]
    var field28: [Int] = [1, 2]
    var field29: Date = Date(timeIntervalSince1970: 1)
    var field30: Int = 1
    var field31: String = "a"
    var field32: Bool = true
    var field33: Double = 1.5
    var field34: Int64 = 5_000_000_000
    var field35: String? = nil
    var field36: Int? = 7
    var field37: [String] = ["x"]
    var field38: [Int] = [1, 2]

    static let schema = Schema("wide", Wide.init) {
        Field("_id", \.id)
        Field("field_0", \.field0)
        Field("field_1", \.field1)
        Field("field_2", \.field2)
        Field("field_3", \.field3)
        Field("field_4", \.field4)
        Field("field_5", \.field5)
        Field("field_6", \.field6)
        Field("field_7", \.field7)
        Field("field_8", \.field8)
        Field("field_9", \.field9)
        Field("field_10", \.field10)
        Field("field_11", \.field11)
        Field("field_12", \.field12)
        Field("field_13", \.field13)
        Field("field_14", \.field14)
        Field("field_15", \.field15)
        Field("field_16", \.field16)
        Field("field_17", \.field17)
        Field("field_18", \.field18)
        Field("field_19", \.field19)
        Field("field_20", \.field20)
        Field("field_21", \.field21)
        Field("field_22", \.field22)
        Field("field_23", \.field23)
        Field("field_24", \.field24)
        Field("field_25", \.field25)
        Field("field_26", \.field26)
        Field("field_27", \.field27)
        Field("field_28", \.field28)
        Field("field_29", \.field29)
        Field("field_30", \.field30)
        Field("field_31", \.field31)
        Field("field_32", \.field32)
        Field("field_33", \.field33)
        Field("field_34", \.field34)
        Field("field_35", \.field35)
        Field("field_36", \.field36)
        Field("field_37", \.field37)
        Field("field_38", \.field38)
    }
}
