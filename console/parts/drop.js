// A place to drop files on, which is a button to choose them, too.
//
//     m(Drop, { label: "Add pictures", accept: "image/*", take: files => … })

export const Drop = {
    oninit() { this.isOver = false },
    view({ attrs: { label, accept, isMultiple, isBusy, take } }) {
        const over = isOver => event => {
            if (!event.dataTransfer?.types.includes("Files")) return
            event.preventDefault()
            this.isOver = isOver
        }
        return m("label.drop", {
            class: this.isOver ? "over" : "",
            ondragenter: over(true), ondragover: over(true), ondragleave: over(false),
            ondrop: event => {
                if (!event.dataTransfer.files.length) return
                over(false)(event)
                if (!isBusy) take([...event.dataTransfer.files])
            },
        },
        m("span", isBusy ? "One moment…" : label),
        m("input.visually-hidden[type=file]", {
            accept, multiple: isMultiple, disabled: isBusy,
            onchange: ({ target }) => {
                if (target.files.length) take([...target.files])
                target.value = ""
            },
        }))
    },
}
