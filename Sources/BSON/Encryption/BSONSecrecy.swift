/// What becomes of the fields that are to be stored encrypted in what is written.
enum BSONSecrecy {
    /// There is nothing to encrypt them with.
    case refused
    /// They are inside of something that is encrypted.
    case inside
    /// They are encrypted for a document; nil when it is not known which.
    case sealed(FieldEncryption, StoredID?)
}
