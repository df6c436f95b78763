// The heading of a page, with where it belongs and what can be done there.

export function head(title, { up, actions } = {}) {
    return m(".page-head",
        m("div", up && m("p.up", up), m("h1", title)),
        actions && m(".actions", actions))
}

export function section(title, ...content) {
    return m("section.card-section", title && m("h2", title), content)
}
