extension Order {
    /// What has happened to it, the first first. An earlier version has written nothing down, but when it was placed: what stands
    /// for that has the order's own identifier.
    package var story: [OrderEvent] {
        if self.history.first?.event == .placed { return self.history }
        // What it is now is all that is known of one without a history.
        let present = self.history.isEmpty ? OrderEventKind(rawValue: self.stage.rawValue) : nil
        let moment = present == nil ? self.createdAt : self.updatedAt ?? self.createdAt
        return [OrderEvent(id: self.id, present ?? .placed, at: moment, by: nil)] + self.history
    }
}
