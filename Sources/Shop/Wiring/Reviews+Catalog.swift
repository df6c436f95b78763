import Accounts
import Catalog
import Orders

extension UserNames: ReviewerDirectory {}

extension PaidProducts: PurchaseRecords {}
