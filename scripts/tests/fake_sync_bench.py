"""A stand-in for sync_bench: the same command line and JSON, invented figures, and entries that misbehave.

conftest.py gives it a shebang and makes it executable. Its environment:
  FAKE_COUNTERS   the counters it has, "mutex,fetch_add" by default; the names in MISBEHAVE do what they say
  FAKE_EXTRA      the counter that comes from a header outside the tree
  FAKE_ABSENT     locks that were not built
  FAKE_WINDOW_S   how long a sample takes (default 0)
  FAKE_FLOORS     round trips in ns, one is chosen a sample (default "105")
  FAKE_SPEED      factor on all rates (default 1)
  FAKE_THROTTLED  for how many us each sample says that it was throttled (default 0)
  FAKE_CPU_MODEL  what --machine tells (default "Fake CPU")
  FAKE_LOG        a file that gets one line "pid name" a sample, "pid check:kind/name" a check
  FAKE_UNSOUND    one of kind/name=how, where how is a key of UNSOUND: what its check comes to; all others pass
"""

import json
import os
import random
import re
import signal
import sys
import time

MISBEHAVE = ("liar", "quiet_liar", "crasher", "hanger", "deaf_hanger", "truncator", "mute", "nan", "twice", "stranger",
             "misplaced", "homeless")
SUFFIX = "/iterations:1/manual_time"
FAMILIES = {"mutex": "mutex", "recursive_mutex": "recursive_mutex", "recursive_mutex_nested": "recursive_mutex",
            "fetch_add": "atomic", "cas_loop": "lock_free"}
UNSOUND = {"fails": 1, "crashes": None, "hangs": 1, "hangs_deaf": None, "passes_with_1": 1, "mute": 0, "idle": 0,
           "another": 0, "stamps": 2}  # and the exit code
QUEUES = {"mutex_ring": "mutex", "vyukov_ring": "atomic"}
LOCKS = {"mutex": ("mutex", "park"), "ttas": ("spinlock", "spin")}  # family, and what a waiter does in the end
CALLS = {"counter/latency": ["add"], "lock/latency": ["lock", "handover"], "queue/latency": ["push", "pop"],
         "queue/hand_off": ["round_trip", "one_way"]}  # that are timed one by one
FLOORS = ["private/store/threads:1", "private/fetch_add/threads:1", "shared/round_trip/threads:2",
          "shared/fetch_add/threads:2", "shared/core_to_core/threads:2", "kernel/futex_wake/threads:2",
          "instrument/delay_100/threads:1", "instrument/unfair_3_to_1/threads:2"]


def counters():
    return os.environ.get("FAKE_COUNTERS", "mutex,fetch_add").split(",")


def cells(threads):
    for impl in counters():
        for team in threads:
            for work in (0, 16, 64, 1024):
                yield f"counter/add/{impl}/threads:{team}/work:{work}/place:cores"
    yield from locks(threads)
    yield from queues(threads)
    yield from (f"counter/latency/{impl}/threads:2/work:64/place:cores" for impl in counters() if 2 in threads)
    yield from (f"floor/{floor}/place:cores" for floor in FLOORS)


def locks(threads):
    for impl, (_, policy) in LOCKS.items():
        for team in threads:
            grid = [(cs, work) for cs in (0, 64) for work in (0, 64)] if team == 2 else [(64, 0)]
            for cs, work in grid:
                yield f"lock/section/{impl}/threads:{team}/cs:{cs}/work:{work}/wait:{policy}/place:cores"
            yield f"lock/latency/{impl}/threads:{team}/cs:64/work:64/wait:{policy}/place:cores"


def queues(threads):
    tail = "wait:spin_yield/place:cores"
    for impl in QUEUES:
        for shape in ["1"] * (1 in threads) + [f"{team // 2}x{team // 2}" for team in threads if team % 2 == 0]:
            yield f"queue/push_pop/{impl}/shape:{shape}/work:0/{tail}"
            for policy in ("spin", "park") if shape != "1" else ():
                yield f"queue/push_pop/{impl}/shape:{shape}/work:0/wait:{policy}/place:cores"
        yield f"queue/memory/{impl}/shape:1/work:0/place:cores"
        yield f"queue/latency/{impl}/shape:1x1/work:64/{tail}"
        yield f"queue/hand_off/{impl}/shape:1x1/work:0/{tail}"
        for part, work, values in (("bursts/{}/burst", 64, (1, 16, 256)), ("batch/{}/batch", 0, (1, 8, 64)),
                                   ("payload/{}/payload", 0, (8, 64, 256))):
            workload, _, name = part.split("/")
            yield from (f"queue/{workload}/{impl}/shape:1x1/work:{work}/{name}:{value}/{tail}" for value in values)


def catalogue():
    def entry(kind, name, family, semantic_class):
        declared = {"consistency": "linearizable"} if kind == "counter" else {
            "reentrant": False, "fair": "none", "waiting": LOCKS[name][1]} if kind == "lock" else {
            "order": "strict_fifo", "k": 0, "producers": "many", "consumers": "many", "bounded": True,
            "strict_empty": name != "vyukov_ring", "strict_full": True, "exact_capacity": True}
        adapter = {"lock": "mutex"} if kind != "lock" and name in ("mutex", "mutex_ring") else {}
        return {"kind": kind, "name": name, "family": family, "source": "std", "library": "", "progress": "blocking",
                "class": semantic_class, "bytes": 64, "available": True, "needs_local": False,
                "extra": kind == "counter" and name == os.environ.get("FAKE_EXTRA"), **adapter, **declared}

    absent = [{"kind": "lock", "name": name, "available": False, "why": f"not built: package {name}-dev is missing"}
              for name in os.environ.get("FAKE_ABSENT", "").split(",") if name]
    return {"schema": 1, "strategies": [
        *(entry("lock", name, family, "not reentrant") for name, (family, _) in LOCKS.items()),
        *(entry("counter", name, FAMILIES.get(name, name), "linearizable") for name in counters()),
        *(entry("queue", name, family, "mpmc strict_fifo bounded") for name, family in QUEUES.items()), *absent]}


def machine():
    return {"schema": 1, "cpus": 2, "cpus_in_mask": 2, "quota_cpus": None, "smt": False, "cores": 2, "packages": 1,
            "numa_nodes": 1, "cpu_model": os.environ.get("FAKE_CPU_MODEL", "Fake CPU"), "compiler": "g++ 12.2.0",
            "meters": {"hardware_counters": "the kernel forbids them", "energy": "available"},
            "flags": "-O2", "build_type": "Release", "libraries": {"benchmark": "1.7.1"},
            "timing": {"warmup_s": 0.001, "window_s": 0.001, "oversubscribed_warmup_s": 0.002,
                       "oversubscribed_window_s": 0.002}}


def document(name, extra=None):
    noise = random.uniform(0.95, 1.05) / float(os.environ.get("FAKE_SPEED", "1"))
    floor = float(random.choice(os.environ.get("FAKE_FLOORS", "105").split(",")))
    ns = 20.0 * noise
    row = {"name": name + SUFFIX, "family_index": 0, "per_family_instance_index": 0, "run_name": name + SUFFIX,
           "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 1,
           "real_time": ns, "cpu_time": ns, "time_unit": "ns", "label": "fake", "ops_per_s": 1e9 / ns, "ops": 1e6,
           "window_s": 0.04, "overlap": 0.99, "start_skew_ns": 120.0, "team": 2, "cpus": 2, "batch": 64, "failed": 0,
           "cpu_s": 0.08, "ctx_voluntary": 0, "ctx_involuntary": 1, "jain": 0.98, "floor_before_ns": floor,
           "floor_after_ns": floor * random.uniform(0.98, 1.02),
           "throttled_us": float(os.environ.get("FAKE_THROTTLED", "0"))}
    work = re.search(r"/work:([1-9]\d*)/", name)
    if work:
        row["work_ns"] = float(work[1])
    row |= figures(*name.split("/")[:3], ns)
    context = {"date": "2026-01-01T00:00:00+00:00", "host_name": "secret-host", "executable": sys.argv[0],
               "num_cpus": 2, "library_build_type": "release"}
    return {"context": context, "benchmarks": [row | (extra or {})]}


def figures(kind, workload, impl, ns):
    """What rows of some workloads have beside what all have."""
    calls = CALLS.get(f"{kind}/{workload}", [])
    found = {f"{call}_{name}_ns": ns * factor for call in calls
             for name, factor in (("p50", 1), ("p90", 2), ("p99", 5), ("p99_9", 40), ("max", 900))}
    if calls:
        found |= {f"{call}_n": 5e4 for call in calls} | {"clock_ns": 12.5, "stamps_synchronized": 1}
    if workload == "memory":
        found["bytes_per_task"] = 16.5
    found |= {"core_to_core": {"pair_0_1_ns": 5 * ns}, "futex_wake": {"wake_to_run_ns": 50 * ns},
              "delay_100": {"true_ns": 100.25, "read_ns": 100.5, "error_ns": 0.25, "latency_ns": 101.25,
                            "latency_error_ns": 1.0},
              "unfair_3_to_1": {"share_0": 0.75, "share_1": 0.25, "jain": 0.8}}.get(impl, {})
    return found


def misbehave(impl, name):
    text = json.dumps(document(name), indent=2)
    if impl == "liar":
        error = {"error_occurred": True, "error_message": "value() is 41, expected 42", "real_time": 0.0}
        print(json.dumps(document(name, error)))
        sys.exit("liar: value() is 41, expected 42")
    if impl == "quiet_liar":  # error rows of Google Benchmark itself exit 0
        print(json.dumps(document(name, {"error_occurred": True, "error_message": "lost one"})))
        sys.exit(0)
    if impl == "crasher":
        os.kill(os.getpid(), signal.SIGSEGV)
    if impl == "hanger":  # and its watchdog ends it
        sys.exit("hanger: the window did not end within 10 s")
    if impl == "deaf_hanger":
        while True:
            time.sleep(60)
    if impl == "misplaced":
        text = text.replace("misplaced", "mutex")
    if impl == "homeless":
        print("the CPUs of the mask are gone", file=sys.stderr)
        sys.exit(2)
    broken = {"truncator": text[:len(text) // 2], "mute": "", "stranger": '{"hello": 1}',
              "nan": text.replace('"jain": 0.98', '"jain": NaN'),
              "twice": text.replace('"jain": 0.98', '"threads": 4')}
    print(broken.get(impl, text))
    sys.exit(0)


def check(subject):
    kind, name = subject.split("/")
    liar, _, how = os.environ.get("FAKE_UNSOUND", "=").partition("=")
    how = how if liar == subject else ""
    verdict = {"kind": kind, "name": name, "passed": how != "fails", "operations": 0 if how == "idle" else 1000,
               "detail": "plain 2x2: is not what it says" if how == "fails" else "", "observed": {"order": "fifo"}}
    if how == "crashes":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "hangs":
        sys.exit(f"{subject} plain 2 threads: hung in phase 'run'")
    while how == "hangs_deaf":
        time.sleep(60)
    if how == "stamps":
        print("sync_bench: the time stamps of this machine's CPUs disagree", file=sys.stderr)
    if how == "another":
        verdict["name"] = "somebody_else"
    if how not in ("mute", "stamps"):
        print(json.dumps(verdict))
    sys.exit(UNSOUND.get(how, 0))


def log(what):
    if "FAKE_LOG" in os.environ:
        with open(os.environ["FAKE_LOG"], "a") as file:
            file.write(f"{os.getpid()} {what}\n")


def die_with(parent):
    import ctypes
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        sys.exit(1)


def main():
    flags = dict((flag.split("=", 1) + [""])[:2] for flag in sys.argv[1:])
    if "--catalogue" in flags:
        print(json.dumps(catalogue()))
        return
    if "--machine" in flags:
        print(json.dumps(machine()))
        return
    listed = list(cells([int(count) for count in flags.get("--threads", "1,2,4").split(",")]))
    if flags.get("--benchmark_list_tests") == "true":
        print("\n".join(name + SUFFIX for name in listed))
        return
    die_with(int(flags["--parent"]))
    if "--check" in flags:
        log(f"check:{flags['--check']}")
        check(flags["--check"])
    name, = (name for name in listed if re.search(flags["--benchmark_filter"], name + SUFFIX))
    log(name)
    time.sleep(float(os.environ.get("FAKE_WINDOW_S", "0")))
    impl = name.split("/")[2]
    if impl in MISBEHAVE:
        misbehave(impl, name)
    print(json.dumps(document(name)))


main()
