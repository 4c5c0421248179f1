package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Virtual threads, by the ten thousand. */
public final class VirtualThreads {
    private static final int MANY = 10_000;

    private VirtualThreads() {}

    /** Runs them. */
    public static void run(Checks checks) {
        checks.check("properties", () -> {
            Thread thread = Thread.ofVirtual().name("v-", 3).unstarted(() -> {});
            return List.of(
                    thread.getName(),
                    thread.isVirtual(),
                    thread.isDaemon(),
                    thread.getPriority(),
                    thread.getThreadGroup().getName(),
                    thread.getState());
        });
        checks.check("to-string", () -> {
            var text = new ArrayList<String>();
            Thread.ofVirtual()
                    .name("named")
                    .start(() -> text.add(Thread.currentThread().toString().replaceAll("\\d+", "N")))
                    .join();
            return text;
        });
        checks.check("no-daemon-off", () -> {
            Thread.ofVirtual().unstarted(() -> {}).setDaemon(false);
            return "set";
        });
        checks.check("ten-thousand", () -> {
            var counter = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < MANY; i++) {
                threads.add(Thread.startVirtualThread(counter::incrementAndGet));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return counter.get();
        });
        checks.check("ten-thousand-parked", () -> {
            var gate = new CountDownLatch(1);
            var arrived = new CountDownLatch(MANY);
            var passed = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < MANY; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    arrived.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    passed.incrementAndGet();
                }));
            }
            arrived.await();
            gate.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            return passed.get();
        });
        checks.check("ten-thousand-asleep", () -> {
            var woken = new AtomicInteger();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < MANY; i++) {
                    executor.submit(() -> {
                        Thread.sleep(Duration.ofMillis(50));
                        return woken.incrementAndGet();
                    });
                }
            }
            return woken.get();
        });
        checks.check("executor", () -> {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                return executor
                        .invokeAll(Collections.nCopies(
                                100, () -> Thread.currentThread().isVirtual()))
                        .stream()
                        .map(Future::resultNow)
                        .distinct()
                        .toList();
            }
        });
        checks.check("interrupt", () -> {
            var seen = new ArrayList<String>();
            Thread thread = Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    seen.add(e.getMessage() + Thread.currentThread().isInterrupted());
                }
            });
            thread.interrupt();
            thread.join();
            return seen;
        });
        checks.check("monitor", () -> {
            var lock = new Object();
            int[] count = new int[1];
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 100; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    synchronized (lock) {
                        count[0]++;
                        LockSupport.parkNanos(10_000);
                        count[0]++;
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return count[0];
        });
        checks.check("wait-in-monitor", () -> {
            var lock = new Object();
            var log = Collections.synchronizedList(new ArrayList<String>());
            Thread thread = Thread.startVirtualThread(() -> {
                synchronized (lock) {
                    try {
                        while (log.isEmpty()) {
                            lock.wait();
                        }
                    } catch (InterruptedException e) {
                        return;
                    }
                    log.add("woken");
                }
            });
            synchronized (lock) {
                log.add("notifying");
                lock.notifyAll();
            }
            thread.join();
            return log;
        });
        checks.check("locks", () -> {
            var lock = new ReentrantLock();
            var semaphore = new Semaphore(3);
            int[] count = new int[1];
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 1000; i++) {
                    executor.submit(() -> {
                        semaphore.acquire();
                        lock.lock();
                        try {
                            count[0]++;
                        } finally {
                            lock.unlock();
                            semaphore.release();
                        }
                        return null;
                    });
                }
            }
            return count[0];
        });
        checks.check("thread-local", () -> {
            var local = new ThreadLocal<String>();
            var seen = Collections.synchronizedList(new ArrayList<String>());
            Thread.startVirtualThread(() -> {
                        local.set("mine");
                        Thread.yield();
                        seen.add(local.get());
                    })
                    .join();
            Thread.startVirtualThread(() -> seen.add("" + local.get())).join();
            return seen;
        });
        checks.check("exception", () -> {
            var seen = Collections.synchronizedList(new ArrayList<String>());
            Thread.ofVirtual()
                    .uncaughtExceptionHandler((t, e) -> seen.add(e.toString()))
                    .start(() -> {
                        throw new IllegalStateException("in a virtual thread");
                    })
                    .join();
            return seen;
        });
        checks.check("trace", () -> {
            var depth = new ArrayList<String>();
            Thread.startVirtualThread(() -> depth.add(new Exception().getStackTrace()[0].getClassName()))
                    .join();
            return depth;
        });
        checks.check("trace-of-parked", () -> {
            Thread thread = Thread.startVirtualThread(LockSupport::park);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            boolean park = java.util.Arrays.stream(thread.getStackTrace())
                    .anyMatch(f -> f.getMethodName().equals("park"));
            LockSupport.unpark(thread);
            thread.join();
            return park;
        });
        checks.check("deep-stack", () -> {
            var result = new int[1];
            Thread.startVirtualThread(() -> result[0] = deep(2000)).join();
            return result[0];
        });
        checks.check("sockets", () -> {
            var echoed = new AtomicInteger();
            var server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            try {
                Thread acceptor = Thread.startVirtualThread(() -> {
                    try {
                        while (true) {
                            Socket socket = server.accept();
                            Thread.startVirtualThread(() -> echo(socket));
                        }
                    } catch (IOException e) {
                        // The server has been closed.
                    }
                });
                try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 100; i++) {
                        byte n = (byte) i;
                        executor.submit(() -> {
                            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                                socket.getOutputStream().write(n);
                                if (socket.getInputStream().read() == n) {
                                    echoed.incrementAndGet();
                                }
                            }
                            return null;
                        });
                    }
                }
                server.close();
                acceptor.join();
            } finally {
                server.close();
            }
            return echoed.get();
        });
        checks.check("interrupt-accept", () -> {
            var seen = Collections.synchronizedList(new ArrayList<String>());
            try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                Thread thread = Thread.startVirtualThread(() -> {
                    try {
                        server.accept();
                    } catch (IOException e) {
                        seen.add(e.getClass().getName() + ": " + e.getMessage());
                    }
                });
                Thread.sleep(20);
                thread.interrupt();
                thread.join();
                return List.of(seen, server.isClosed());
            }
        });
    }

    private static int deep(int depth) {
        if (depth == 0) {
            LockSupport.parkNanos(1000);
            return 0;
        }
        return deep(depth - 1) + 1;
    }

    private static void echo(Socket socket) {
        try (socket) {
            int b;
            while ((b = socket.getInputStream().read()) >= 0) {
                socket.getOutputStream().write(b);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
