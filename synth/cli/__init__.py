"""The command line: one file a command. The only place that knows typer and rich."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `synth`; an expected error is one line and a hint, a bug is a traceback."""
    import gc

    # Importing makes many objects and no garbage: looking for some after each 700 is a tenth of a command's start.
    gc.set_threshold(50_000)
    from synth.cli.app import app
    from synth.errors import SynthError

    try:
        code = app(prog_name="synth", standalone_mode=False)  # `typer.Exit` comes back as a number in this mode
    except SynthError as error:
        _say(error.message, error.hint)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("synth: stopped; what was done is kept, the same command goes on from there", file=sys.stderr)
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:
        if _is_usage(error):
            _say_usage(error)
            raise SystemExit(2) from None
        if type(error).__name__ == "Abort":
            raise SystemExit(130) from None
        raise
    raise SystemExit(code if isinstance(code, int) else 0)


def _say(message: str, hint: str) -> None:
    """An error on one line; names of files and words of users can hold terminal escapes."""
    from synth.report.text import clean

    print(f"synth: {clean(message)}", file=sys.stderr)
    if hint:
        print(f"  hint: {clean(hint)}", file=sys.stderr)


def _is_usage(error: Exception) -> bool:
    """Whether typer's parser raised it."""
    return hasattr(error, "show") and hasattr(error, "exit_code")


def _say_usage(error: Exception) -> None:
    """Print what was wrong on one line, and which help to read."""
    message = error.format_message()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # `synth` alone: the message is its whole help
        print(message, file=sys.stderr)
        return
    _say(f"{message[:1].lower()}{message[1:].rstrip('.')}", f"{context.command_path if context else 'synth'} --help")
