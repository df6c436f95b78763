/// What `/console` shows when files of it are not there.
enum ConsoleMissingPage {
    static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>The console is not complete</title>
        </head>
        <body>
        <main>
        <h1>The console is not complete</h1>
        <p>The shop works; only files of its console are missing. The libraries that it needs are no part of the project, and this \
        fetches them:</p>
        <pre>scripts/dev console-ui</pre>
        <p>Then load this page again. <code>CONSOLE_LIBRARIES</code> names the folder that they are in, <code>CONSOLE_FILES</code> \
        the one with the console's own files.</p>
        </main>
        </body>
        </html>

        """
}
