package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.net.Readiness;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.StorageException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An {@code epoll(7)} set: many descriptors watched at once, level-triggered or one-shot. What becomes ready queues
 * itself, so a wait costs what is ready and not what is watched.
 *
 * <p>Lock order: the network stack's lock, or none, then this set's. Readiness is therefore never asked for with the
 * set's lock held.
 */
public final class EPollSet extends OpenFile {
    /** The event is reported once and then disabled until it is modified ({@code EPOLLONESHOT}). */
    public static final int ONE_SHOT = 1 << 30;

    private final KernelLock lock = new KernelLock();
    private final Map<Integer, Registration> registrations = new HashMap<>();
    /** Registrations that may be ready, oldest first. */
    private final ArrayDeque<Registration> queue = new ArrayDeque<>();

    /** Receives the events of a wait. */
    @FunctionalInterface
    public interface EventSink {
        /** The {@code index}-th event: these bits for this descriptor. */
        void event(int index, int descriptor, int events);
    }

    /**
     * Starts to watch a descriptor.
     *
     * @throws StorageException EXISTS when it is watched already, BAD_DESCRIPTOR
     */
    public void add(int descriptor, int events) throws StorageException {
        OpenFile file = Descriptors.get(descriptor);
        Registration registration = new Registration(descriptor, file, events);
        lock.lock();
        try {
            if (find(descriptor) != null) {
                throw new StorageException(ErrorCode.EXISTS);
            }
            registrations.put(descriptor, registration);
        } finally {
            lock.unlock();
        }
        file.watch(registration);
        registration.readinessChanged();
    }

    /**
     * Changes what a descriptor is watched for.
     *
     * @throws StorageException NO_ENTRY when it is not watched
     */
    public void modify(int descriptor, int events) throws StorageException {
        Registration registration;
        lock.lock();
        try {
            registration = find(descriptor);
            if (registration == null) {
                throw new StorageException(ErrorCode.NO_ENTRY);
            }
            registration.events = events;
        } finally {
            lock.unlock();
        }
        registration.readinessChanged();
    }

    /**
     * Stops watching a descriptor.
     *
     * @throws StorageException NO_ENTRY when it is not watched
     */
    public void remove(int descriptor) throws StorageException {
        Registration registration;
        lock.lock();
        try {
            registration = find(descriptor);
            if (registration == null) {
                throw new StorageException(ErrorCode.NO_ENTRY);
            }
            forget(registration);
        } finally {
            lock.unlock();
        }
        registration.file.unwatch(registration);
    }

    /** The registration of this descriptor, unless it is one of a file that had this number before. */
    private @Nullable Registration find(int descriptor) {
        Registration registration = registrations.get(descriptor);
        return registration == null || registration.file.closed() ? null : registration;
    }

    private void forget(Registration registration) {
        registration.events = 0;
        registrations.remove(registration.descriptor, registration);
        if (registration.queued) {
            queue.remove(registration);
            registration.queued = false;
        }
    }

    /**
     * Waits for events.
     *
     * @param sink receives them
     * @param most how many to report at most
     * @param deadlineNanos a time of the kernel's clock; {@link Long#MIN_VALUE} not to wait, {@link Long#MAX_VALUE} to
     *     wait without end
     * @return how many were reported, or {@link IoStatus#INTERRUPTED} when the set was closed
     */
    public int await(EventSink sink, int most, long deadlineNanos) {
        while (true) {
            int count = collect(sink, most);
            if (count > 0 || deadlineNanos == Long.MIN_VALUE) {
                return count;
            }
            int ready = await(Readiness.READABLE, deadlineNanos);
            if (ready == 0 || ready == IoStatus.INTERRUPTED) {
                return ready;
            }
        }
    }

    private int collect(EventSink sink, int most) {
        int reported = 0;
        // Level-triggered ones go back to the end, so one round looks at each registration at most once.
        for (int left = queueLength(); left > 0 && reported < most; left--) {
            Registration registration = takeFirst();
            if (registration == null) {
                break;
            }
            int ready = registration.readyEvents();
            if (ready != 0) {
                sink.event(reported++, registration.descriptor, ready);
                registration.reported();
            }
        }
        return reported;
    }

    private int queueLength() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Registration takeFirst() {
        lock.lock();
        try {
            Registration registration = queue.pollFirst();
            if (registration != null) {
                registration.queued = false;
            }
            return registration;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.CHARACTER_DEVICE, 0600, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    /** A set can itself be watched: it is readable when something in it may be ready. */
    @Override
    public int readiness() {
        return queueLength() > 0 ? Readiness.READABLE : 0;
    }

    @Override
    protected void end() {
        Registration[] all;
        lock.lock();
        try {
            all = registrations.values().toArray(new Registration[0]);
            registrations.clear();
            queue.clear();
        } finally {
            lock.unlock();
        }
        for (Registration registration : all) {
            registration.file.unwatch(registration);
        }
    }

    /** One descriptor in the set; its changing parts are guarded by the set's lock. */
    private final class Registration extends Watcher {
        final int descriptor;
        final OpenFile file;
        volatile int events;
        boolean queued;

        Registration(int descriptor, OpenFile file, int events) {
            this.descriptor = descriptor;
            this.file = file;
            this.events = events;
        }

        int readyEvents() {
            int wanted = events & ~ONE_SHOT;
            return wanted == 0 ? 0 : file.readiness() & (wanted | ALWAYS_REPORTED);
        }

        /** After an event was handed out: disabled if one-shot, else looked at again by the next wait. */
        void reported() {
            lock.lock();
            try {
                if ((events & ONE_SHOT) != 0) {
                    events = 0;
                } else if (!queued && events != 0) {
                    queued = true;
                    queue.addLast(this);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        void readinessChanged() {
            if (readyEvents() == 0) {
                return;
            }
            lock.lock();
            try {
                if (queued || events == 0) {
                    return;
                }
                queued = true;
                queue.addLast(this);
            } finally {
                lock.unlock();
            }
            EPollSet.this.readinessChanged();
        }

        @Override
        void fileClosed() {
            lock.lock();
            try {
                forget(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
