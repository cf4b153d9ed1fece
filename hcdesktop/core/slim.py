"""Many small things of one kind, without an object for each: a hundred thousand of them would hold the collector of
garbage up, which runs on the window's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
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
        shared: dict[object, object] = {}
        for thing in things:
            one = parts(thing)
            self._width = len(one)
            self._parts.extend(shared.setdefault(part, part) if isinstance(part, tuple) else part for part in one)

    def __len__(self) -> int:
        return len(self._parts) // self._width

    def column(self, number: int) -> list[Any]:
        """One part of each of them."""
        return list(islice(self._parts, number, None, self._width))

    def seen_as(self, made: Callable[..., V]) -> Slim[V]:
        """Other things that are made of the same parts."""
        other: Slim[V] = Slim((), parts=lambda _thing: (), made=made)
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
        start = range(len(self))[place] * self._width
        return self._made(*self._parts[start : start + self._width])


class Chosen(Sequence[T], Generic[T]):
    """Some of many."""

    def __init__(self, things: Sequence[T], places: Sequence[int]) -> None:
        self._things = things
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self._things[one] for one in self._places[place]]
        return self._things[self._places[place]]
