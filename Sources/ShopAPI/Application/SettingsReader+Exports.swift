extension SettingsReader {
    mutating func readExports(into settings: inout ExportSettings) {
        self.readDuration("EXPORTS_KEEP_DAYS", into: &settings.keeping, 1...3650) { .seconds($0 * 86_400) }
        self.readNumber("IMPORT_MAX_BYTES", into: &settings.maximumImportSize, 1...1_073_741_824)
    }
}
