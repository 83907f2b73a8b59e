# Temu Mitra as an image: the same lock files and the same steps as `make install`, for a machine that runs containers.
#   docker build -t temu-mitra .
FROM python:3.11-slim-bookworm AS built
WORKDIR /app
COPY requirements.lock setup.py setup.cfg pyproject.toml README.md LICENSE ./
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY package.json package-lock.json ./
COPY tools tools
COPY matchmaker matchmaker
COPY api api
COPY benchmarks benchmarks
COPY seed_data seed_data
# npm comes out of a wheel of the lock file; what it fetches is pinned by package-lock.json and copied into the project.
RUN /app/.venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && /app/.venv/bin/python tools/front_end.py \
    && rm -rf node_modules

FROM python:3.11-slim-bookworm
RUN useradd --system --create-home --uid 10001 temu && mkdir /data && chown temu /data
COPY --from=built --chown=root:root /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMBA_NUM_THREADS=1 NUMBA_CACHE_DIR=/data/numba \
    MATCHMAKER_INSTANCE_PATH=/data MATCHMAKER_HOST=0.0.0.0 MATCHMAKER_PORT=8000
USER temu
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
CMD ["matchmaker", "serve"]
