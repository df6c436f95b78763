/// The pages that show the API's description; `address` tells where the browser finds a file.
enum DocsPage {
    static func swagger(title: String, address: (DocsAsset) -> String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) - Swagger UI</title>
        <link rel="stylesheet" href="\(address(.swaggerStyle))">
        <link rel="icon" type="image/png" href="\(address(.icon))">
        </head>
        <body>
        <div id="swagger-ui"></div>
        <script src="\(address(.swaggerScript))"></script>
        <script>
        SwaggerUIBundle({
            url: "/openapi.json",
            dom_id: "#swagger-ui",
            presets: [SwaggerUIBundle.presets.apis],
            layout: "BaseLayout",
            deepLinking: true,
            persistAuthorization: true
        })
        </script>
        </body>
        </html>

        """
    }

    static func redoc(title: String, address: (DocsAsset) -> String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title) - ReDoc</title>
        <link rel="icon" type="image/png" href="\(address(.icon))">
        <style>body { margin: 0; padding: 0; }</style>
        </head>
        <body>
        <redoc spec-url="/openapi.json"></redoc>
        <script src="\(address(.redocScript))"></script>
        </body>
        </html>

        """
    }
}
