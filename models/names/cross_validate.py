"""Finds the names of texts with a teacher that was trained without them, part by part; see README.md."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from train import arguments, export, read_material, trained

import pipeline
from pipeline.neural.names_model import NamesModel
from pipeline.records import Record, Release
from pipeline.sinks import write_tables
from pipeline.sources import read_inputs
from pipeline.tables import to_batches


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--folds", type=int, default=4, help="parts that e2e.made.train is cut into")
    parser.add_argument("--out", type=Path, required=True, help="folder for releases.jsonl")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    material = read_material(args.gold, args.raw, args.generated)
    records = [item for item in read_inputs([args.gold / "e2e.made.train.jsonl"]) if isinstance(item, Record)]
    nlp = pipeline.load()
    repairer = nlp.get_pipe("rupress_boundaries")
    found: dict[int, Release] = {}
    for fold in range(args.folds):
        others = [example for place, example in enumerate(material.made) if place % args.folds != fold]
        network = trained(material, others, args.rounds, args.epochs, args.tuning)
        with TemporaryDirectory() as folder:
            path = Path(folder, "weights.npz")
            export(network, material.kinds, material.lists, path)
            repairer.model = NamesModel.load(path)
        places = range(fold, len(records), args.folds)
        found |= zip(places, pipeline.extract_many([records[place] for place in places], nlp=nlp), strict=True)
    batches = to_batches([found[place] for place in range(len(records))])
    write_tables(args.out, "jsonl", {name: lambda batch=batch: [batch] for name, batch in batches.items()})


if __name__ == "__main__":
    main()
