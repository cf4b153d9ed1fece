"""Many small things of one kind, without an object for each: a hundred thousand of them would hold the collector of
garbage up, which runs on the window's own thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, starmap
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
V = TypeVar("V")
_STRETCH = 1_000


class Slim(Sequence[T], Generic[T]):
    """What each of the things is made of, one after the other; a thing is made when it is asked for.

    ``parts`` and ``made`` are each other's reverse. Parts are what JSON has, and come back as it has them: a tuple as
    a list. For they lie in texts, a stretch in each, where there is nothing to collect: through nine million parts,
    those of a million people, the collector goes for a tenth of a second.
    """

    def __init__(
        self, things: Iterable[T], *, parts: Callable[[T], tuple[object, ...]], made: Callable[..., T]
    ) -> None:
        self._made = made
        self._stretches: list[str] = []
        self._read: tuple[int, list[Any]] = -1, []  # the stretch that was looked at last
        self._width = 1
        self._count = 0
        self._take(map(parts, things))

    @classmethod
    def of_parts(cls, rows: Iterable[tuple[object, ...]], *, made: Callable[..., T]) -> Slim[T]:
        """What is read as parts: no thing is made of them only to be taken to pieces again."""
        slim = cls((), parts=_nothing, made=made)
        slim._take(rows)
        return slim

    def _take(self, rows: Iterable[tuple[object, ...]]) -> None:
        waiting = iter(rows)
        while some := list(islice(waiting, _STRETCH)):
            self._width = len(some[0])
            self._count += len(some)
            self._stretches.append(json.dumps(list(chain.from_iterable(some))))

    def __iter__(self) -> Iterator[T]:
        parts = chain.from_iterable(map(json.loads, self._stretches))
        return starmap(self._made, zip(*[parts] * self._width, strict=True))

    def __len__(self) -> int:
        return self._count

    def column(self, number: int) -> list[Any]:
        """One part of each of them."""
        return [part for text in self._stretches for part in json.loads(text)[number :: self._width]]

    def seen_as(self, made: Callable[..., V]) -> Slim[V]:
        """Other things that are made of the same parts."""
        other: Slim[V] = Slim((), parts=_nothing, made=made)
        other._stretches, other._width, other._count = self._stretches, self._width, self._count
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
        counted = place if place >= 0 else place + self._count
        if not 0 <= counted < self._count:
            raise IndexError("no such thing")
        stretch, within = divmod(counted, _STRETCH)
        number, parts = self._read  # one look: another thread may read another one
        if number != stretch:
            parts = json.loads(self._stretches[stretch])
            self._read = stretch, parts
        return self._made(*parts[within * self._width : (within + 1) * self._width])


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
