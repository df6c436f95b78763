import Mail

/// A kind of mail for the tests.
struct Welcome: MailContent {
    static let name = "welcome"
    static let example = Welcome(person: "Ann", items: ["Bread"], isNew: true)

    var person: String
    var items: [String] = []
    var isNew = false

    var fields: [String: MailField] {
        [
            "person": .text(self.person), "isNew": .flag(self.isNew), "shop": .fields(["url": "https://shop.example"]),
            "items": .list(self.items.map { ["title": .text($0)] }),
        ]
    }

    static let templates = [
        "welcome.subject.mustache": "Welcome, {{person}}\n",
        "welcome.txt.mustache": "Dear {{person}}\n{{#items}}\n- {{title}} for {{person}}\n{{/items}}\n{{> end.txt}}\n",
        "welcome.html.mustache": "{{<page.html}}{{$body}}<p>Dear {{person}}</p>{{/body}}{{/page.html}}",
        "end.txt.mustache": "{{shop.url}} & {{person}}",
        "page.html.mustache": "<html>{{$body}}{{/body}}<i>{{shop.url}}</i></html>",
    ]
}
