"""synth reads the literature and tells its reader what can be trusted."""

__version__ = "0.1.0"
