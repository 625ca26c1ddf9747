"""A thread while it is read: posts and their fields, and the one text that quotes point into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from synth.records import Post, PostField, PostKind, ReviewThread, content_id

_REVIEWER = re.compile(r"\breviewer[\s_#:]*(?P<name>[A-Za-z0-9]{1,8})\b", re.IGNORECASE)


@dataclass(slots=True)
class Written:
    """What was read so far."""

    source: str = "text"
    title: str = ""
    forum: str = ""
    parts: list[str] = field(default_factory=list)
    length: int = 0
    posts: list[Post] = field(default_factory=list)

    def put(self, text: str) -> tuple[int, int]:
        """Add `text` to the running text; gives where it stands."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def post(self, kind: PostKind, author: str, fields: Sequence[tuple[str, str]], *, review: int | None) -> int:
        """Add a post made of fields; gives its index."""
        found = []
        for name, text in fields or [("", "")]:
            if name:
                self.put(f"{name}\n")
            start, end = self.put(text.replace("\r\n", "\n").strip("\n"))
            found.append(PostField(name=name, start=start, end=end))
            self.put("\n\n")
        return self.add(kind, author, found, review=review)

    def add(self, kind: PostKind, author: str, fields: Sequence[PostField], *, review: int | None) -> int:
        """Add a post whose text stands already; gives its index."""
        own = len(self.posts) if kind is PostKind.REVIEW else review
        self.posts.append(Post(kind=kind, author=author, fields=tuple(fields), review=own))
        return len(self.posts) - 1

    def thread(self, text: str | None = None) -> ReviewThread:
        """The thread; `text` where the posts point into a text of their own. Reviewers without a name are numbered."""
        whole = "".join(self.parts) if text is None else text
        posts = list(self.posts)
        reviews = [index for index, one in enumerate(posts) if one.kind is PostKind.REVIEW]
        for number, index in enumerate(reviews, start=1):
            if not posts[index].author:
                posts[index] = _named(posts[index], f"Reviewer {number}")
        for index, one in enumerate(posts):
            if not one.author:
                told = posts[one.review].author if one.kind is PostKind.COMMENT and one.review is not None else ""
                posts[index] = _named(
                    one, told or {PostKind.AUTHORS: "Authors", PostKind.META: "Area chair"}.get(one.kind, "Somebody")
                )
        return ReviewThread(
            id=content_id("f", whole),
            source=self.source,
            title=self.title,
            forum=self.forum,
            text=whole,
            posts=tuple(posts),
        )


def _named(post: Post, author: str) -> Post:
    return Post(kind=post.kind, author=author, fields=post.fields, review=post.review)


def reviewer_in(text: str) -> str:
    """The reviewer that a text names, "Reviewer 6VTR"; empty where it names none."""
    match = next(
        (
            m
            for m in _REVIEWER.finditer(text)
            if not m["name"].isalpha() or m["name"].isupper() or not m["name"].islower()
        ),
        None,
    )
    return f"Reviewer {match['name']}" if match else ""
