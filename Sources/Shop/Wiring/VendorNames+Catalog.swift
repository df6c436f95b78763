import Accounts
import Catalog

extension VendorNames: VendorDirectory {}
