"""What must hold between the entries of a catalog, beyond the shape of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segql.catalog.event_checks import Skipped, check_circles, check_event, check_freshness
from segql.catalog.field_checks import check_field
from segql.catalog.models import Catalog, Consent, FieldModel
from segql.catalog.names import check_column, check_name, check_table
from segql.catalog.paths import Path
from segql.catalog.reading import Report
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Note
from segql.diagnostics.suggest import nearest
from segql.types import BOOLEAN

_LATEST = re.compile(r"latest by (\S.*)")


def check_catalog(catalog: Catalog, report: Report, skipped: Skipped = frozenset()) -> None:
    """Report every problem of the catalog as a whole."""
    _check_customer(catalog, report)
    for name, event in catalog.events.items():
        check_event(catalog, name, event, report, skipped)
    check_circles(catalog, report)
    for name, item in catalog.objects.items():
        path: Path = ("objects", name)
        check_name(report, path, name)
        check_table(report, (*path, "table"), item.table)
        check_column(report, (*path, "key"), item.key)
        check_freshness(report, path, item.freshness)
        _check_clash(report, catalog, name)
    for name, listed in catalog.lists.items():
        path = ("lists", name)
        check_name(report, path, name)
        check_table(report, (*path, "table"), listed.table)
        check_column(report, (*path, "key"), listed.key)
    for path, name, field in _all_fields(catalog):
        check_name(report, path, name)
        check_field(report, path, name, field)
        _check_object(catalog, report, path, field, skipped)
    _check_places(catalog, report)
    for name, consent in catalog.consent.items():
        check_name(report, ("consent", name), name)
        _check_consent(catalog, report, ("consent", name), consent, skipped)


def _all_fields(catalog: Catalog) -> Iterator[tuple[Path, str, FieldModel]]:
    for name, field in catalog.customer.attributes.items():
        yield ("customer", "attributes", name), name, field
    for owner, event in catalog.events.items():
        for name, field in event.fields.items():
            yield ("events", owner, "fields", name), name, field
    for owner, item in catalog.objects.items():
        for name, field in item.fields.items():
            yield ("objects", owner, "fields", name), name, field


def _check_customer(catalog: Catalog, report: Report) -> None:
    customer = catalog.customer
    path: Path = ("customer",)
    check_table(report, (*path, "table"), customer.table)
    check_column(report, (*path, "key"), customer.key)
    check_freshness(report, path, customer.freshness)
    if customer.duplicates is None:
        return
    match = _LATEST.fullmatch(customer.duplicates)
    if match is None:
        report.add(
            codes.WRONG_VALUE,
            (*path, "duplicates"),
            f"`duplicates` cannot be `{customer.duplicates}`.",
            "Write `latest by COLUMN`: of several rows with one key, the one with the largest "
            "value in that column counts.",
        )
    else:
        check_column(report, (*path, "duplicates"), match[1])


def _check_clash(report: Report, catalog: Catalog, name: str) -> None:
    if name in catalog.events:
        report.add(
            codes.BAD_NAME,
            ("objects", name),
            f"`{name}` is an event and an object.",
            "Give one of them another name; the table may stay the same.",
            key=True,
            notes=[Note("The event stands here.", report.span(("events", name), key=True))],
        )


# ------------------------------------------------------------------- references, places, consent


def _check_object(
    catalog: Catalog, report: Report, path: Path, field: FieldModel, skipped: Skipped
) -> None:
    to = field.to
    if to is None or to in catalog.objects or ("objects", to) in skipped:
        return
    near = nearest(to, catalog.objects)
    if near:
        help = f"Did you mean `{near}`?"
    elif to == catalog.customer.table or to in ("customer", "customers"):
        help = "The customer of an event needs no field: write `customer.country` in `where`."
    else:
        help = f"Declare it below `objects:`, with `table` and `key`: `{to}: {{table: ...}}`."
    report.add(
        codes.UNKNOWN_ENTRY, (*path, "to"), f"There is no object `{to}`.", help, replace=near
    )


def _check_places(catalog: Catalog, report: Report) -> None:
    for name, (latitude, longitude) in catalog.places.items():
        if not abs(latitude) <= 90 or not abs(longitude) <= 180:
            swapped = abs(longitude) <= 90 and abs(latitude) <= 180
            report.add(
                codes.PLACE,
                ("places", name),
                f"`{name}` is not on the earth.",
                f"Latitude comes first: [{longitude:g}, {latitude:g}]?"
                if swapped
                else "Write latitude (-90 to 90) and longitude (-180 to 180) in degrees.",
            )


def _check_consent(
    catalog: Catalog, report: Report, path: Path, consent: Consent, skipped: Skipped
) -> None:
    name = str(path[-1])
    if (consent.attribute is None) == (consent.expression is None):
        both = consent.attribute is not None
        report.add(
            codes.ENTRY_SHAPE,
            path,
            f"The consent `{name}` has both an `attribute` and an `expression`."
            if both
            else f"The consent `{name}` does not say who agrees.",
            "Keep one of the two."
            if both
            else "Add a boolean attribute, `attribute: email_opt_in`, or a condition, "
            '`expression: "sms_opt_in and phone is known"`.',
            key=True,
        )
        return
    attribute = consent.attribute
    if attribute is None or ("customer", "attributes", attribute) in skipped:
        return
    field = catalog.customer.attributes.get(attribute)
    if field is None:
        near = nearest(attribute, catalog.customer.attributes)
        report.add(
            codes.UNKNOWN_ENTRY,
            (*path, "attribute"),
            f"The customer has no attribute `{attribute}`.",
            f"Did you mean `{near}`?" if near else "Declare it below `attributes:`.",
            replace=near,
        )
    elif field.to is not None or (field.value_type or BOOLEAN) != BOOLEAN:
        report.add(
            codes.BOUNDS,
            (*path, "attribute"),
            f"`{attribute}` is {field.type or 'a related object'}, not true or false.",
            f"Name a boolean attribute, or write a condition: `expression: {attribute} is known`.",
            expected="boolean",
            found=field.type,
        )
