"""The topic classifier: what a paragraph is about, by its own words.

Knows text and the places of entities, not spaCy. Only ``fit`` needs scikit-learn; a
fitted classifier predicts with arrays alone.
"""

from govnlp.topics.classifier import Prediction, TopicClassifier
from govnlp.topics.explain import Evidence
from govnlp.topics.files import TopicModelError, shipped_model
from govnlp.topics.passages import Passage

__all__ = [
    "Evidence",
    "Passage",
    "Prediction",
    "TopicClassifier",
    "TopicModelError",
    "shipped_model",
]
