// How the shop does: figures of now, and of the last days as charts. Each number leads to what it counts.
import { read } from "../api.js"
import { listen } from "../live.js"
import { colors, Diagram } from "../parts/chart.js"
import { count, counted, day, isoDay, money, shortDay, state, time, words } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { go, href, link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"

const dayLong = 86_400_000

export const Dashboard = {
    oninit({ attrs: { query } }) {
        this.days = Number(query.days) || 30
        this.stats = new Loading(() => read("/admin/dashboard/stats"))
        this.report = new Loading(() => this.readReport())
        this.stop = listen("order", () => this.readSoon(), () => this.readSoon())
    },
    // At most every few seconds, however much is sold.
    readSoon() {
        this.waiting ??= setTimeout(() => {
            this.waiting = null
            this.stats.again()
            this.report.again()
        }, 3000)
    },
    onremove() {
        this.stop()
        clearTimeout(this.waiting)
    },
    onbeforeupdate({ attrs: { query } }) {
        const days = Number(query.days) || 30
        if (days === this.days) return
        this.days = days
        this.report.again()
    },

    // The usual report ends with the shop's today, which tells where others begin.
    async readReport() {
        const usual = await read("/admin/reports/sales")
        if (this.days === 30) return usual
        const last = Date.parse(`${isoDay(usual.body.sales.points.at(-1).start)}T00:00:00Z`)
        return read("/admin/reports/sales", { from: isoDay(new Date(last - (this.days - 1) * dayLong - dayLong / 2)) })
    },

    view() {
        return m("div",
            head("Dashboard"),
            this.stats.view(({ body }) => m(Figures, { stats: body, today: this.report.value?.body.sales.points.at(-1).start })),
            section(null,
                m(".btn-group.period", { role: "group", "aria-label": "Period" }, [7, 30, 90, 365].map(days =>
                    m("a.btn.btn-outline-primary", {
                        href: href("/dashboard", { days }), class: days === this.days ? "active" : "",
                        "aria-current": days === this.days ? "true" : false,
                    }, `${days} days`))),
                this.report.view(({ body }) => m(Report, { report: body }))),
            this.stats.view(({ body }) => section("Latest orders", m(Table, {
                title: "Latest orders", items: body.recent_orders, empty: "No orders yet.",
                columns: [
                    ["Number", order => link(`/orders/${order.id}`, order.number ?? order.id)],
                    ["Placed", order => time(order.created_at)],
                    ["Status", order => state(order.status)],
                    ["Total", order => money(order.total, order.currency), "number"],
                ],
            }))))
    },
}

const Figures = {
    view({ attrs: { stats: { users, orders, revenue, products }, today } }) {
        const inMoney = amount => money(amount, revenue.currency)
        return m(".figures",
            figure("Revenue today", inMoney(revenue.today), "/orders", { from: today },
                ["This month", inMoney(revenue.month), "/orders"], ["In all", inMoney(revenue.total), "/orders"]),
            figure("Orders today", count(orders.today), "/orders", { from: today },
                ["Pending", count(orders.pending), "/orders", { status: "pending" }],
                ["In all", count(orders.total), "/orders"]),
            figure("Products on sale", count(products.active), "/products", {},
                ["Low stock", count(products.low_stock), "/inventory", { stock: "low" }],
                ["Out of stock", count(products.out_of_stock), "/inventory", { stock: "out" }],
                ["In all", count(products.total), "/inventory"]),
            figure("New users today", count(users.new_today), "/users", {},
                ["Active in 30 days", count(users.active), "/users"], ["In all", count(users.total), "/users"]))
    },
}

function figure(name, value, path, query, ...others) {
    return m("section.figure",
        m("h2", name),
        m("p.value", link(path, value, query)),
        m("dl", others.map(([name, value, path, query]) => m("div", m("dt", name), m("dd", link(path, value, query))))))
}

const Report = {
    view({ attrs: { report: { sales, status_distribution: statuses, top_products: top } } }) {
        const { total, previous_total: before, currency } = sales
        return m(".report",
            m("section.wide",
                m("h2", "Sales by day"),
                m("p", m("strong", money(total.net, currency)), ` after refunds, from ${counted(total.orders, "paid order")}. `,
                    `In the same time before: ${money(before.net, currency)}, ${counted(before.orders, "order")}.`),
                m(Diagram, { label: "Sales by day as bars; the same numbers stand in the table below", config: salesChart(sales) }),
                asTable("Sales by day", [...sales.points].reverse(), [
                    ["Day", point => link("/orders", day(point.start), ordersOf(sales.points, point))],
                    ["Paid orders", point => count(point.orders), "number"],
                    ["Revenue", point => money(point.revenue, currency), "number"],
                    ["Refunds", point => money(point.refunds, currency), "number"],
                    ["Net", point => money(point.net, currency), "number"],
                ])),
            m("section",
                m("h2", "Top products"),
                top.length === 0 ? m("p.empty", "Nothing was sold in this time.") : [
                    m(Diagram, { label: "Top products by revenue as bars; the same numbers stand in the table below", config: productsChart(top) }),
                    asTable("Top products", top, [
                        ["Product", product => link(`/products/${product.product_id}`, product.name)],
                        ["Pieces", product => count(product.quantity), "number"],
                        ["Revenue", product => money(product.revenue, currency), "number"],
                    ])]),
            m("section",
                m("h2", "Orders by status"),
                Object.values(statuses).every(amount => amount === 0) ? m("p.empty", "No orders in this time.") : [
                    m(Diagram, { label: "Orders by status as a ring; the same numbers stand in the table below", config: statusChart(statuses) }),
                    asTable("Orders by status", Object.entries(statuses), [
                        ["Status", ([status]) => link("/orders", words(status), { status, from: sales.points[0].start })],
                        ["Orders", ([, amount]) => count(amount), "number"],
                    ])]))
    },
}

function asTable(title, items, columns) {
    return m("details", m("summary", "As a table"), m(Table, { title, items, columns }))
}

// The time of a point is until the next one begins.
function ordersOf(points, point) {
    return { from: point.start, to: points[points.indexOf(point) + 1]?.start }
}

function salesChart({ points, currency }) {
    const inMoney = ({ dataset, raw }) => `${dataset.label}: ${money(raw, currency)}`
    return {
        type: "bar",
        data: {
            labels: points.map(point => shortDay(point.start)),
            datasets: [
                { label: "Revenue", data: points.map(point => point.revenue), backgroundColor: colors.main, maxBarThickness: 40 },
                { label: "Refunds", data: points.map(point => -point.refunds), backgroundColor: colors.second, maxBarThickness: 40 },
            ],
        },
        options: {
            onClick: (event, [bar]) => bar && go("/orders", ordersOf(points, points[bar.index])),
            scales: { x: { stacked: true, grid: { display: false } }, y: { stacked: true } },
            plugins: { tooltip: { callbacks: { label: inMoney } } },
        },
    }
}

function productsChart(products) {
    return {
        type: "bar",
        data: {
            labels: products.map(({ name }) => name.length > 24 ? `${name.slice(0, 23)}…` : name),
            datasets: [{ label: "Revenue", data: products.map(product => product.revenue), backgroundColor: colors.main, maxBarThickness: 32 }],
        },
        options: {
            indexAxis: "y",
            onClick: (event, [bar]) => bar && go(`/products/${products[bar.index].product_id}`),
            plugins: { legend: { display: false } },
        },
    }
}

function statusChart(statuses) {
    const some = Object.entries(statuses).filter(([, amount]) => amount > 0)
    return {
        type: "doughnut",
        data: {
            labels: some.map(([status]) => words(status)),
            datasets: [{ data: some.map(([, amount]) => amount), backgroundColor: some.map(([status]) => colors[status]) }],
        },
        options: {
            onClick: (event, [part]) => part && go("/orders", { status: some[part.index][0] }),
            plugins: { legend: { position: "right" } },
        },
    }
}
