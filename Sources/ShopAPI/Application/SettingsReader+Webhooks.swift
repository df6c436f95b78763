extension SettingsReader {
    /// Reads what other systems are told, and how.
    mutating func readWebhooks(into settings: inout WebhookSettings) {
        self.readFlag("WEBHOOK_ALLOW_PRIVATE", into: &settings.allowsPrivateAddresses)
        self.readDuration("WEBHOOK_TIMEOUT_SECONDS", into: &settings.timeLimit, 1...60) { .seconds($0) }
        self.readNumber("LOW_STOCK_THRESHOLD", into: &settings.lowStock, 0...1_000_000)
    }
}
