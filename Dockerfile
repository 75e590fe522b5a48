# Any image with CPython 3.11 to 3.13 and glibc can be the base.
ARG BASE=python:3.13.7-slim-bookworm

# The page's scripts; Node stays here.
FROM ${BASE} AS frontend
WORKDIR /basin
COPY frontend/requirements.txt package.json package-lock.json .npmrc ./
COPY tools/npm.sh tools/
RUN python -m venv --without-pip .venv \
    && python -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --no-cache-dir \
        --only-binary :all: --require-hashes -r requirements.txt \
    && sh tools/npm.sh ci --omit=dev
COPY frontend frontend
RUN sh tools/npm.sh run build

FROM ${BASE} AS build
WORKDIR /basin
COPY requirements.txt .
COPY solver/requirements.txt solver/
# Removes tests, source maps and notebook extensions of packages, which are not served; they are half of some packages.
# unchecked-hash: bytecode stays valid when files get other times.
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --quiet --disable-pip-version-check --no-cache-dir \
        --no-compile --only-binary :all: --require-hashes -r requirements.txt -r solver/requirements.txt \
    && rm -r requirements.txt solver /venv/share /venv/etc /venv/lib/python3.*/site-packages/plotly/labextension \
    && find /venv/lib -depth \( -type d -name tests -o -name '*.map' \) -exec rm -r {} + \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /venv/lib
COPY solver solver
COPY app app
COPY assets assets
COPY --from=frontend /basin/assets/js assets/js
# Compiled code lies beside the sources, since no worker can write it.
RUN python -m compileall -q --invalidation-mode unchecked-hash solver app \
    && /venv/bin/python -m solver.training.ahead

FROM ${BASE}
LABEL org.opencontainers.image.title="Basin" \
    org.opencontainers.image.description="Watch gradient descent move over a loss surface, every epoch exact" \
    org.opencontainers.image.version="0.1.0" \
    org.opencontainers.image.licenses="MIT"
# A server needs no installer.
RUN python -m pip uninstall --quiet --yes --root-user-action=ignore --disable-pip-version-check pip
COPY --from=build /venv /venv
COPY --from=build /basin /basin
COPY LICENSE /basin/
WORKDIR /basin
# On a read-only root only /dev/shm is writable, so Python looks nowhere else.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/dev/shm \
    HOST=0.0.0.0 \
    PORT=8050
USER 10001:10001
# The build fails here if something was removed that the application imports.
RUN python -c "import app.wsgi"
EXPOSE 8050
# http.client, since urllib would use a proxy that the environment names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["python", "-m", "gunicorn", "--config", "app/gunicorn.conf.py", "app.wsgi:server"]
