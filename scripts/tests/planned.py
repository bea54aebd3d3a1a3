"""The cells that sync_bench lists, by the rules of its registration, without building it; and the strategies that it
has, by their families. Not each name need be real, but there are as many, so that presets can be held to their time."""

from __future__ import annotations

from collections.abc import Iterator

from syncbench.results import Cell, Strategy, parse_cell

LOCKS = {
    "mutex": "mutex futex_mutex semaphore_mutex timed_mutex shared_mutex pthread_adaptive_mutex absl_mutex",
    "recursive_mutex": "recursive_mutex recursive_mutex_nested",
    "tbb": "tbb_spin_mutex tbb_mutex tbb_queuing_mutex tbb_spin_rw_mutex",
    "spinlock": "ttas ticket tas ttas_backoff ticket_backoff spin_yield pthread_spinlock ck_dec ck_ticket_pb",
    "queue_lock": "mcs anderson clh cohort ck_hclh",
}
COUNTERS = {
    "atomic": "fetch_add fetch_add_seq_cst", "lock_free": "cas_loop cas_backoff",
    "sharded": "sharded sharded_per_cpu sharded_unpadded", "combining": "flat_combining combining_funnel",
    "tbb": "tbb_combinable tbb_enumerable_thread_specific",
}
QUEUES = {
    "mutex": "mutex_deque", "recursive_mutex": "recursive_mutex_deque",
    "tbb": "tbb_concurrent_queue tbb_concurrent_bounded_queue tbb_concurrent_priority_queue",
    "spinlock": "spin_yield_deque two_lock_queue",
    "atomic": "vyukov_ring two_lock_ring gottlieb_ring xenium_vyukov atomic_queue_b2 atomic_queue_spsc cds_vyukov "
              "ck_ring_mpmc",
    "lock_free": "michael_scott boost_queue boost_spsc_queue spsc_ring scq faa_array michael_scott_tagged "
                 "boost_queue_fixed boost_stack moodycamel_queue moodycamel_readerwriterqueue xenium_michael_scott "
                 "xenium_ramalhete xenium_kfifo cds_weak_ring ck_ring_spsc",
    "sharded": "per_producer_queue",
}
ONE_EACH = ("atomic_queue_spsc", "boost_spsc_queue", "spsc_ring", "moodycamel_readerwriterqueue", "ck_ring_spsc")
RIVALS = ("mutex_ring", "tbb_spin_mutex_ring", "vyukov_ring", "two_lock_ring", "michael_scott", "boost_queue",
          "tbb_concurrent_queue", "moodycamel_queue", "boost_spsc_queue", "spsc_ring")  # representatives.hpp
PARKING = ("mutex", "recursive_mutex", "absl")
MACHINE = {"cpus": 2, "timing": {"warmup_s": 0.01, "window_s": 0.04, "oversubscribed_warmup_s": 0.02,
                                 "oversubscribed_window_s": 0.16}}


def strategies() -> dict[tuple[str, str], Strategy]:
    """In the order of the catalogue: the adapters of a lock come before what is not made of one."""
    rings = {family: " ".join(f"{name}_ring" for name in names.split()) for family, names in LOCKS.items()}
    listed = [("lock", LOCKS), ("counter", LOCKS), ("counter", COUNTERS), ("queue", rings), ("queue", QUEUES)]
    known = [Strategy(kind, name, family, "std", "", "blocking",
                      "quiescent" if family == "sharded" else "linearizable", {})
             for kind, families in listed for family, names in families.items() for name in names.split()]
    return {strategy.key: strategy for strategy in known}


def cells(cpus: int) -> list[Cell]:
    """All cells of a machine without SMT."""
    names = [*_floors(cpus), *_locks(cpus), *_counters(cpus), *_queues(cpus)]
    return [parse_cell(f"{name}/place:cores") for name in names]


def counts(cpus: int) -> list[int]:
    return sorted({1, 2, max(1, cpus // 2), cpus, 2 * cpus, 4 * cpus})


def shapes(cpus: int) -> list[str]:
    even = [count // 2 for count in counts(cpus) if count > 1 and count % 2 == 0]
    return ["1", *(f"{half}x{half}" for half in even), "1x4", "4x1"]


def _names(kind: str) -> list[str]:
    return [name for of_kind, name in strategies() if of_kind == kind]


def _floors(cpus: int) -> Iterator[str]:
    yield from (f"floor/{what}/threads:1" for what in (
        "private/empty_loop", "private/store", "private/fetch_add", "harness/counter_loop", "harness/queue_check",
        "kernel/system_call", "instrument/clock", "instrument/delay_100"))
    yield from (f"floor/{what}/threads:2" for what in (
        "kernel/context_switch", "kernel/futex_wake", "instrument/unfair_3_to_1"))
    if cpus > 1:
        yield from (f"floor/{what}/threads:2" for what in ("shared/round_trip", "shared/core_to_core"))
        yield from (f"floor/shared/fetch_add/threads:{count}" for count in counts(cpus) if 2 <= count <= cpus)


def _locks(cpus: int) -> Iterator[str]:
    some = [(0, 0), (64, 0), (64, 64)]
    for name in _names("lock"):
        wait = "park" if name.startswith(PARKING) else "spin"
        for count in counts(cpus):
            grid = [(cs, work) for cs in (0, 64, 1024) for work in (0, 64, 1024)] if count == cpus else some
            yield from (f"lock/section/{name}/threads:{count}/cs:{cs}/work:{work}/wait:{wait}" for cs, work in grid)
            yield f"lock/latency/{name}/threads:{count}/cs:64/work:64/wait:{wait}"


def _counters(cpus: int) -> Iterator[str]:
    for name in _names("counter"):
        for count in counts(cpus):
            yield from (f"counter/add/{name}/threads:{count}/work:{work}" for work in (0, 16, 64, 256, 1024, 4096))
            yield f"counter/latency/{name}/threads:{count}/work:64"
    yield from (f"exhibit/add/lost_update/threads:{count}/work:0" for count in counts(cpus))


def _queues(cpus: int) -> Iterator[str]:
    for name in _names("queue"):
        one_each = name in ONE_EACH
        mine = ["1", "1x1"] if one_each else shapes(cpus)
        bursty = [shape for shape in mine if shape in {"1x1", "2x2", *shapes(cpus)} - {"1"}]
        wait = "wait:spin_yield"
        for shape in mine:
            yield from (f"queue/push_pop/{name}/shape:{shape}/work:{work}/{wait}" for work in (0, 64, 1024))
            yield f"queue/latency/{name}/shape:{shape}/work:64/{wait}"
        yield from (f"queue/bursts/{name}/shape:{shape}/work:64/burst:{burst}/{wait}"
                    for shape in bursty for burst in (1, 16, 256))
        if one_each:
            yield f"queue/bare/{name}/shape:1x1/work:0/{wait}"
        yield f"queue/hand_off/{name}/shape:1x1/work:0/{wait}"
        yield f"queue/memory/{name}/shape:1/work:0"
        if name in RIVALS:
            yield from (f"queue/payload/{name}/shape:{shape}/work:0/payload:{size}/{wait}"
                        for shape in mine if shape != "1" for size in (8, 64, 256))
            over = {f"{count // 2}x{count // 2}" for count in (cpus, 2 * cpus, 4 * cpus)}
            yield from (f"queue/push_pop/{name}/shape:{shape}/work:0/wait:{policy}"
                        for shape in mine if shape in over for policy in ("spin", "park"))
        if name in ("mutex_ring", "spsc_ring", "boost_spsc_queue", "moodycamel_queue"):
            yield from (f"queue/batch/{name}/shape:{shape}/work:0/batch:{size}/{wait}"
                        for shape in mine if shape != "1" for size in (1, 8, 64))
