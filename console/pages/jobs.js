// What the shop does beside requests, as it goes on.
import { change } from "../api.js"
import { count, state, time } from "../parts/format.js"
import { Filters } from "../parts/filters.js"
import { head } from "../parts/head.js"
import { link } from "../parts/link.js"
import { List } from "../parts/list.js"
import { say, sayProblem } from "../parts/notice.js"
import { progressBar } from "../parts/progress.js"

const states = ["scheduled", "available", "running", "done", "dead", "cancelled"]

const fields = [
    { name: "state", label: "State", type: "choice", options: [["", "Any"], ...states.map(state => [state, state])] },
    { name: "kind", label: "Kind" },
]

export const Jobs = {
    view({ attrs: { path, query } }) {
        return m("div",
            head("Jobs"),
            m(Filters, { path, query, fields }),
            m(List, {
                from: "/admin/jobs", asking: { state: query.state, kind: query.kind }, path, query, title: "Jobs", live: "job",
                update: changeJob, ready: list => { this.list = list }, empty: "No job is like that.",
                columns: [
                    ["Kind", job => link(`/jobs/${job.id}`, job.kind)],
                    ["State", job => state(job.state)],
                    ["Progress", job => hasProgress(job) ? progressBar(job.progress, `Progress of ${job.kind}`) : "–"],
                    ["Tries", job => `${count(job.attempt)} of ${count(job.tries)}`, "number"],
                    ["Added", job => time(job.created_at)],
                    ["", job => jobActions(job, () => this.list.again())],
                ],
            }))
    },
}

export function hasProgress(job) { return typeof job.progress === "number" }

// What can be done with a job; `done` is called afterwards.
export function jobActions(job, done) {
    const button = (text, verb) => m("button.btn.btn-outline-primary.btn-sm[type=button]", {
        "aria-label": `${text}: ${job.kind}`, onclick: () => act(job, verb, done),
    }, text)
    return m(".row-actions",
        ["dead", "cancelled", "scheduled"].includes(job.state) && button("Try again", "retry"),
        ["scheduled", "available", "running"].includes(job.state) && button("Cancel", "cancel"))
}

async function act(job, verb, done) {
    try {
        await change("POST", `/admin/jobs/${job.id}/${verb}`)
        say(verb === "retry" ? "It is tried again." : "It is cancelled.")
    } catch (problem) {
        sayProblem(problem)
    }
    done()
}

function changeJob(jobs, news) {
    const job = jobs.find(({ id }) => id === news.id)
    if (!job) return false
    job.state = news.state
    job.progress = news.progress
    return true
}
