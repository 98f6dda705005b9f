"""``python -m govspan`` is the command line; ``accelerate launch -m govspan`` uses it."""

from .training.cli import main

main()
