public import Logging
public import MongoODM

extension Settings {
    /// What a client of the database needs.
    public func mongo(_ logger: Logger) -> MongoSettings {
        MongoSettings(
            uri: self.mongodbURI, poolSize: self.mongodbPoolSize, timeout: self.mongodbTimeout,
            applicationName: "bodega",
            monitoring: MongoMonitoring(slowQueryThreshold: self.mongodbSlowQuery, logger: logger),
            encryptionKeys: self.encryptionKeys)
    }

    /// The same for what looks at all documents of a collection, which takes longer than a request may wait.
    ///
    /// - Parameter timeout: the longest that one look may take.
    public func patient(_ timeout: Duration = .seconds(3600)) -> Settings {
        var settings = self
        settings.mongodbTimeout = timeout
        settings.mongodbSlowQuery = nil
        return settings
    }
}
