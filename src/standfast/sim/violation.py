"""What the simulator raises when the daemons break a rule."""

from standfast.errors import StandfastError


class InvariantError(StandfastError):
    """An invariant does not hold. `rule` is its id and its name, as in docs/reference/simulator.md."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.text = text
