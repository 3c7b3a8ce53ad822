"""standfast keeps a virtual IP on a healthy server.

Rule of this file: it imports nothing, because every process of the daemon pays for what stands here.
"""

__version__ = "0.1.0.dev0"
