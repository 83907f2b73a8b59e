"""The description of the API is true: every route, every field of CONTRACT 3, types, words and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from jsonschema import Draft202012Validator

from api.downloads import DOCX
from matchmaker.domain import categories, certificates, pipeline
from tests.api.conftest import serving

# CONTRACT 3, word for word.
RECORDS = {
    "Umkm": "external_id name owner_name nik nib phone email address province regency district village lat lon scale "
    "capital_idr annual_sales_idr workers_male workers_female founded_year active description max_payment_days "
    "certificates products clusters marketplace_urls",
    "Product": "external_id name description category unit price_idr capacity_per_month moq lead_time_days "
    "shelf_life_days gtin certificates export_countries trade_terms",
    "Certificate": "type number valid_until status",
    "Buyer": "external_id name type association chain province regency district lat lon description phone email needs",
    "Need": "external_id buyer_external_id title description category required_certificates preferred_certificates "
    "volume_per_month unit max_price_idr radius_km max_lead_time_days min_shelf_life_days payment_days trade_terms "
    "recurring open_from open_until",
}
REQUIRED = {
    "Umkm": {"name"},
    "Product": {"name"},
    "Certificate": {"type"},
    "Buyer": {"name", "type"},
    "Need": {"buyer_external_id", "title"},
}
SUGGESTION = {"umkm", "product", "need", "buyer", "score", "eligibility", "distance_km", "checks", "reasons",
              "model_version", "catalog_version"}  # fmt: skip
METHODS = {"get", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def app(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with serving(small_database, tmp_path_factory.mktemp("openapi")) as made:
        yield made


@pytest.fixture(scope="module")
def description(app: Any) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return found


@pytest.fixture(scope="module")
def shapes(description: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = description["components"]["schemas"]
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield method, path, operation


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    loaded = schemathesis.openapi.from_dict(description)
    loaded.validate()
    assert all(found.ok() for found in loaded.get_all_operations())


def test_every_route_is_described_and_every_description_is_a_route(app: Any, description: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(method, path) for method, path, _ in operations(description)} == routes


def test_operation_ids_are_unique_and_nothing_is_left_of_the_framework(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(ids) == len(set(ids))
    assert "DEFAULT_ERROR" not in str(description)
    assert set(description["components"]) == {"schemas", "securitySchemes"}


def test_every_component_is_a_schema_and_every_reference_leads_somewhere(
    description: dict[str, Any], shapes: dict[str, Any]
) -> None:
    for shape in shapes.values():
        Draft202012Validator.check_schema(shape)
    used = set(re.findall(r"#/components/schemas/(\w+)", str(description)))
    assert used - set(shapes) == set()


@pytest.mark.parametrize("name", RECORDS)
def test_fields_are_those_of_the_contract(shapes: dict[str, Any], name: str) -> None:
    assert set(shapes[name]["properties"]) == set(RECORDS[name].split())
    assert set(shapes[name]["required"]) == REQUIRED[name]
    assert shapes[name]["additionalProperties"] is False
    answered = shapes.get(f"{name}Record")
    if answered:
        assert set(answered["properties"]) >= set(RECORDS[name].split())


def test_a_need_inside_a_buyer_names_no_buyer(shapes: dict[str, Any]) -> None:
    assert set(RECORDS["Need"].split()) - set(shapes["NeedBody"]["properties"]) == {"buyer_external_id"}


def test_types_say_what_is_taken(shapes: dict[str, Any]) -> None:
    umkm, product, need = (shapes[name]["properties"] for name in ("Umkm", "Product", "Need"))
    assert umkm["name"]["type"] == "string"
    assert umkm["workers_male"]["type"] == ["integer", "null"]
    assert umkm["lat"]["type"] == ["number", "null"]
    assert umkm["active"]["type"] == ["boolean", "null"]
    assert product["price_idr"] | {"description": ""} == {
        "type": ["integer", "null"], "format": "int64", "minimum": 0, "maximum": 2**63 - 1, "description": "",
    }  # fmt: skip
    assert need["volume_per_month"]["exclusiveMinimum"] == 0
    assert need["open_until"]["format"] == "date"
    assert set(need["category"]["enum"]) == {*categories.CATEGORIES, None}
    bare, full = umkm["certificates"]["items"]["oneOf"]
    assert set(bare["enum"]) == set(certificates.TYPES)
    assert full == {"$ref": "#/components/schemas/Certificate"}
    assert umkm["certificates"]["type"] == ["array", "null"]
    assert umkm["products"]["items"] == {"$ref": "#/components/schemas/Product"}


def test_every_field_and_parameter_says_what_it_means(description: dict[str, Any], shapes: dict[str, Any]) -> None:
    for name in (*RECORDS, "Proposal", "Move", "Order"):
        silent = {field for field, shape in shapes[name]["properties"].items() if "description" not in shape}
        assert silent == set(), name
    for method, path, operation in operations(description):
        given = [*operation["parameters"], *description["paths"][path].get("parameters", [])]
        assert {p["name"] for p in given if not p.get("description")} == set(), f"{method} {path}"


def test_the_suggestion_is_that_of_the_contract_with_an_example_that_fits(shapes: dict[str, Any]) -> None:
    suggestion = shapes["Suggestion"]
    assert set(suggestion["properties"]) >= SUGGESTION
    assert set(suggestion["required"]) >= SUGGESTION
    for example in suggestion["examples"]:
        Draft202012Validator(suggestion).validate(example)


@pytest.mark.parametrize("path", ["/needs/N1/suggestions", "/umkm/U1/suggestions", "/search/suppliers?q=keripik",
                                  "/pairings", "/why?need=N1&umkm=U1", "/umkm", "/buyers", "/needs/N1",
                                  "/partnerships"])  # fmt: skip
def test_answers_are_as_described(description: dict[str, Any], admin: Any, path: str) -> None:
    plain = re.sub(r"/(N1|U1)", "/{key}", path.partition("?")[0])
    answer = description["paths"][f"/api/v1{plain}"]["get"]["responses"]["200"]
    shape = answer["content"]["application/json"]["schema"] | {"components": description["components"]}
    Draft202012Validator(shape).validate(admin("GET", path).json)


def test_every_operation_says_how_it_may_be_refused(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        statuses = set(operation["responses"])
        assert statuses >= {"401", "403", "429", "503"}, f"{method} {path}"
        assert operation["security"] == [{"key": []}]
        if "requestBody" in operation:
            assert statuses >= {"400", "413", "415", "422"}, f"{method} {path}"
        for status, response in operation["responses"].items():
            kinds = set(response.get("content", {}))
            good = DOCX if "/drafts/" in path else "application/json"
            expected = {"application/problem+json"} if status >= "400" else {good}
            assert kinds == (set() if status in ("204", "304") else expected), f"{method} {path} {status}"


def test_every_stage_can_be_filtered_for(description: dict[str, Any]) -> None:
    given = description["paths"]["/api/v1/partnerships"]["get"]["parameters"]
    stage = next(parameter for parameter in given if parameter["name"] == "stage")
    assert stage["schema"]["enum"] == list(pipeline.STAGES)
