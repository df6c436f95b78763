# The same release as the one the project is developed with; any image with Swift 6.2 or later on Debian 12 will do.
ARG SWIFT_IMAGE=swift:6.3-bookworm

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        libbson-dev libcrypt-dev libcurl4-openssl-dev libhiredis-dev libmongoc-dev libpango1.0-dev libssl-dev \
        libvips-dev libxlsxwriter-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies change less often than sources: fetched in a layer of their own. Package.resolved is optional.
COPY Package.swift Package.resolve[d] ./
RUN swift package resolve
# The targets of these three must exist for the package to load, though nothing of them is built.
COPY Benchmarks Benchmarks
COPY Examples Examples
COPY Tests Tests
COPY Sources Sources
# With Swift's libraries linked in, the run image needs no Swift at all: only the C libraries.
RUN swift build --configuration release --product bodega --static-swift-stdlib \
    && install -D --strip "$(swift build --configuration release --show-bin-path)/bodega" /out/bodega

FROM debian:bookworm-slim AS browser-files
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends ca-certificates python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY scripts scripts
# Without its scripts /docs would need a CDN, and the console would not work: outside of an image that is allowed, here it ends
# the build.
RUN scripts/dev docs-ui /out/docs-ui && test -e /out/docs-ui/redoc.standalone.js \
    && scripts/dev console-ui /out/console-ui && test -e /out/console-ui/chart.min.js

# Documents are set without serifs: of the fonts for Chinese, Japanese and Korean half of the bytes can go.
FROM debian:bookworm-slim
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        ca-certificates curl fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core libbson-1.0-0 libcrypt1 libcurl4 \
        libhiredis0.14 libmongoc-1.0-0 libpangocairo-1.0-0 libssl3 libstdc++6 libvips42 libxlsxwriter4 tzdata \
    && rm -rf /var/lib/apt/lists/* /usr/share/fonts/opentype/noto/NotoSerifCJK-* \
    && useradd --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin bodega \
    && install -d -o bodega -g bodega /app/.local/mail
WORKDIR /app
COPY --from=build /out/bodega /usr/local/bin/bodega
COPY --from=browser-files /out .
COPY console console
COPY seed seed
ENV HOST=0.0.0.0 \
    PORT=8000 \
    DOCS_ASSETS=/app/docs-ui \
    CONSOLE_FILES=/app/console \
    CONSOLE_LIBRARIES=/app/console-ui
USER bodega
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD curl --fail --silent --show-error --output /dev/null "http://127.0.0.1:${PORT}/health" || exit 1
ENTRYPOINT ["bodega"]
CMD ["serve"]
