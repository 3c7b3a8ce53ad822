"""`python -m standfast` and the `standfast` command: hands over to the command line."""


import sys


def main() -> None:
    """Run the command line: keepalived's if that is what the program is called."""
    name = sys.argv[0].rpartition("/")[2]
    if name == "keepalived":
        from standfast.cli.keepalived import run_as_keepalived

        run_as_keepalived(sys.argv[1:], sys.argv)
        return
    from standfast.cli import command_line

    command_line()


if __name__ == "__main__":
    main()
