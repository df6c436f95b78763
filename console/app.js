// The console: which page is shown under which address. Mithril (m) comes from its own script.
import { Page } from "./parts/page.js"
import { renew } from "./session.js"

import { Audit } from "./pages/audit.js"
import { Categories } from "./pages/categories.js"
import { Coupon } from "./pages/coupon.js"
import { Coupons } from "./pages/coupons.js"
import { Dashboard } from "./pages/dashboard.js"
import { Exports } from "./pages/exports.js"
import { Import } from "./pages/import.js"
import { Imports } from "./pages/imports.js"
import { Inventory } from "./pages/inventory.js"
import { Job } from "./pages/job.js"
import { Jobs } from "./pages/jobs.js"
import { Order } from "./pages/order.js"
import { Orders } from "./pages/orders.js"
import { Product } from "./pages/product.js"
import { Products } from "./pages/products.js"
import { Reviews } from "./pages/reviews.js"
import { Stock } from "./pages/stock.js"
import { System } from "./pages/system.js"
import { User } from "./pages/user.js"
import { Users } from "./pages/users.js"

const pages = {
    "/dashboard": Dashboard,
    "/orders": Orders,
    "/orders/:id": Order,
    "/products": Products,
    "/products/:id": Product,
    "/products/:id/reviews": Reviews,
    "/categories": Categories,
    "/reviews": Reviews,
    "/users": Users,
    "/users/:id": User,
    "/coupons": Coupons,
    "/coupons/:id": Coupon,
    "/inventory": Inventory,
    "/inventory/:id": Stock,
    "/jobs": Jobs,
    "/jobs/:id": Job,
    "/exports": Exports,
    "/imports": Imports,
    "/imports/:id": Import,
    "/audit": Audit,
    "/system": System,
}

// A page is made anew where its path changes, and only updated where its query does.
function shown(page) {
    return {
        render: ({ attrs }) => m(Page, { page, path: m.route.get().split("?")[0], query: attrs }),
    }
}

m.route.prefix("#")
renew().catch(() => false).then(() => {
    m.route(document.getElementById("app"), "/dashboard", Object.fromEntries(
        Object.entries(pages).map(([path, page]) => [path, shown(page)])))
})
