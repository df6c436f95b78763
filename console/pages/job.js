// One job, and what went wrong with it.
import { read } from "../api.js"
import { listen } from "../live.js"
import { count, state, time } from "../parts/format.js"
import { head, section } from "../parts/head.js"
import { link } from "../parts/link.js"
import { Table } from "../parts/list.js"
import { Loading } from "../parts/load.js"
import { progressBar } from "../parts/progress.js"
import { hasProgress, jobActions } from "./jobs.js"

export const Job = {
    oninit({ attrs: { id } }) {
        this.job = new Loading(() => read(`/admin/jobs/${id}`))
        this.stop = listen("job", news => {
            if (news.id === id) this.job.again()
        }, () => this.job.again())
    },
    onremove() { this.stop() },

    view() {
        return m("div", this.job.view(({ body: job }) => [
            head(`Job ${job.kind}`, { up: link("/jobs", "Jobs"), actions: jobActions(job, () => this.job.again()) }),
            section(null,
                hasProgress(job) && progressBar(job.progress, `Progress of ${job.kind}`),
                m("dl.facts",
                    m("dt", "State"), m("dd", state(job.state)),
                    m("dt", "Queue"), m("dd", job.queue),
                    m("dt", "Tries"), m("dd", `${count(job.attempt)} of ${count(job.tries)}`),
                    job.recipient && [m("dt", "To"), m("dd", job.recipient)],
                    m("dt", "Worker"), m("dd", job.worker ?? "–"),
                    m("dt", "Added"), m("dd", time(job.created_at)),
                    m("dt", "Begun"), m("dd", time(job.started_at)),
                    m("dt", "Over"), m("dd", time(job.finished_at)),
                    m("dt", "Next try"), m("dd", time(job.next_at)))),
            section("What went wrong", m(Table, {
                title: "What went wrong", items: job.failures, empty: "Nothing.",
                columns: [
                    ["Try", failure => count(failure.attempt), "number"], ["When", failure => time(failure.at)],
                    ["Reason", failure => failure.reason ?? "–"],
                ],
            })),
        ]))
    },
}
