"""TeX formulas as readable plain text: ten to the power of -5 is 10^-5, and a times sign is ×."""

from __future__ import annotations

import re

from synth.language.wordset import word_set

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ "
    "Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_PLAIN = (
    "prime ′ ell ℓ infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ emptyset ∅ varnothing ∅ sum ∑ prod ∏ int ∫ ldots … "
    "dots … cdots ⋯ dagger † ddagger ‡ checkmark ✓ cmark ✓ xmark ✗ degree ° circ ° star ⋆ ast * bullet • % % # # "
    "& & $ $ _ _ { { } } | ‖ hbar ℏ Re ℜ Im ℑ langle ⟨ rangle ⟩ lbrace { rbrace } lvert | rvert | vert | "
    "lVert ‖ rVert ‖ Vert ‖ "
    "lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ blacktriangle ▲ triangle △ blacktriangledown ▼ backslash \\ colon : "
    "textsuperscript ^ mid | square □ Box □ aleph ℵ neg ¬ lnot ¬ angle ∠ perp ⊥ top ⊤ bot ⊥ S § P ¶ surd √"
)
_SPACED = (
    "times × cdot · pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫ in ∈ "
    "notin ∉ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ to → rightarrow → leftarrow ← gets ← Rightarrow ⇒ "
    "Leftarrow ⇐ leftrightarrow ↔ mapsto ↦ longrightarrow ⟶ implies ⇒ iff ⇔ oplus ⊕ otimes ⊗ odot ⊙ div ÷ setminus ∖ "
    "land ∧ wedge ∧ lor ∨ vee ∨ lesssim ≲ gtrsim ≳ leqslant ≤ geqslant ≥ coloneqq := parallel ∥ triangleq ≜ succ ≻ "
    "prec ≺ succeq ⪰ preceq ⪯ models ⊨ vdash ⊢"
)


def _pairs(words: str) -> dict[str, str]:
    parts = words.split()
    return dict(zip(parts[::2], parts[1::2], strict=True))


SYMBOLS = _pairs(_GREEK) | _pairs(_PLAIN) | {"uparrow": "↑", "downarrow": "↓", "Uparrow": "⇑", "Downarrow": "⇓"}
"""Commands that print one sign."""
_OPERATORS = _pairs(_SPACED)
_FUNCTIONS = word_set(
    "log ln exp max min sup inf lim arg det dim gcd sin cos tan tanh sinh cosh Pr argmax argmin softmax mod bmod"
)
_TEXTUAL = word_set("text textrm textbf textit textsc textsf texttt textnormal mbox hbox emph textup intertext")
_DROPPED = word_set(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle textstyle "
    "scriptstyle scriptscriptstyle limits nolimits nonumber notag boldmath unboldmath bf rm it tt sf cal "
    "bm nobreak allowbreak mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal "
    "boldsymbol operatorname hat bar "
    "tilde vec widehat widetilde overline underline mathop mathbin mathrel ensuremath pmb mathds mathbbm dot ddot "
    "acute check breve smash substack underbrace overbrace boxed cancel text@ hline small large "
    "footnotesize scriptsize tiny "
    "normalsize displaylimits protect xspace bfseries itshape relax"
)
_WITH_ARGUMENT = word_set("label tag color hspace vspace phantom hphantom vphantom textcolor kern mspace rule ref")
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|[0-9]+|.", re.DOTALL)
_DEPTH = 40


def math_text(tex: str) -> str:
    """A formula without its dollar signs, on one line."""
    tokens = _TOKEN.findall(tex)
    parser = _Parser(tokens)
    text = parser.run(0)
    text = re.sub(r"(?<=\d) ?(×|·) ?(?=10\^)", lambda m: f" {m[1]} " if m[1] == "×" else m[1], text)
    text = re.sub(r"(?<=[\d ]),\s(?=\d{3}(?!\d))", ",", re.sub(r"(?<=\d)\s*,\s*(?=\d{3}(?!\d))", ",", text))
    return " ".join(text.split())


class _Parser:
    """Recursive descent over the tokens of one formula; broken input gives what could be read."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def run(self, depth: int) -> str:
        out: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token == "}":
                self._at += 1
                if depth:
                    break
                continue
            self._piece(out, depth)
        return "".join(out)

    def _piece(self, out: list[str], depth: int) -> None:
        token = self._tokens[self._at]
        self._at += 1
        if token.isspace():
            return
        if token == "{":
            out.append(self.run(depth + 1) if depth < _DEPTH else "")
        elif token in "^_":
            out.append(self._script(token, depth))
        elif token in "~&":
            out.append(" ")
        elif token[0] == "\\" and len(token) > 1:
            out.append(self._command(token[1:].rstrip("*") or "*", out, depth))
        elif token in "=<>":
            out.append(f" {token} ")
        elif token in "+-" and out and out[-1][-1:] not in "(=<>,^_[ ":
            out.append(f" {'−' if token == '-' else token} ")
        elif token == ",":
            out.append(", ")
        else:
            out.append(token)

    def _script(self, sign: str, depth: int) -> str:
        raw = self._argument(depth)
        inner = raw.strip()
        if sign == "^" and inner in {"′", "∘", "°", "†", "‡", "*", "⋆"}:
            return "°" if inner in "∘°" else inner
        if not inner:
            return ""
        if inner[0] in "±↑↓":  # a deviation or gain set small beside its number
            return f" {inner}"
        plain = re.fullmatch(r"[-−+]?[\w.*′…%]+", inner)
        return f"{sign}{inner.replace('−', '-')}" if plain else f"{sign}({inner})"

    def _argument(self, depth: int) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        if self._at >= len(self._tokens) or self._tokens[self._at] == "}":
            return ""
        out: list[str] = []
        token = self._tokens[self._at]
        if token.isdigit() and len(token) > 1:  # TeX takes one token: x^10 prints x¹0; writers mean 10
            self._at += 1
            return token
        if depth >= _DEPTH:
            self._at += 1
            return ""
        self._piece(out, depth + 1)
        return "".join(out)

    def _raw_group(self) -> str:
        """The text of a braced argument with its blanks; formulas inside stand as written."""
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        if self._at >= len(self._tokens) or self._tokens[self._at] != "{":
            return ""
        level, parts = 0, []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            level += {"{": 1, "}": -1}.get(token, 0)
            if level == 0:
                break
            if token not in "{}$":
                parts.append(SYMBOLS.get(token[1:], "") if token[0] == "\\" else token)
        text = " ".join("".join(parts).split())
        return text.replace(" ", "") if re.fullmatch(r"\S(?: \S)+", text) else "".join(parts).replace("\n", " ")

    def _command(self, name: str, out: list[str], depth: int) -> str:
        if name in _OPERATORS:
            sign = _OPERATORS[name]
            return sign if sign in "±∓" and not (out and out[-1].strip()) else f" {sign} "
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in _FUNCTIONS:
            return f"{name} " if not out or out[-1].endswith(" ") else f" {name} "
        if name in _TEXTUAL:
            return self._raw_group()
        if name in {"frac", "dfrac", "tfrac", "nicefrac", "sfrac"}:
            return f"{_closed(self._argument(depth))}/{_closed(self._argument(depth))}"
        if name in {"binom", "dbinom", "tbinom"}:
            return f"C({self._argument(depth)}, {self._argument(depth)})"
        if name == "sqrt":
            return f"√{_closed(self._argument(depth))}"
        if name in {"begin", "end"}:
            self._raw_group()
            return " "
        if name in _WITH_ARGUMENT:
            self._raw_group()
            return ""
        if name in {"\\", "quad", "qquad", "newline", "tabularnewline"}:
            return " "
        if name in {",", ";", ":", " ", ">"}:
            return " " if name in {" ", ";"} else ""
        if name in {"!", "/", "-", "(", ")", "[", "]"} or name in _DROPPED:
            return ""
        return name if name.isalpha() and name.islower() and len(name) > 6 else ""


def _closed(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[\w.∂∇]+", text) else f"({text})"
