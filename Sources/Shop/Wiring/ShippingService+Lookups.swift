import Carts
import Orders
import Shipping

extension ShippingService: Carts.ShippingLookup {}

extension ShippingService: Orders.ShippingLookup {}
