"""Thousands of invented requests, good and bad, drawn from the description of the API with a fixed seed.

Whatever comes: no 500, only statuses and shapes that are described, and errors always as problem details.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
)

from tests.api.conftest import make_key, serving

EXAMPLES = 8  # for each operation, of good and of bad requests; a deep run takes hundreds
# Every request carries a good key; names of places and records are fixed sets that a shape cannot tell; and a
# blank parameter is an absent one, which the generator takes for bad.
NOT_ASKED = [ignored_auth, positive_data_acceptance, negative_data_rejection]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def app(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with serving(small_database, tmp_path_factory.mktemp("fuzzing"), rate_limit_per_second=10**6) as made:
        yield made


def findings(operation: Any, mode: Any, headers: dict[str, str]) -> Iterator[str]:
    """What is wrong with the answers to requests of one kind."""
    found: list[str] = []

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(headers=headers)
        if answer.status_code >= 400 and answer.headers["content-type"] != ["application/problem+json"]:
            found.append(f"{answer.headers['content-type']} {case.as_curl_command()}")
        try:
            case.validate_response(answer, excluded_checks=NOT_ASKED)
        except FailureGroup as group:
            found.extend(f"{type(one).__name__}: {one} {case.as_curl_command()}" for one in group.exceptions)

    ask()
    return iter(found)


def test_no_request_breaks_the_api(app: Any) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    headers = {"Authorization": f"Bearer {make_key(app, 'admin')}", "Accept-Encoding": "identity"}
    wrong = [
        f"{operation.ok().label}: {finding}"
        for operation in described.get_all_operations()
        for mode in MODES
        for finding in findings(operation.ok(), mode, headers)
    ]
    assert wrong == []
