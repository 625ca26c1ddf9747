"""Started as a script by the runner: finds its own package without running what lies above it."""

import os
import sys
import types


def _start() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    root = here
    for name in ("synth.rerun.sandbox.inside", "synth.rerun.sandbox", "synth.rerun", "synth"):
        package = types.ModuleType(name)
        package.__path__ = [root]
        sys.modules[name] = package
        root = os.path.dirname(root)
    sys.dont_write_bytecode = True
    sys.path.extend(argument for argument in sys.argv[2:] if argument)
    from synth.rerun.sandbox.inside.worker import main

    main(int(sys.argv[1]))


if __name__ == "__main__":
    _start()
