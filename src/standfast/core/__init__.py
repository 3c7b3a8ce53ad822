"""The sans-IO machines: (state, event, now) in, effects out."""
