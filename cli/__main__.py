"""`python -m cli`: what the launcher `./tayang` runs."""

from cli.app import app

if __name__ == "__main__":
    app(prog_name="tayang")
