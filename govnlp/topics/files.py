"""A topic model on disk and as bytes: JSON and plain arrays, nothing that can run.

A model is a folder with ``model.json`` (options, labels, n-grams, calibration) and
``weights.npz`` (weights, bias, inverse document frequencies, read without pickle).
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from govnlp.topics.features import POSITIONS, NGrams
from govnlp.vocabulary import ENTITY_LABELS

if TYPE_CHECKING:
    from govnlp.topics.classifier import Calibration, TopicClassifier

FORMAT: Final = "govnlp.topics/1"
CONFIG: Final = "model.json"
WEIGHTS: Final = "weights.npz"
_ARRAYS: Final = ("weights", "bias", "body_idf", "opening_idf", "heading_idf")
_SHIPPED: Final = Path(__file__).parent / "model"
#: No array of a model is larger; a damaged header must not ask for all the memory.
_MOST_BYTES: Final = 1 << 30


class TopicModelError(ValueError):
    """A topic model that cannot be read; the message names the file and the cause."""


@cache
def shipped_model() -> TopicClassifier:
    """The classifier that comes with govnlp; read once."""
    from govnlp.topics.classifier import TopicClassifier

    return TopicClassifier.from_disk(_SHIPPED)


def write(model: TopicClassifier, folder: Path) -> None:
    """Write a model's two files."""
    contents = _contents(model)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        (folder / name).write_bytes(data)


def read(kind: type[TopicClassifier], folder: Path) -> TopicClassifier:
    """The model in a folder."""
    contents = {}
    for name in (CONFIG, WEIGHTS):
        path = folder / name
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise TopicModelError(f"no topic model in {folder}: {path}: {reason}") from error
    return _model(kind, contents, f"{folder}/")


def pack(model: TopicClassifier) -> bytes:
    """A model's two files as one zip archive, stored as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in _contents(model).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def unpack(kind: type[TopicClassifier], data: bytes) -> TopicClassifier:
    """The model that :func:`pack` made bytes of."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = {name: _member(archive, name) for name in (CONFIG, WEIGHTS)}
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError, OSError) as error:
        raise TopicModelError(f"these bytes are no topic model: {error}") from error
    return _model(kind, contents, "bytes: ")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise TopicModelError(f"these bytes are no topic model: {name} is too large")
    return archive.read(name)


def _contents(model: TopicClassifier) -> dict[str, bytes]:
    if not model.labels_:
        raise ValueError("this TopicClassifier has learned nothing yet: call fit first")
    config = {
        "format": FORMAT,
        "parameters": model.parameters(),
        "labels": model.labels_,
        "calibration": [asdict(one) for one in model.calibration_],
        "body": model.body_.grams,
        "opening": model.opening_.grams,
        "heading": model.heading_.grams,
    }
    vocabularies = (model.body_, model.opening_, model.heading_)
    arrays = (model.weights_, model.bias_, *(one.idf for one in vocabularies))
    stream = io.BytesIO()
    # Not np.savez: it writes the time of day, and a model should rebuild to the same bytes.
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in zip(_ARRAYS, arrays, strict=True):
            raw = io.BytesIO()
            np.lib.format.write_array(raw, np.asarray(array, "<f4"), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, raw.getvalue())
    text = json.dumps(config, ensure_ascii=False, indent=None, separators=(",", ":"))
    return {CONFIG: text.encode("utf-8"), WEIGHTS: stream.getvalue()}


def _model(kind: type[TopicClassifier], contents: dict[str, bytes], where: str) -> TopicClassifier:
    config = _config(contents[CONFIG], where + CONFIG)
    arrays = _arrays(contents[WEIGHTS], where + WEIGHTS)
    try:
        return _assemble(kind, config, arrays)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise TopicModelError(
            f"{where}{CONFIG}: damaged topic model: {type(error).__name__}: {error}"
        ) from error


def _config(data: bytes, name: str) -> dict[str, Any]:
    try:
        config = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise TopicModelError(f"{name}: not JSON: {error}") from error
    found = config.get("format") if isinstance(config, dict) else None
    if found != FORMAT:
        raise TopicModelError(f"{name}: no topic model: format is {found!r}, not {FORMAT!r}")
    return dict(config)


def _arrays(data: bytes, name: str) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise ValueError("it is too large")
            # Read past zip's own check, which sees to it that every byte is as written.
            raw = {key: archive.read(f"{key}.npy") for key in _ARRAYS}
        arrays = {key: np.load(io.BytesIO(raw[key]), allow_pickle=False) for key in _ARRAYS}
    except Exception as error:
        # zipfile, zlib and numpy raise a dozen kinds for damaged bytes.
        raise TopicModelError(f"{name}: damaged or no weights of a topic model: {error}") from error
    for key, array in arrays.items():
        if array.dtype != np.float32 or not np.isfinite(array).all():
            raise TopicModelError(f"{name}: {key} holds other than finite float32 numbers")
    return arrays


def _assemble(
    kind: type[TopicClassifier], config: dict[str, Any], arrays: dict[str, Any]
) -> TopicClassifier:
    options = config["parameters"]
    options = {**options, "ngrams": tuple(options["ngrams"]), "mask": tuple(options["mask"])}
    unknown = set(options["mask"]) - ENTITY_LABELS.keys()
    if unknown:
        raise ValueError(f"unknown entity labels {', '.join(sorted(unknown))}")
    model = kind(**options)
    model.body_ = NGrams(config["body"], arrays["body_idf"])
    model.opening_ = NGrams(config["opening"], arrays["opening_idf"])
    model.heading_ = NGrams(config["heading"], arrays["heading_idf"])
    labels = tuple(str(label) for label in config["labels"])
    vocabularies = (model.body_, model.opening_, model.heading_)
    width = sum(map(len, vocabularies)) + len(POSITIONS) * model.positions
    shapes = {
        "weights": (width, len(labels)),
        "bias": (len(labels),),
        "body_idf": (len(model.body_),),
        "opening_idf": (len(model.opening_),),
        "heading_idf": (len(model.heading_),),
    }
    for key, shape in shapes.items():
        if arrays[key].shape != shape:
            raise ValueError(f"{key} has the shape {arrays[key].shape}, not {shape}")
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError("labels are fewer than two or stand twice")
    model.weights_, model.bias_ = arrays["weights"], arrays["bias"]
    model.calibration_ = _calibrations(config["calibration"], len(labels))
    model.labels_ = labels
    return model


def _calibrations(values: list[dict[str, Any]], labels: int) -> tuple[Calibration, Calibration]:
    from govnlp.topics.classifier import ALSO_INPUTS, Calibration

    bare, headed = (
        Calibration(float(v["temperature"]), tuple(map(float, v["also"])), float(v["threshold"]))
        for v in values
    )
    for one in (bare, headed):
        if not (0 < one.temperature < math.inf and all(map(math.isfinite, one.also))):
            raise ValueError("calibration holds no sound numbers")
        if len(one.also) not in (0, len(ALSO_INPUTS) + labels):
            raise ValueError(f"the also head has {len(one.also)} coefficients")
    return bare, headed
