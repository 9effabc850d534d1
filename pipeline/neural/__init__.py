"""Neural taggers that run on numpy alone: slovnet's weights from natasha's wheel, in batches without padding."""

from pipeline.neural.digests import model_digests
from pipeline.neural.models import Taggers, load_taggers

__all__ = ["Taggers", "load_taggers", "model_digests"]
