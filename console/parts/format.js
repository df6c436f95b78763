// How amounts, moments and names are written.

const dateTime = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" })
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" })
const shortDate = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" })
const number = new Intl.NumberFormat("en")

export function money(amount, currency = "usd") {
    return new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(amount)
}

export function count(value) { return number.format(value) }

// "1 review", "2 reviews".
export function counted(value, name) { return `${count(value)} ${name}${value === 1 ? "" : "s"}` }

export function percent(part) { return `${Math.round(part * 100)} %` }

export function bytes(size) {
    const units = ["bytes", "KB", "MB", "GB", "TB"]
    let step = 0
    while (size >= 1000 && step < units.length - 1) { size /= 1000; step += 1 }
    return `${size < 10 && step > 0 ? size.toFixed(1) : Math.round(size)} ${units[step]}`
}

// A moment, in the time of who looks at it.
export function time(moment) {
    return moment ? m("time", { datetime: moment }, dateTime.format(new Date(moment))) : "–"
}

// The day that begins at a moment in the shop's time, whichever that is.
export function day(start) { return date.format(new Date(`${isoDay(start)}T00:00:00Z`)) }

export function shortDay(start) { return shortDate.format(new Date(`${isoDay(start)}T00:00:00Z`)) }

// The same as 2026-11-30. Midnight of the shop is at most half a day away from that of UTC.
export function isoDay(start) { return new Date(Date.parse(start) + 12 * 3_600_000).toISOString().slice(0, 10) }

// "out_of_stock" as "Out of stock".
export function words(name) {
    const text = String(name).replaceAll("_", " ")
    return text.charAt(0).toUpperCase() + text.slice(1)
}

// The state of something, as a label in its colour (console.css).
export function state(name) { return m("span.state", { class: `state-${name}` }, words(name)) }

export function yesOrNo(value) { return value ? "Yes" : "No" }
