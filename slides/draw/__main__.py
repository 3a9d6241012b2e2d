"""Write every figure to slides/figures/: `python -m slides.draw`."""

from __future__ import annotations

from pathlib import Path

from slides.draw import FIGURES_FOLDER, every_figure


def main(folder: Path = FIGURES_FOLDER) -> None:
    """Draw all figures into the folder and say how many."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = every_figure()
    for figure in figures:
        figure.save(folder)
    print(f"{len(figures)} figures in {folder}")


if __name__ == "__main__":
    main()
