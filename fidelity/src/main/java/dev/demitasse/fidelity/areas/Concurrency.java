package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** {@code java.util.concurrent}. */
public final class Concurrency {
    private Concurrency() {}

    /** Runs them. */
    public static void run(Checks checks) {
        executors(checks);
        futures(checks);
        forks(checks);
        locks(checks);
        synchronizers(checks);
        queues(checks);
        atomics(checks);
    }

    private static void executors(Checks checks) {
        checks.check("fixed-pool", () -> {
            try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
                var futures = new ArrayList<Future<Integer>>();
                for (int i = 0; i < 50; i++) {
                    int n = i;
                    futures.add(pool.submit(() -> n * n));
                }
                int sum = 0;
                for (Future<Integer> future : futures) {
                    sum += future.get();
                }
                return sum;
            }
        });
        checks.check("pool-thread-names", () -> {
            try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
                return pool.submit(() -> Thread.currentThread().getName().replaceAll("pool-\\d+", "pool-N"))
                        .get();
            }
        });
        checks.check("execution-exception", () -> {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                return pool.submit((Callable<String>) () -> {
                            throw new java.io.IOException("in the task");
                        })
                        .get();
            }
        });
        checks.check("invoke-all", () -> {
            try (ExecutorService pool = Executors.newCachedThreadPool()) {
                return pool.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2, () -> 3)).stream()
                        .map(Future::resultNow)
                        .toList();
            }
        });
        checks.check("invoke-any", () -> {
            try (ExecutorService pool = Executors.newCachedThreadPool()) {
                return pool.invokeAny(List.<Callable<String>>of(
                        () -> {
                            throw new IllegalStateException();
                        },
                        () -> "winner"));
            }
        });
        checks.check("invoke-all-timeout", () -> {
            try (ExecutorService pool = Executors.newCachedThreadPool()) {
                return pool
                        .invokeAll(
                                List.<Callable<Integer>>of(() -> 1, () -> {
                                    Thread.sleep(30_000);
                                    return 2;
                                }),
                                300,
                                TimeUnit.MILLISECONDS)
                        .stream()
                        .map(Future::state)
                        .toList();
            }
        });
        checks.check("rejected", () -> {
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pool.shutdown();
            try {
                pool.execute(() -> {});
                return "taken";
            } catch (java.util.concurrent.RejectedExecutionException e) {
                return e.getClass();
            }
        });
        checks.check("queue-full", () -> {
            var gate = new CountDownLatch(1);
            var pool = new ThreadPoolExecutor(
                    1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), new ThreadPoolExecutor.CallerRunsPolicy());
            var names = Collections.synchronizedList(new ArrayList<Boolean>());
            Thread me = Thread.currentThread();
            pool.execute(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            pool.execute(() -> names.add(Thread.currentThread() == me));
            pool.execute(() -> names.add(Thread.currentThread() == me));
            gate.countDown();
            pool.shutdown();
            pool.awaitTermination(10, TimeUnit.SECONDS);
            return List.of(names, pool.getCompletedTaskCount(), pool.isTerminated());
        });
        checks.check("shutdown-now", () -> {
            var pool = Executors.newSingleThreadExecutor();
            var started = new CountDownLatch(1);
            Future<String> first = pool.submit(() -> {
                started.countDown();
                try {
                    Thread.sleep(30_000);
                    return "slept";
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            });
            pool.submit(() -> "never");
            started.await();
            int left = pool.shutdownNow().size();
            return left + first.get();
        });
        checks.check("scheduled", () -> {
            try (var pool = Executors.newScheduledThreadPool(1)) {
                var order = Collections.synchronizedList(new ArrayList<String>());
                var late = pool.schedule(() -> order.add("late"), 60, TimeUnit.MILLISECONDS);
                var soon = pool.schedule(() -> order.add("soon"), 10, TimeUnit.MILLISECONDS);
                late.get();
                soon.get();
                return order;
            }
        });
        checks.check("scheduled-rate", () -> {
            try (var pool = Executors.newSingleThreadScheduledExecutor()) {
                var ticks = new CountDownLatch(4);
                var task = pool.scheduleAtFixedRate(ticks::countDown, 0, 5, TimeUnit.MILLISECONDS);
                boolean came = ticks.await(10, TimeUnit.SECONDS);
                return List.of(came, task.cancel(false), task.isCancelled());
            }
        });
        checks.check("completion-service", () -> {
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                var service = new ExecutorCompletionService<Integer>(pool);
                for (int i = 0; i < 4; i++) {
                    int n = i;
                    service.submit(() -> n);
                }
                int sum = 0;
                for (int i = 0; i < 4; i++) {
                    sum += service.take().get();
                }
                return sum;
            }
        });
        checks.check("cancel", () -> {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                var future = pool.submit(() -> {
                    Thread.sleep(30_000);
                    return 1;
                });
                boolean cancelled = future.cancel(true);
                try {
                    return future.get();
                } catch (java.util.concurrent.CancellationException e) {
                    return List.of(cancelled, future.isCancelled(), future.isDone(), future.state());
                }
            }
        });
        checks.check("get-timeout", () -> {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                var gate = new CountDownLatch(1);
                var future = pool.submit(() -> gate.await(30, TimeUnit.SECONDS));
                try {
                    return future.get(10, TimeUnit.MILLISECONDS);
                } finally {
                    gate.countDown();
                }
            }
        });
    }

    private static void futures(Checks checks) {
        checks.check(
                "then",
                () -> CompletableFuture.supplyAsync(() -> 20)
                        .thenApply(x -> x + 1)
                        .thenCombine(CompletableFuture.supplyAsync(() -> 2), (a, b) -> a * b)
                        .get());
        checks.check(
                "exceptionally",
                () -> CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException("async");
                        })
                        .exceptionally(e -> e.getClass().getSimpleName() + ": " + e.getMessage())
                        .get());
        checks.check(
                "handle",
                () -> CompletableFuture.<Integer>failedFuture(new java.io.IOException("failed"))
                        .handle((v, e) -> v + " " + e)
                        .join());
        checks.check(
                "join-exception",
                () -> CompletableFuture.failedFuture(new java.io.IOException("failed"))
                        .join());
        checks.check(
                "get-exception",
                () -> CompletableFuture.failedFuture(new java.io.IOException("failed"))
                        .get());
        checks.check("all-of", () -> {
            var futures = List.of(CompletableFuture.supplyAsync(() -> "a"), CompletableFuture.supplyAsync(() -> "b"));
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).join();
            return futures.stream().map(CompletableFuture::join).toList();
        });
        checks.check(
                "any-of",
                () -> CompletableFuture.anyOf(new CompletableFuture<>(), CompletableFuture.completedFuture("now"))
                        .join());
        checks.check(
                "or-timeout",
                () -> new CompletableFuture<String>()
                        .orTimeout(20, TimeUnit.MILLISECONDS)
                        .get());
        checks.check(
                "complete-on-timeout",
                () -> new CompletableFuture<String>()
                        .completeOnTimeout("default", 20, TimeUnit.MILLISECONDS)
                        .get());
        checks.check(
                "delayed-executor",
                () -> CompletableFuture.supplyAsync(
                                () -> "later", CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                        .get());
        checks.check(
                "compose",
                () -> CompletableFuture.completedFuture(3)
                        .thenCompose(x -> CompletableFuture.supplyAsync(() -> x * 2))
                        .thenCombine(CompletableFuture.completedFuture(1), Integer::sum)
                        .get());
        checks.check("when-complete", () -> {
            var log = new ArrayList<String>();
            CompletableFuture.completedFuture("v")
                    .whenComplete((v, e) -> log.add(v + e))
                    .thenRun(() -> log.add("run"))
                    .join();
            return log;
        });
        checks.check("obtrude", () -> {
            var future = CompletableFuture.completedFuture(1);
            future.obtrudeValue(2);
            return List.of(future.join(), future.complete(3), future.state());
        });
        checks.check("result-now-early", () -> new CompletableFuture<>().resultNow());
    }

    private static final class Sum extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final int from;
        private final int to;

        Sum(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Long compute() {
            if (to - from <= 100) {
                long sum = 0;
                for (int i = from; i < to; i++) {
                    sum += i;
                }
                return sum;
            }
            int middle = (from + to) >>> 1;
            var left = new Sum(from, middle);
            left.fork();
            return new Sum(middle, to).compute() + left.join();
        }
    }

    private static void forks(Checks checks) {
        checks.check("fork-join", () -> {
            try (var pool = new ForkJoinPool(3)) {
                return pool.invoke(new Sum(0, 100_000));
            }
        });
        checks.check(
                "fork-join-common",
                () -> List.of(
                        ForkJoinPool.commonPool().invoke(new Sum(0, 10_000)), ForkJoinPool.getCommonPoolParallelism()));
        checks.check("fork-join-exception", () -> {
            try (var pool = new ForkJoinPool(2)) {
                return pool.submit(() -> {
                            throw new IllegalArgumentException("forked");
                        })
                        .get();
            }
        });
        checks.check("flow", () -> {
            var received = Collections.synchronizedList(new ArrayList<Integer>());
            var done = new CountDownLatch(1);
            try (var publisher = new SubmissionPublisher<Integer>()) {
                publisher.subscribe(new Flow.Subscriber<>() {
                    private Flow.Subscription subscription = new Flow.Subscription() {
                        @Override
                        public void request(long n) {}

                        @Override
                        public void cancel() {}
                    };

                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        this.subscription = subscription;
                        subscription.request(1);
                    }

                    @Override
                    public void onNext(Integer item) {
                        received.add(item);
                        subscription.request(1);
                    }

                    @Override
                    public void onError(Throwable throwable) {
                        done.countDown();
                    }

                    @Override
                    public void onComplete() {
                        done.countDown();
                    }
                });
                for (int i = 0; i < 10; i++) {
                    publisher.submit(i);
                }
            }
            return done.await(10, TimeUnit.SECONDS) + "" + received;
        });
    }

    private static void locks(Checks checks) {
        checks.check("reentrant-lock", () -> {
            var lock = new ReentrantLock(true);
            lock.lock();
            lock.lock();
            var seen = List.of(lock.getHoldCount(), lock.isFair(), lock.isHeldByCurrentThread(), lock.tryLock());
            return seen + "" + lock.getHoldCount();
        });
        checks.check("unlock-unheld", () -> {
            new ReentrantLock().unlock();
            return "unlocked";
        });
        checks.check("condition", () -> {
            var lock = new ReentrantLock();
            Condition changed = lock.newCondition();
            int[] value = new int[1];
            Thread thread = Thread.ofPlatform().start(() -> {
                lock.lock();
                try {
                    value[0] = 42;
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            });
            lock.lock();
            try {
                while (value[0] == 0) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
            thread.join();
            return value[0];
        });
        checks.check("condition-timeout", () -> {
            var lock = new ReentrantLock();
            lock.lock();
            return lock.newCondition().await(10, TimeUnit.MILLISECONDS);
        });
        checks.check("lock-interruptibly", () -> {
            var lock = new ReentrantLock();
            Thread.currentThread().interrupt();
            lock.lockInterruptibly();
            return "locked";
        });
        checks.check("try-lock-timeout", () -> {
            var lock = new ReentrantLock();
            lock.lock();
            var result = new AtomicReference<Object>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    result.set(lock.tryLock(10, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    result.set(e);
                }
            });
            thread.join();
            return List.of(result.get(), lock.hasQueuedThreads());
        });
        checks.check("read-write", () -> {
            var lock = new ReentrantReadWriteLock();
            lock.readLock().lock();
            boolean upgrade = lock.writeLock().tryLock();
            lock.readLock().unlock();
            lock.writeLock().lock();
            boolean downgrade = lock.readLock().tryLock();
            return List.of(upgrade, downgrade, lock.getReadLockCount(), lock.isWriteLocked());
        });
        checks.check("stamped", () -> {
            var lock = new StampedLock();
            long optimistic = lock.tryOptimisticRead();
            boolean before = lock.validate(optimistic);
            long write = lock.writeLock();
            boolean during = lock.validate(optimistic);
            lock.unlockWrite(write);
            return List.of(before, during, lock.validate(optimistic), lock.tryConvertToWriteLock(lock.readLock()) != 0);
        });
        checks.check("stamped-wrong", () -> {
            new StampedLock().unlockRead(7);
            return "unlocked";
        });
    }

    private static void synchronizers(Checks checks) {
        checks.check("latch-timeout", () -> new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS));
        checks.check("barrier", () -> {
            var trips = new AtomicInteger();
            var barrier = new CyclicBarrier(3, trips::incrementAndGet);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        barrier.await();
                        barrier.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return List.of(trips.get(), barrier.isBroken());
        });
        checks.check("barrier-broken", () -> {
            var barrier = new CyclicBarrier(2);
            try {
                barrier.await(5, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                barrier.await();
            }
            return "passed";
        });
        checks.check("semaphore", () -> {
            var semaphore = new Semaphore(2, true);
            semaphore.acquire();
            return List.of(
                    semaphore.tryAcquire(2),
                    semaphore.tryAcquire(),
                    semaphore.availablePermits(),
                    semaphore.drainPermits());
        });
        checks.check("phaser", () -> {
            var phaser = new Phaser(1);
            phaser.register();
            phaser.arrive();
            int phase = phaser.arriveAndDeregister();
            return List.of(phase, phaser.getPhase(), phaser.getRegisteredParties(), phaser.isTerminated());
        });
        checks.check("exchanger", () -> {
            var exchanger = new Exchanger<String>();
            var got = new AtomicReference<String>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    got.set(exchanger.exchange("from thread"));
                } catch (InterruptedException e) {
                    got.set("interrupted");
                }
            });
            String mine = exchanger.exchange("from check");
            thread.join();
            return mine + ", " + got.get();
        });
    }

    private record Due(long nanos, String name) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(nanos, ((Due) other).nanos);
        }
    }

    private static void queues(Checks checks) {
        checks.check("blocking-queue", () -> {
            var queue = new ArrayBlockingQueue<Integer>(2);
            Thread producer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 100; i++) {
                    try {
                        queue.put(i);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            int sum = 0;
            for (int i = 0; i < 100; i++) {
                sum += queue.take();
            }
            producer.join();
            return List.of(sum, queue.offer(1), queue.offer(2), queue.offer(3), queue.remainingCapacity());
        });
        checks.check("queue-add-full", () -> {
            var queue = new ArrayBlockingQueue<Integer>(1);
            queue.add(1);
            return queue.add(2);
        });
        checks.check(
                "poll-timeout",
                () -> Arrays.asList(
                        new LinkedBlockingDeque<Integer>().pollLast(5, TimeUnit.MILLISECONDS),
                        new SynchronousQueue<Integer>().offer(1)));
        checks.check("delay-queue", () -> {
            var queue = new DelayQueue<Due>();
            long now = System.nanoTime();
            queue.add(new Due(now + Duration.ofMillis(40).toNanos(), "second"));
            queue.add(new Due(now + Duration.ofMillis(10).toNanos(), "first"));
            return Arrays.asList(queue.take().name(), queue.take().name(), queue.poll());
        });
        checks.check("transfer", () -> {
            var queue = new LinkedTransferQueue<String>();
            Thread taker = Thread.ofPlatform().start(() -> {
                try {
                    queue.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            queue.transfer("x");
            taker.join();
            return List.of(queue.tryTransfer("y"), queue.size());
        });
        checks.check("priority-blocking", () -> {
            var queue = new PriorityBlockingQueue<>(List.of("c", "a", "b"));
            return List.of(queue.take(), queue.take(), queue.take());
        });
        checks.check("concurrent-map", () -> {
            var map = new ConcurrentHashMap<Integer, Integer>();
            for (int i = 0; i < 1000; i++) {
                map.put(i, i);
            }
            return List.of(
                    map.reduceValues(10, Integer::sum),
                    map.search(1, (k, v) -> v == 500 ? "found" : null),
                    map.mappingCount(),
                    map.merge(1, 5, Integer::sum));
        });
        checks.check("concurrent-map-recursive", () -> {
            var map = new ConcurrentHashMap<String, Integer>();
            return map.computeIfAbsent("a", k -> map.computeIfAbsent("a", k2 -> 1));
        });
        checks.check("concurrent-map-null", () -> new ConcurrentHashMap<String, String>().put("a", null));
        checks.check("skip-list", () -> {
            var map = new ConcurrentSkipListMap<Integer, String>();
            for (int i = 0; i < 100; i += 7) {
                map.put(i, "v" + i);
            }
            return List.of(map.ceilingKey(50), map.headMap(20), map.lastEntry());
        });
        checks.check("copy-on-write", () -> {
            var list = new CopyOnWriteArrayList<>(List.of(1, 2, 3));
            for (Integer each : list) {
                list.add(each * 10);
            }
            return List.of(list, list.addIfAbsent(10));
        });
        checks.check("linked-queue", () -> {
            var queue = new ConcurrentLinkedQueue<Integer>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 500; j++) {
                        queue.add(j);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return queue.size();
        });
    }

    private static final class Counted {
        static final AtomicIntegerFieldUpdater<Counted> COUNT =
                AtomicIntegerFieldUpdater.newUpdater(Counted.class, "count");

        volatile int count;
    }

    private static void atomics(Checks checks) {
        checks.check("atomic-integer", () -> {
            var value = new AtomicInteger(5);
            return List.of(
                    value.getAndUpdate(x -> x * 2),
                    value.accumulateAndGet(3, Math::max),
                    value.compareAndSet(10, 11),
                    value.weakCompareAndSetPlain(0, 1),
                    value);
        });
        checks.check("field-updater", () -> {
            var counted = new Counted();
            Counted.COUNT.addAndGet(counted, 7);
            return Counted.COUNT.incrementAndGet(counted);
        });
        checks.check("adders", () -> {
            var adder = new LongAdder();
            var largest = new LongAccumulator(Long::max, Long.MIN_VALUE);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                int n = i;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 1000; j++) {
                        adder.increment();
                        largest.accumulate(n * 1000L + j);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return List.of(adder.sum(), largest.get());
        });
        checks.check("stamped-reference", () -> {
            var reference = new AtomicStampedReference<>("a", 0);
            boolean wrong = reference.compareAndSet("a", "b", 1, 2);
            boolean right = reference.compareAndSet("a", "b", 0, 1);
            return List.of(wrong, right, reference.getReference(), reference.getStamp());
        });
        checks.check("atomic-array", () -> {
            var array = new AtomicLongArray(3);
            array.getAndAdd(1, 5);
            array.lazySet(2, 9);
            return array.toString();
        });
        checks.check(
                "time-unit",
                () -> List.of(
                        TimeUnit.DAYS.toMillis(1),
                        TimeUnit.MICROSECONDS.convert(Duration.ofMillis(3)),
                        TimeUnit.SECONDS.toChronoUnit(),
                        TimeUnit.NANOSECONDS.toSeconds(-1_999_999_999)));
    }
}
