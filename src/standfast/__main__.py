"""`python -m standfast` and the `standfast` command: hands over to the command line."""


def main() -> None:
    """Run the command line."""
    from standfast.cli import command_line

    command_line()


if __name__ == "__main__":
    main()
