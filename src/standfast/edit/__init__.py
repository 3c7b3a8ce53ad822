"""What helps a person to work on a configuration file: a formatter, the effective values, what a reload would do.

Rules: it reads files through config/ and never touches a running daemon; what is not text in, text out, is in cli/.
"""
