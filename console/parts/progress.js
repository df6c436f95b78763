// How far something is, from 0 to 1.
import { percent } from "./format.js"

export function progressBar(part, label) {
    return m(".progress-line", m("progress", { max: 1, value: part, "aria-label": label }), m("span", percent(part)))
}
