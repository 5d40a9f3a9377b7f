"""Requests counted as they are answered, by every process of the site together."""

import os

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which the processes of one site add up; the library reads it
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Histogram(
    "zhike_request_seconds",
    "Requests by the pattern of their address, and how long they took.",
    ["route", "method", "status"],
    buckets=BUCKETS,
    registry=None,
)
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one request. A method of somebody's own making is counted as "other"."""
    REQUESTS.labels(route, method if method in METHODS else "other", str(status)).observe(seconds)


def page(*further: Collector) -> bytes:
    """All figures as Prometheus reads them."""
    registry = CollectorRegistry()
    if SHARED in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    for collector in further:
        registry.register(collector)
    return generate_latest(registry)
