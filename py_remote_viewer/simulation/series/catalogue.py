"""All series of a model, described for whoever chooses among them."""

from collections.abc import Mapping

from py_remote_viewer.protocol.series import SeriesCatalogue, SeriesField, SeriesSensor
from py_remote_viewer.simulation.series.computed import Computed
from py_remote_viewer.simulation.series.fields import DataField, DataFields
from py_remote_viewer.simulation.series.units import field_unit, sensor_type, sensor_unit

__all__ = ["series_catalogue"]

_ABOUT = {
    "ncon": "contacts", "nefc": "constraints, all", "ne": "equality constraints",
    "nf": "friction constraints", "nl": "limit constraints", "nisland": "islands",
    "qpos": "positions", "qvel": "velocities", "qacc": "accelerations", "ctrl": "controls",
    "act": "activations", "sensordata": "sensor values", "xpos": "positions of bodies",
    "xquat": "orientations of bodies", "actuator_force": "forces of actuators",
    "cfrc_ext": "external forces on bodies", "energy": "energy, where the flag is on",
    "qfrc_applied": "forces applied to joints", "xfrc_applied": "forces applied to bodies",
    "contact.dist": "distances of contacts", "time": "simulated time",
}  # fmt: skip


def series_catalogue(
    fields: DataFields, computed: Mapping[str, Computed], generation: int
) -> SeriesCatalogue:
    """What can be named, with the names of the elements that are needed for it."""
    filled = [field for field in fields.by_name.values() if field.rows != 0]
    kinds = {field.elements.kind for field in filled if field.elements is not None}
    return SeriesCatalogue(
        generation=generation,
        fields=(
            *(SeriesField(name, unit=c.unit, about=c.about) for name, c in computed.items()),
            *(_described(field) for field in filled),
        ),
        names={kind: fields.names(kind) for kind in sorted(kinds)},
        sensors=_sensors(fields),
    )


def _described(field: DataField) -> SeriesField:
    elements = field.elements
    # Where every element has one row there is nothing to say.
    simple = elements is None or bool((elements.widths == 1).all())
    return SeriesField(
        field.name,
        rows=field.rows,
        columns=field.columns,
        kind=elements.kind if elements is not None else "",
        widths=() if simple or elements is None else tuple(int(w) for w in elements.widths),
        varies=field.varies,
        unit=field_unit(field),
        about=_ABOUT.get(field.name, ""),
    )


def _sensors(fields: DataFields) -> tuple[SeriesSensor, ...]:
    model = fields.model
    return tuple(
        SeriesSensor(
            name,
            sensor_type(model, sensor),
            int(model.sensor_adr[sensor]),
            int(model.sensor_dim[sensor]),
            sensor_unit(model, sensor),
        )
        for sensor, name in enumerate(fields.names("sensor"))
    )
