import BSON
import Testing

@Suite struct EncryptionKeysTests {
    @Test func aKeyIsCalledTheSameEverywhere() {
        let keys = EncryptionKeys(secret: "one", previous: ["two"])
        #expect(keys.currentID == EncryptionKeys(secret: "one").currentID)
        #expect(keys.previousIDs == [EncryptionKeys(secret: "two").currentID])
        #expect(keys.currentID != keys.previousIDs[0])
    }

    /// What is stored today must be readable by the programs of tomorrow.
    @Test func theDerivationStaysAsItIs() {
        #expect(EncryptionKeys(secret: "change_me").currentID.description == "c0fa6425")
    }

    @Test func itsDescriptionTellsNoSecret() {
        let keys = EncryptionKeys(secret: "hush-hush", previous: ["psst"])
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped] {
            #expect(!text.contains("hush-hush") && !text.contains("psst"))
        }
        #expect("\(keys)" == "EncryptionKeys(\(keys.currentID), \(keys.previousIDs[0]))")
    }
}
