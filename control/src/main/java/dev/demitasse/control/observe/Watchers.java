package dev.demitasse.control.observe;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.Event;
import dev.demitasse.control.ServiceView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells those who watch what changes: looks at all services whenever something happens, and now and then for what only
 * counts, and passes on those that are not what they were. Looks only while somebody watches. Guarded by its lock.
 */
public final class Watchers {
    private static final long LOOK_MILLIS = 400;

    /** Of what happens at once, such as forty instances that start, several are seen in one look. */
    private static final long PAUSE_MILLIS = 40;

    private final ControlPlane plane;
    private final Semaphore happened = new Semaphore(0);
    private final HashSet<Consumer<Watching>> watchers = new HashSet<>();
    private Map<String, ServiceView> known = Map.of();
    private boolean looking;

    /** Watches a control plane; the recorder's samples are passed on. */
    public Watchers(ControlPlane plane, Recorder recorder) {
        this.plane = plane;
        plane.journal().listen(Long.MAX_VALUE, this::happened);
        recorder.listen(sample -> tell(new Watching.Measured(sample)));
    }

    private void happened(Event event) {
        tell(new Watching.Happened(event));
        happened.release();
    }

    private synchronized void tell(Watching news) {
        watchers.forEach(watcher -> watcher.accept(news));
    }

    /**
     * Begins to watch: told of all services first, then of changes. The watcher is called under a lock and must not block.
     *
     * @return what ends it
     */
    public Runnable watch(Consumer<Watching> watcher) {
        // Before the lock is taken, since the control plane's thread takes it to tell what happened.
        List<ServiceView> services = plane.services();
        synchronized (this) {
            watchers.add(watcher);
            watcher.accept(new Watching.All(services));
            // What others know may be newer: they are told again, and this one is told.
            known = index(services);
            if (!looking) {
                looking = true;
                Thread.ofVirtual().name("watch services").start(this::look);
            }
        }
        // What changed between the two is told by the next look.
        happened.release();
        return () -> {
            synchronized (this) {
                watchers.remove(watcher);
            }
        };
    }

    private void look() {
        try {
            while (isWatched()) {
                if (happened.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    Thread.sleep(PAUSE_MILLIS);
                    happened.drainPermits();
                }
                compare(index(plane.services()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            // The control plane is being closed: nothing changes any more.
            return;
        }
    }

    private synchronized boolean isWatched() {
        if (watchers.isEmpty()) {
            looking = false;
        }
        return looking;
    }

    private synchronized void compare(Map<String, ServiceView> now) {
        now.forEach((name, service) -> {
            if (!service.equals(known.get(name))) {
                tell(new Watching.Changed(service));
            }
        });
        known.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> tell(new Watching.Gone(name)));
        known = now;
    }

    private static Map<String, ServiceView> index(List<ServiceView> services) {
        var index = new LinkedHashMap<String, ServiceView>();
        services.forEach(service -> index.put(service.name(), service));
        return index;
    }
}
