public import Logging
public import MongoODM
import ShopCore

#if DEBUG
import FoundationEssentials
#endif

extension Settings {
    /// What a client of the database needs.
    public func mongo(_ logger: Logger) -> MongoSettings {
        MongoSettings(
            uri: self.mongodbURI, poolSize: self.mongodbPoolSize, timeout: self.mongodbTimeout,
            groupCommit: self.groupCommit, applicationName: "bodega",
            monitoring: MongoMonitoring(slowQueryThreshold: self.mongodbSlowQuery, logger: logger),
            encryptionKeys: self.encryptionKeys)
    }

    /// A debug build can be made to let changes travel as a group also where one is alone (`BODEGA_GROUPS=16`).
    private var groupCommit: GroupCommitSettings {
        #if DEBUG
        var groups = GroupCommitSettings(mostMembers: self.mongodbGroupSize)
        if let size = ProcessInfo.processInfo.environment["BODEGA_GROUPS"].flatMap({ Int($0) }) {
            (groups.mostMembers, groups.groupsSingle) = (size, size > 1)
        }
        groups.fault = PlantedBug.present.flatMap { GroupCommitSettings.Fault(rawValue: $0.rawValue) }
        return groups
        #else
        return GroupCommitSettings(mostMembers: self.mongodbGroupSize)
        #endif
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
