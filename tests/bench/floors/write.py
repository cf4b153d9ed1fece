"""Floor: the plain synced SQLite writes behind one callback (three transactions); prints the median seconds."""

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    connection = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)")
    times = []
    for _ in range(21):
        begun = time.perf_counter()
        for _ in range(3):
            connection.execute("INSERT INTO rows (text) VALUES (?)", ("x" * 400,))
        times.append(time.perf_counter() - begun)
    print(statistics.median(times))
