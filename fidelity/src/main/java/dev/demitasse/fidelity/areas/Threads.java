package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** {@code java.lang.Thread}, monitors, interrupts, thread-locals. */
public final class Threads {
    private Threads() {}

    /** Runs them. */
    public static void run(Checks checks) {
        properties(checks);
        interrupts(checks);
        monitors(checks);
        locals(checks);
    }

    private static void properties(Checks checks) {
        checks.check(
                "current",
                () -> List.of(
                        Thread.currentThread().getName(),
                        Thread.currentThread().isDaemon(),
                        Thread.currentThread().getPriority(),
                        Thread.currentThread().isVirtual()));
        checks.check("group", () -> {
            ThreadGroup group = Thread.currentThread().getThreadGroup();
            return List.of(group.getName(), group.getParent().getName(), group.getMaxPriority());
        });
        checks.check("states", () -> {
            var gate = new CountDownLatch(1);
            Thread thread = Thread.ofPlatform().unstarted(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var states = new ArrayList<Thread.State>(List.of(thread.getState()));
            thread.start();
            await(thread, Thread.State.WAITING);
            states.add(thread.getState());
            gate.countDown();
            thread.join();
            states.add(thread.getState());
            return states;
        });
        checks.check("state-blocked", () -> {
            var lock = new Object();
            Thread thread = Thread.ofPlatform().unstarted(() -> {
                synchronized (lock) {
                    lock.notifyAll();
                }
            });
            synchronized (lock) {
                thread.start();
                await(thread, Thread.State.BLOCKED);
                return thread.getState();
            }
        });
        checks.check("state-timed", () -> {
            Thread thread = Thread.ofPlatform().daemon().start(() -> LockSupport.parkNanos(3_000_000_000L));
            await(thread, Thread.State.TIMED_WAITING);
            Thread.State state = thread.getState();
            LockSupport.unpark(thread);
            thread.join();
            return state;
        });
        checks.check("start-twice", () -> {
            Thread thread = Thread.ofPlatform().start(() -> {});
            thread.join();
            thread.start();
            return "started";
        });
        checks.check("join-unstarted", () -> {
            Thread.ofPlatform().unstarted(() -> {}).join();
            return "joined";
        });
        checks.check(
                "join-duration-unstarted",
                () -> Thread.ofPlatform().unstarted(() -> {}).join(java.time.Duration.ofMillis(1)));
        checks.check("builder", () -> {
            Thread thread = Thread.ofPlatform()
                    .name("worker-", 7)
                    .daemon(true)
                    .priority(7)
                    .unstarted(() -> {});
            return List.of(thread.getName(), thread.isDaemon(), thread.getPriority(), thread.isAlive());
        });
        checks.check("priority-wrong", () -> {
            new Thread().setPriority(11);
            return "set";
        });
        checks.check("name-null", () -> {
            new Thread("x").setName(null);
            return "set";
        });
        checks.check(
                "to-string",
                () -> Thread.ofPlatform()
                        .name("named")
                        .unstarted(() -> {})
                        .toString()
                        .replaceAll("#\\d+", "#N"));
        checks.check("factory", () -> {
            var factory = Thread.ofPlatform().name("pool-", 0).factory();
            return List.of(
                    factory.newThread(() -> {}).getName(),
                    factory.newThread(() -> {}).getName());
        });
        checks.check("many", () -> {
            var counter = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 200; i++) {
                threads.add(Thread.ofPlatform().start(counter::incrementAndGet));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return counter.get();
        });
        checks.check("sleep", () -> {
            long start = System.nanoTime();
            Thread.sleep(20);
            return System.nanoTime() - start >= 20_000_000;
        });
        checks.check("sleep-negative", () -> {
            Thread.sleep(-1);
            return "slept";
        });
        checks.check("subclass", () -> {
            var log = Collections.synchronizedList(new ArrayList<String>());
            var thread = new Thread("sub") {
                @Override
                public void run() {
                    log.add(getName() + " " + (Thread.currentThread() == this));
                }
            };
            thread.start();
            thread.join();
            return log;
        });
        checks.check("default-handler", () -> {
            var log = Collections.synchronizedList(new ArrayList<String>());
            Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((t, e) -> log.add(t.getName() + ": " + e));
            Thread thread = Thread.ofPlatform().name("failing").start(() -> {
                throw new IllegalStateException("thrown");
            });
            thread.join();
            Thread.setDefaultUncaughtExceptionHandler(before);
            return log;
        });
        checks.check("all-traces", () -> {
            Thread sleeper = Thread.ofPlatform().name("sleeper").daemon().start(LockSupport::park);
            await(sleeper, Thread.State.WAITING);
            boolean seen = Thread.getAllStackTraces().containsKey(sleeper);
            boolean parked = java.util.Arrays.stream(sleeper.getStackTrace())
                    .anyMatch(f -> f.getMethodName().equals("park"));
            LockSupport.unpark(sleeper);
            return List.of(seen, parked);
        });
        checks.check("holds-lock", () -> {
            synchronized (checks) {
                return Thread.holdsLock(checks) + " " + Thread.holdsLock(new Object());
            }
        });
        checks.check(
                "ids-differ",
                () -> Thread.ofPlatform().unstarted(() -> {}).threadId()
                        != Thread.currentThread().threadId());
        checks.check(
                "context-loader",
                () -> Thread.currentThread().getContextClassLoader() == ClassLoader.getSystemClassLoader());
    }

    private static void await(Thread thread, Thread.State state) throws InterruptedException {
        while (thread.getState() != state) {
            Thread.sleep(1);
        }
    }

    private static void interrupts(Checks checks) {
        checks.check("interrupt-flag", () -> {
            Thread.currentThread().interrupt();
            return List.of(Thread.currentThread().isInterrupted(), Thread.interrupted(), Thread.interrupted());
        });
        checks.check("interrupt-sleep", () -> {
            Thread.currentThread().interrupt();
            Thread.sleep(1000);
            return "slept";
        });
        checks.check("interrupt-sleeping", () -> {
            Thread me = Thread.currentThread();
            Thread.ofPlatform().start(() -> {
                try {
                    await(me, Thread.State.TIMED_WAITING);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                me.interrupt();
            });
            try {
                Thread.sleep(10_000);
                return "slept";
            } catch (InterruptedException e) {
                return e.getMessage() + Thread.currentThread().isInterrupted();
            }
        });
        checks.check("interrupt-wait", () -> {
            var lock = new Object();
            Thread.currentThread().interrupt();
            synchronized (lock) {
                lock.wait();
            }
            return "waited";
        });
        checks.check("interrupt-join", () -> {
            Thread other = Thread.ofPlatform().daemon().start(LockSupport::park);
            Thread.currentThread().interrupt();
            try {
                other.join();
            } finally {
                LockSupport.unpark(other);
            }
            return "joined";
        });
        checks.check("interrupt-park", () -> {
            Thread.currentThread().interrupt();
            LockSupport.park();
            return Thread.interrupted();
        });
        checks.check("unpark-first", () -> {
            LockSupport.unpark(Thread.currentThread());
            LockSupport.park();
            return "went on";
        });
        checks.check("park-blocker", () -> {
            var blocker = new Object();
            Thread parked = Thread.ofPlatform().daemon().start(() -> LockSupport.park(blocker));
            await(parked, Thread.State.WAITING);
            boolean same = LockSupport.getBlocker(parked) == blocker;
            LockSupport.unpark(parked);
            return same;
        });
    }

    private static void monitors(Checks checks) {
        checks.check("wait-notify", () -> {
            var lock = new Object();
            var log = new ArrayList<String>();
            var ready = new AtomicBoolean();
            Thread thread = Thread.ofPlatform().start(() -> {
                synchronized (lock) {
                    ready.set(true);
                    lock.notify();
                }
            });
            synchronized (lock) {
                while (!ready.get()) {
                    lock.wait();
                }
                log.add("notified");
            }
            thread.join();
            return log;
        });
        checks.check("wait-timeout", () -> {
            var lock = new Object();
            long start = System.nanoTime();
            synchronized (lock) {
                for (long left = 20; left > 0; left = 20 - (System.nanoTime() - start) / 1_000_000) {
                    lock.wait(left);
                }
            }
            return System.nanoTime() - start >= 19_000_000;
        });
        checks.check("wait-negative", () -> {
            synchronized (checks) {
                checks.wait(-1);
            }
            return "waited";
        });
        checks.check("reentrant", () -> {
            synchronized (checks) {
                synchronized (checks) {
                    return Thread.holdsLock(checks);
                }
            }
        });
        checks.check("contention", () -> {
            var lock = new Object();
            int[] counter = new int[1];
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 2000; j++) {
                        synchronized (lock) {
                            counter[0]++;
                        }
                        if (j % 100 == 0) {
                            Thread.yield();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return counter[0];
        });
        checks.check("notify-all", () -> {
            var lock = new Object();
            var woken = new AtomicInteger();
            var waiting = new AtomicInteger();
            var go = new AtomicBoolean();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 5; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    synchronized (lock) {
                        waiting.incrementAndGet();
                        while (!go.get()) {
                            try {
                                lock.wait();
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                        woken.incrementAndGet();
                    }
                }));
            }
            while (waiting.get() < 5) {
                Thread.sleep(1);
            }
            synchronized (lock) {
                go.set(true);
                lock.notifyAll();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return woken.get();
        });
        checks.check("class-initialisation-by-two", () -> {
            var values = Collections.synchronizedList(new ArrayList<Integer>());
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> values.add(Slow.value())));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return values;
        });
    }

    private static final class Slow {
        private static final int VALUE;

        static {
            LockSupport.parkNanos(5_000_000);
            VALUE = Integer.parseInt("11");
        }

        static int value() {
            return VALUE;
        }
    }

    private static void locals(Checks checks) {
        checks.check("thread-local", () -> {
            var local = ThreadLocal.withInitial(() -> "initial");
            local.set("mine");
            var seen = new ArrayList<String>();
            Thread.ofPlatform().start(() -> seen.add(local.get())).join();
            seen.add(local.get());
            local.remove();
            seen.add(local.get());
            return seen;
        });
        checks.check("inheritable", () -> {
            var local = new InheritableThreadLocal<String>() {
                @Override
                protected String childValue(String parent) {
                    return parent + "'s child";
                }
            };
            local.set("parent");
            var seen = new ArrayList<String>();
            Thread.ofPlatform().start(() -> seen.add(local.get())).join();
            Thread.ofPlatform()
                    .inheritInheritableThreadLocals(false)
                    .start(() -> seen.add("" + local.get()))
                    .join();
            return seen;
        });
        checks.check("scoped-value", () -> {
            ScopedValue<String> user = ScopedValue.newInstance();
            return ScopedValue.where(user, "outer")
                    .call(() -> user.get() + ScopedValue.where(user, "inner").call(user::get) + user.get());
        });
        checks.check("scoped-unbound", () -> ScopedValue.<String>newInstance().get());
    }
}
