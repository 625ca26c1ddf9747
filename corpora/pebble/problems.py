"""The problems of PebbleEval with right and wrong bodies; `build.py` writes the files from them."""

from __future__ import annotations

from typing import NamedTuple


class Pebble(NamedTuple):
    """One problem."""

    name: str
    arguments: str
    text: str
    tests: tuple[str, ...]
    """Expressions that must be true; the first is shown in the prompt."""
    right: tuple[str, ...]
    wrong: tuple[str, ...]


PROBLEMS: tuple[Pebble, ...] = (
    Pebble(
        "clamp", "x, low, high", "Give x, or the nearer bound where x lies outside of low and high.",
        ("clamp(5, 1, 3) == 3", "clamp(-2, 0, 9) == 0", "clamp(4, 1, 8) == 4", "clamp(1, 1, 1) == 1"),
        ("return max(low, min(x, high))", "if x < low:\n    return low\nreturn high if x > high else x"),
        ("return min(low, max(x, high))", "return low if x < low else x"),
    ),
    Pebble(
        "count_vowels", "text", "Count the vowels a, e, i, o, u, capital ones too.",
        ("count_vowels('Rain') == 2", "count_vowels('') == 0", "count_vowels('AEIOU') == 5",
         "count_vowels('banana') == 3"),
        ("return sum(c in 'aeiou' for c in text.lower())", "return len([c for c in text if c in 'aeiouAEIOU'])"),
        ("return sum(c in 'aeiou' for c in text)", "return len(set(text.lower()) & set('aeiou'))"),
    ),
    Pebble(
        "running_total", "numbers", "Give the sums of the first one, two, three … numbers.",
        ("running_total([1, 2, 3]) == [1, 3, 6]", "running_total([]) == []", "running_total([5, -5]) == [5, 0]"),
        ("total, out = 0, []\nfor n in numbers:\n    total += n\n    out.append(total)\nreturn out",
         "from itertools import accumulate\nreturn list(accumulate(numbers))"),
        ("return [sum(numbers[:i]) for i in range(len(numbers))]", "return sum(numbers)"),
    ),
    Pebble(
        "is_leap", "year", "Whether a year is a leap year of the Gregorian calendar.",
        ("is_leap(2024) is True", "is_leap(1900) is False", "is_leap(2000) is True", "is_leap(2023) is False"),
        ("return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)", "import calendar\nreturn calendar.isleap(year)"),
        ("return year % 4 == 0", "return year % 4 == 0 and year % 100 != 0"),
    ),
    Pebble(
        "dedupe", "items", "Leave out repetitions, keep the order of first appearance.",
        ("dedupe([3, 1, 3, 2, 1]) == [3, 1, 2]", "dedupe([]) == []", "dedupe(['b', 'a', 'b']) == ['b', 'a']"),
        ("return list(dict.fromkeys(items))", "out = []\nfor x in items:\n    if x not in out:\n        out.append(x)\nreturn out"),
        ("return sorted(set(items))", "return [x for i, x in enumerate(items) if x not in items[i + 1:]]"),
    ),
    Pebble(
        "digit_sum", "n", "Sum the decimal digits of a whole number; the sign does not count.",
        ("digit_sum(123) == 6", "digit_sum(0) == 0", "digit_sum(-19) == 10", "digit_sum(1000) == 1"),
        ("return sum(int(d) for d in str(abs(n)))", "n, total = abs(n), 0\nwhile n:\n    total += n % 10\n    n //= 10\nreturn total"),
        ("return sum(int(d) for d in str(n))", "total = 0\nwhile n > 0:\n    total += n % 10\n    n //= 10\nreturn total"),
    ),
    Pebble(
        "title_words", "text", "Make the first letter of every word a capital, leave the rest as it is.",
        ("title_words('two words') == 'Two Words'", "title_words('') == ''", "title_words('mcDonald') == 'McDonald'",
         "title_words(\"it's\") == \"It's\""),
        ("return ' '.join(w[:1].upper() + w[1:] for w in text.split(' '))",
         "out = []\nfor word in text.split(' '):\n    out.append(word[0].upper() + word[1:] if word else word)\nreturn ' '.join(out)"),
        ("return text.title()", "return ' '.join(w.capitalize() for w in text.split(' '))"),
    ),
    Pebble(
        "median", "numbers", "The middle of the sorted numbers, or the mean of the two in the middle.",
        ("median([3, 1, 2]) == 2", "median([4, 1, 2, 3]) == 2.5", "median([7]) == 7", "median([1, 2, 9]) == 2"),
        ("s = sorted(numbers)\nm = len(s) // 2\nreturn s[m] if len(s) % 2 else (s[m - 1] + s[m]) / 2",
         "import statistics\nreturn statistics.median(numbers)"),
        ("return sorted(numbers)[len(numbers) // 2]", "return sum(numbers) / len(numbers)"),
    ),
    Pebble(
        "rotate", "items, k", "Move every item k places to the right; what falls off comes in at the left.",
        ("rotate([1, 2, 3, 4], 1) == [4, 1, 2, 3]", "rotate([1, 2], 3) == [2, 1]", "rotate([], 5) == []",
         "rotate([1, 2, 3], 0) == [1, 2, 3]"),
        ("if not items:\n    return []\nk %= len(items)\nreturn items[-k:] + items[:-k] if k else list(items)",
         "n = len(items)\nreturn [items[(i - k) % n] for i in range(n)]"),
        ("return items[k:] + items[:k]", "return items[-k:] + items[:-k]"),
    ),
    Pebble(
        "flatten", "nested", "Give the items of all lists in a list of lists, as deep as they go.",
        ("flatten([1, [2, [3]]]) == [1, 2, 3]", "flatten([]) == []", "flatten([[[]]]) == []", "flatten([[1], [2]]) == [1, 2]"),
        ("out = []\nfor x in nested:\n    out += flatten(x) if isinstance(x, list) else [x]\nreturn out",
         "stack, out = list(reversed(nested)), []\nwhile stack:\n    x = stack.pop()\n    if isinstance(x, list):\n"
         "        stack += reversed(x)\n    else:\n        out.append(x)\nreturn out"),
        ("return [y for x in nested for y in x]",
         "out = []\nfor x in nested:\n    if isinstance(x, list):\n        out += x\n    else:\n        out.append(x)\nreturn out"),
    ),
    Pebble(
        "caesar", "text, shift", "Shift the letters a to z of a text by `shift` places, round the end; leave all else.",
        ("caesar('abc', 1) == 'bcd'", "caesar('xyz', 3) == 'abc'", "caesar('a b!', 2) == 'c d!'", "caesar('b', -1) == 'a'"),
        ("return ''.join(chr((ord(c) - 97 + shift) % 26 + 97) if 'a' <= c <= 'z' else c for c in text)",
         "letters = 'abcdefghijklmnopqrstuvwxyz'\nout = ''\nfor c in text:\n"
         "    out += letters[(letters.index(c) + shift) % 26] if c in letters else c\nreturn out"),
        ("return ''.join(chr(ord(c) + shift) for c in text)",
         "return ''.join(chr((ord(c) - 97 + shift) % 26 + 97) for c in text)"),
    ),
    Pebble(
        "run_lengths", "text", "Give each run of one character as a pair of the character and its length.",
        ("run_lengths('aab') == [('a', 2), ('b', 1)]", "run_lengths('') == []", "run_lengths('aba') == [('a', 1), ('b', 1), ('a', 1)]"),
        ("from itertools import groupby\nreturn [(c, len(list(g))) for c, g in groupby(text)]",
         "out = []\nfor c in text:\n    if out and out[-1][0] == c:\n        out[-1] = (c, out[-1][1] + 1)\n    else:\n"
         "        out.append((c, 1))\nreturn out"),
        ("return [(c, text.count(c)) for c in dict.fromkeys(text)]", "return [(c, 1) for c in text]"),
    ),
    Pebble(
        "binary_gap", "n", "The longest run of zeros between two ones in the binary digits of n.",
        ("binary_gap(9) == 2", "binary_gap(8) == 0", "binary_gap(1041) == 5", "binary_gap(0) == 0"),
        ("return max((len(g) for g in bin(n)[2:].strip('0').split('1')), default=0)",
         "best = run = 0\nfor d in bin(n)[2:].rstrip('0'):\n    run = run + 1 if d == '0' else 0\n    best = max(best, run)\nreturn best"),
        ("return max(len(g) for g in bin(n)[2:].split('1'))", "return bin(n).count('0') - 1"),
    ),
    Pebble(
        "transpose", "rows", "Exchange the rows and columns of a table.",
        ("transpose([[1, 2], [3, 4]]) == [[1, 3], [2, 4]]", "transpose([]) == []", "transpose([[1, 2, 3]]) == [[1], [2], [3]]"),
        ("return [list(column) for column in zip(*rows)]",
         "if not rows:\n    return []\nreturn [[row[i] for row in rows] for i in range(len(rows[0]))]"),
        ("return list(zip(*rows))", "return [[row[i] for row in rows] for i in range(len(rows))]"),
    ),
    Pebble(
        "roman", "n", "A whole number from 1 to 3999 in Roman numerals.",
        ("roman(4) == 'IV'", "roman(1994) == 'MCMXCIV'", "roman(3999) == 'MMMCMXCIX'", "roman(58) == 'LVIII'"),
        ("out = ''\nfor value, sign in ((1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'),\n"
         "                    (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):\n"
         "    out += sign * (n // value)\n    n %= value\nreturn out",),
        ("out = ''\nfor value, sign in ((1000, 'M'), (500, 'D'), (100, 'C'), (50, 'L'), (10, 'X'), (5, 'V'), (1, 'I')):\n"
         "    out += sign * (n // value)\n    n %= value\nreturn out", "return 'I' * n"),
    ),
    Pebble(
        "balanced", "text", "Whether every bracket of ( ) [ ] { } is closed by its like, in order.",
        ("balanced('([]){}') is True", "balanced('([)]') is False", "balanced('') is True", "balanced('((') is False",
         "balanced(')(') is False"),
        ("pairs, stack = {')': '(', ']': '[', '}': '{'}, []\nfor c in text:\n    if c in '([{':\n        stack.append(c)\n"
         "    elif c in pairs and (not stack or stack.pop() != pairs[c]):\n        return False\nreturn not stack",
         "last = None\nwhile last != text:\n    last = text\n    for pair in ('()', '[]', '{}'):\n"
         "        text = text.replace(pair, '')\nreturn not text"),
        ("return all(text.count(a) == text.count(b) for a, b in ('()', '[]', '{}'))",
         "depth = 0\nfor c in text:\n    depth += c in '([{'\n    depth -= c in ')]}'\nreturn depth == 0"),
    ),
    Pebble(
        "change", "amount, coins", "The fewest coins that make the amount, each as often as needed; -1 where none do.",
        ("change(11, [1, 5, 6]) == 2", "change(0, [3]) == 0", "change(7, [2, 4]) == -1", "change(12, [1, 6, 10]) == 2"),
        ("best = [0] + [None] * amount\nfor a in range(1, amount + 1):\n"
         "    found = [best[a - c] for c in coins if c <= a and best[a - c] is not None]\n"
         "    best[a] = min(found) + 1 if found else None\nreturn -1 if best[amount] is None else best[amount]",),
        ("used = 0\nfor coin in sorted(coins, reverse=True):\n    used += amount // coin\n    amount %= coin\n"
         "return used if amount == 0 else -1", "return amount // max(coins)"),
    ),
    Pebble(
        "longest_common", "a, b", "The length of the longest common subsequence of two texts.",
        ("longest_common('abcde', 'ace') == 3", "longest_common('', 'x') == 0", "longest_common('abc', 'cba') == 1"),
        ("row = [0] * (len(b) + 1)\nfor x in a:\n    last = 0\n    for j, y in enumerate(b, start=1):\n"
         "        row[j], last = (last + 1 if x == y else max(row[j], row[j - 1])), row[j]\nreturn row[-1]",),
        ("return len(set(a) & set(b))", "return sum(x == y for x, y in zip(a, b))"),
    ),
    Pebble(
        "merge_spans", "spans", "Join spans that overlap or touch; give the rest as they are, in order.",
        ("merge_spans([(1, 3), (2, 5), (8, 9)]) == [(1, 5), (8, 9)]", "merge_spans([]) == []",
         "merge_spans([(4, 6), (1, 4)]) == [(1, 6)]", "merge_spans([(1, 9), (2, 3)]) == [(1, 9)]"),
        ("out = []\nfor low, high in sorted(spans):\n    if out and low <= out[-1][1]:\n"
         "        out[-1] = (out[-1][0], max(out[-1][1], high))\n    else:\n        out.append((low, high))\nreturn out",),
        ("out = []\nfor low, high in spans:\n    if out and low <= out[-1][1]:\n        out[-1] = (out[-1][0], high)\n"
         "    else:\n        out.append((low, high))\nreturn out", "return sorted(spans)"),
    ),
    Pebble(
        "knight_moves", "n", "In how many squares of an n by n board a knight in the corner can be after two moves.",
        ("knight_moves(8) == 10", "knight_moves(3) == 3", "knight_moves(1) == 0", "knight_moves(2) == 0"),
        ("steps = [(a, b) for a in (-2, -1, 1, 2) for b in (-2, -1, 1, 2) if abs(a) != abs(b)]\nat = {(0, 0)}\n"
         "for _ in range(2):\n    at = {(x + a, y + b) for x, y in at for a, b in steps if 0 <= x + a < n and 0 <= y + b < n}\n"
         "return len(at)",),
        ("return 8 if n > 2 else 0", "return n * n // 2"),
    ),
    Pebble(
        "look_and_say", "n", "The n-th term of the look-and-say sequence, which begins with 1 and then says 11.",
        ("look_and_say(1) == '1'", "look_and_say(4) == '1211'", "look_and_say(6) == '312211'"),
        ("from itertools import groupby\nterm = '1'\nfor _ in range(n - 1):\n"
         "    term = ''.join(f'{len(list(g))}{d}' for d, g in groupby(term))\nreturn term",),
        ("from itertools import groupby\nterm = '1'\nfor _ in range(n):\n"
         "    term = ''.join(f'{len(list(g))}{d}' for d, g in groupby(term))\nreturn term", "return '1' * n"),
    ),
    Pebble(
        "islands", "grid", "Count the groups of ones in a grid of zeros and ones that touch along edges.",
        ("islands([[1, 0], [0, 1]]) == 2", "islands([]) == 0", "islands([[1, 1], [1, 1]]) == 1",
         "islands([[1, 0, 1], [1, 1, 1]]) == 1"),
        ("left = {(i, j) for i, row in enumerate(grid) for j, v in enumerate(row) if v}\ncount = 0\nwhile left:\n"
         "    count += 1\n    stack = [left.pop()]\n    while stack:\n        i, j = stack.pop()\n"
         "        for near in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):\n            if near in left:\n"
         "                left.remove(near)\n                stack.append(near)\nreturn count",),
        ("return sum(map(sum, grid))", "return sum(1 for row in grid if 1 in row)"),
    ),
    Pebble(
        "evaluate", "text", "The value of a sum of products of whole numbers, such as 2*3+4; no brackets, no spaces.",
        ("evaluate('2*3+4') == 10", "evaluate('1+2*3') == 7", "evaluate('5') == 5", "evaluate('2*2*2+1+1') == 10"),
        ("total = 0\nfor term in text.split('+'):\n    product = 1\n    for factor in term.split('*'):\n"
         "        product *= int(factor)\n    total += product\nreturn total",),
        ("import re\nvalue = 0\nsign = '+'\nfor part in re.findall(r'\\d+|[+*]', text):\n    if part in '+*':\n"
         "        sign = part\n    else:\n        value = value + int(part) if sign == '+' else value * int(part)\nreturn value",
         "return sum(int(n) for n in text.replace('*', '+').split('+'))"),
    ),
    Pebble(
        "nearest_square", "n", "The perfect square nearest to n; of two as near, the smaller.",
        ("nearest_square(7) == 9", "nearest_square(0) == 0", "nearest_square(10) == 9", "nearest_square(6) == 4"),
        ("import math\nr = math.isqrt(n)\nreturn r * r if n - r * r <= (r + 1) ** 2 - n else (r + 1) ** 2",),
        ("import math\nreturn math.isqrt(n) ** 2", "return (int(n ** 0.5) + 1) ** 2"),
    ),
)  # fmt: skip
