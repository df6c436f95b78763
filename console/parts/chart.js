// A chart on a canvas (Chart.js), drawn anew when its data are others.
//
//     m(Diagram, { label: "Sales by day", config: { type: "bar", data, options } })

Chart.defaults.font.family = "system-ui, sans-serif"
Chart.defaults.color = "#495057"
// Numbers need not move to be read.
Chart.defaults.animation = false

export const colors = {
    main: "#0b6e99", second: "#c2571a", faint: "#9db4c0",
    pending: "#b58900", confirmed: "#0b6e99", processing: "#5f5aa2", shipped: "#2a7f8e", delivered: "#2e7d32",
    failed: "#b3261e", cancelled: "#6c757d", refunded: "#c2571a",
}

export const Diagram = {
    oncreate({ dom, attrs: { config } }) {
        this.shown = JSON.stringify(config.data)
        this.chart = new Chart(dom.firstChild, {
            ...config, options: { responsive: true, maintainAspectRatio: false, ...config.options },
        })
    },
    onupdate({ attrs: { config } }) {
        const shown = JSON.stringify(config.data)
        if (shown === this.shown) return
        this.shown = shown
        this.chart.data = config.data
        this.chart.options.onClick = config.options?.onClick
        this.chart.update()
    },
    onremove() { this.chart.destroy() },
    view: ({ attrs: { label } }) => m(".diagram", m("canvas[role=img]", { "aria-label": label })),
}
