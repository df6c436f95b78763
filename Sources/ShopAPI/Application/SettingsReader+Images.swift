import ClamAV
import ObjectStore

extension SettingsReader {
    mutating func readImages(into settings: inout ImageStoreSettings) {
        self.readNumber("MAX_IMAGE_BYTES", into: &settings.maximumSize, 1...1_073_741_824)
        self.read(
            "CLAMD_ADDRESS", into: &settings.scanner,
            allowed: "a host and a port, as in localhost:3310, or the path of a socket"
        ) { text in
            ClamAVAddress(text).map { .some($0) }
        }
        self.readChoice("IMAGE_STORE", into: &settings.kind)
        var (endpoint, bucket, region, keyID, secret) = ("", "", "us-east-1", "", "")
        self.readText("S3_ENDPOINT", into: &endpoint)
        self.readText("S3_BUCKET", into: &bucket)
        self.readText("S3_REGION", into: &region)
        self.readText("S3_ACCESS_KEY_ID", into: &keyID, isSecret: true)
        self.readText("S3_SECRET_ACCESS_KEY", into: &secret, isSecret: true)
        guard settings.kind == .s3 else { return }
        do {
            settings.s3 = try S3Settings(
                endpoint: endpoint, bucket: bucket, region: region, accessKeyID: keyID, secretAccessKey: secret)
        } catch {
            self.refuse("IMAGE_STORE", "s3", allowed: "gridfs, or the S3_ settings must name a store: \(error.message)")
        }
    }
}
