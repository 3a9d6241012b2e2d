# The server and its site, for a cluster that runs elsewhere: `docker compose up`, or see docs/deploy.md.
#
# The steps are the Makefile's own. Without ELASTICSEARCH_URL the container would run the embedded engine, whose parts
# are not in the image.

FROM node:22-bookworm-slim AS node

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends make git libgomp1 libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx

# A user without rights: it owns the data, and may only read the rest.
RUN useradd --uid 10001 --no-create-home --home-dir /data talk && mkdir /data && chown talk: /data
ENV LLM_TALK_CACHE=/opt/cache PYTHONUNBUFFERED=1
WORKDIR /opt/talk
COPY . .
RUN make site
RUN .venv/bin/python -m provision smollm2-135m-instruct

USER talk
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
ENTRYPOINT [".venv/bin/python", "-m", "demo_server"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--site", "dist", "--data-dir", "/data"]
