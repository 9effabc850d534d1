"""`python -m pipeline` is `rupress`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
