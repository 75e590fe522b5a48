"""The classification problem: a data set, its split, and the model and loss on it."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from solver.config.checking import Strict, check_against, checked
from solver.config.numbers import DATA_SEED, L1, L2, SPLIT_SEED, STANDARDISE, TEST_FRACTION
from solver.datasets import DATASETS, EDITS
from solver.datasets.edits import fit, halves
from solver.losses import LOSSES
from solver.model import architectures as models
from solver.model.architectures import MODELS
from solver.model.features import FEATURES, feature_names
from solver.model.network import Network
from solver.optimizers import OPTIMIZERS
from solver.parameters import Value
from solver.registry import Several

# Recovered by fitting the tutorial's printed losses; they reproduce all of them to all seven decimals.
TUTORIAL = (-1.706982277, -0.237856883, 1.498803565)


class Classification(Strict):
    """A data set, its split, and the model and loss that are to learn it."""

    kind: Literal["classification"] = "classification"
    dataset: Annotated[str, checked(DATASETS)] = "blobs"
    options: dict[str, Any] = Field(default_factory=dict)
    data_seed: Annotated[int, checked(DATA_SEED)] = 1
    standardise: Annotated[int, checked(STANDARDISE)] = 0
    test_fraction: Annotated[float, checked(TEST_FRACTION)] = 0.5
    split_seed: Annotated[int, checked(SPLIT_SEED)] = 42
    edits: Annotated[tuple[tuple[Any, ...], ...], checked(EDITS)] = ()
    features: Annotated[tuple[str, ...], checked(Several(FEATURES))] = ()
    model: Annotated[str, checked(MODELS)] = "linear"
    model_options: dict[str, Any] = Field(default_factory=dict)
    loss: Annotated[str, checked(LOSSES)] = "sse"
    l1: Annotated[float, checked(L1)] = 0.0
    l2: Annotated[float, checked(L2)] = 0.0

    @field_validator("options", mode="before")
    @classmethod
    def _known_options(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(DATASETS, info.data.get("dataset"), value)

    @field_validator("model_options", mode="before")
    @classmethod
    def _known_model_options(cls, value: object, info: ValidationInfo) -> dict[str, Value]:
        return check_against(MODELS, info.data.get("model"), value)

    @model_validator(mode="after")
    def _edits_fit(self) -> "Classification":
        fit(self.edits, *self._drawn, self.classes)
        return self

    @property
    def _drawn(self) -> tuple[int, int]:
        """The numbers of all points and of training points before edits; scikit-learn rounds the test half up."""
        samples = DATASETS[self.dataset].samples(self.options)
        return samples, samples - -int(-samples * self.test_fraction // 1)

    @cached_property
    def training_samples(self) -> int:
        """The number of training points."""
        return halves(self.edits, *self._drawn)[0]

    @cached_property
    def classes(self) -> int:
        """The number of classes."""
        return DATASETS[self.dataset].classes(self.options)

    @cached_property
    def network(self) -> Network:
        """The model on the chosen features and the bias column."""
        inputs = len(feature_names(self.features)) + 1
        return models.network(self.model, self.model_options, inputs, self.classes)

    @property
    def size(self) -> int:
        """P, the number of parameters."""
        return self.network.size

    @property
    def work(self) -> int:
        """What one point costs, in multiplications."""
        return self.network.work

    @property
    def layers(self) -> int:
        """The number of layers, each a product of matrices in an update."""
        return len(self.network.shapes)

    def point_cost(self, general: bool) -> float:
        """Nanoseconds a point of a surface: a `general` one, or one along weights of the first layer."""
        return self.training_samples * self.network.surface_work(general)

    @property
    def flat_terms(self) -> int:
        """The number of terms of an objective made of flat pieces; 0 of any other."""
        if not (LOSSES[self.loss].flat_pieces and self.network.affine):
            return 0
        return self.training_samples * (self.classes - 1) + (self.size if self.l1 else 0)

    @property
    def usual_start(self) -> tuple[float, ...] | None:
        """The tutorial's weights where they fit: two of them and a bias, for two classes."""
        return TUTORIAL if self.model == "linear" and self.classes == 2 and not self.features else None

    @property
    def usual_initialisation(self) -> str:
        """The default initialisation."""
        return MODELS[self.model].initialisation

    def learning_rate(self, optimizer: str) -> float:
        """An optimizer's default, by whether the loss sums over the points or averages."""
        return OPTIMIZERS[optimizer].learning_rates[LOSSES[self.loss].reduction]

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of the model's parameters."""
        return models.parameter_names(self.network, feature_names(self.features))
