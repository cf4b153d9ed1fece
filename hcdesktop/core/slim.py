"""Many small things of one kind, without an object for each: a hundred thousand of them would hold the collector of
garbage up, which runs on the window's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, starmap
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
V = TypeVar("V")


class Slim(Sequence[T], Generic[T]):
    """What each of the things is made of, one after the other in a single list; a thing is made when it is asked for.

    ``parts`` and ``made`` are each other's reverse. Parts are plain texts and numbers; of equal tuples one is kept.
    """

    def __init__(
        self, things: Iterable[T], *, parts: Callable[[T], tuple[object, ...]], made: Callable[..., T]
    ) -> None:
        self._made = made
        self._parts: list[object] = []
        self._width = 1
        self._take(map(parts, things))

    @classmethod
    def of_parts(cls, rows: Iterable[tuple[object, ...]], *, made: Callable[..., T]) -> Slim[T]:
        """What is read as parts: no thing is made of them only to be taken to pieces again."""
        slim = cls((), parts=_nothing, made=made)
        slim._take(rows)
        return slim

    def _take(self, rows: Iterable[tuple[object, ...]]) -> None:
        shared: dict[object, object] = {}
        for one in rows:
            self._width = len(one)
            # Not by isinstance: for a million people that alone takes a second.
            self._parts += [shared.setdefault(part, part) if part.__class__ is tuple else part for part in one]

    def __iter__(self) -> Iterator[T]:
        return starmap(self._made, zip(*[iter(self._parts)] * self._width, strict=True))

    def __len__(self) -> int:
        return len(self._parts) // self._width

    def column(self, number: int) -> list[Any]:
        """One part of each of them."""
        return list(islice(self._parts, number, None, self._width))

    def seen_as(self, made: Callable[..., V]) -> Slim[V]:
        """Other things that are made of the same parts."""
        other: Slim[V] = Slim((), parts=_nothing, made=made)
        other._parts, other._width = self._parts, self._width
        return other

    def chosen(self, places: Sequence[int]) -> Chosen[T]:
        """Those at these places."""
        return Chosen(self, places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        start = (place if place >= 0 else place + len(self)) * self._width
        if not 0 <= start < len(self._parts):
            raise IndexError("no such thing")
        return self._made(*self._parts[start : start + self._width])


def _nothing(_thing: object) -> tuple[object, ...]:
    return ()


class Chosen(Sequence[T], Generic[T]):
    """Some of many."""

    def __init__(self, things: Sequence[T], places: Sequence[int]) -> None:
        self._things = things
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[T]:
        return map(self._things.__getitem__, self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self._things[one] for one in self._places[place]]
        return self._things[self._places[place]]
