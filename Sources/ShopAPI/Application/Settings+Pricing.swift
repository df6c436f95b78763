import ShopCore

extension Settings {
    /// What is added to the price of goods, with the time that a delivery takes where no method of shipping says so.
    var pricingRules: PricingRules {
        var rules = self.pricing
        rules.standardDays = self.deliveryDays
        return rules
    }
}
