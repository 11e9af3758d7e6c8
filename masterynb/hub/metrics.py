"""What is counted for Prometheus: never who, only what and how long."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter(
    "masterynb_requests_total", "Requests, by what was asked and the status.", ["what", "status"]
)
SECONDS = Histogram("masterynb_request_seconds", "Seconds from request to answer.", ["what"])
VERIFIES = Gauge("masterynb_verifies", "1 while every sandbox holds against its own attack.")
