package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects behind the {@code long} handles in which the JDK keeps what its native code allocates. Handles are never 0;
 * one that was removed may come again. Thread-safe.
 *
 * @param <T> what they stand for
 */
public final class Handles<T> {
    private final KernelLock lock = new KernelLock();
    /** Written under the lock; read without, by whoever was given the handle. */
    private volatile @Nullable Object[] objects = new @Nullable Object[8];

    /** A new table. */
    public Handles() {}

    /** A handle for {@code object}. */
    public long add(T object) {
        lock.lock();
        try {
            int index = 0;
            while (index < objects.length && objects[index] != null) {
                index++;
            }
            if (index == objects.length) {
                objects = Arrays.copyOf(objects, 2 * index);
            }
            objects[index] = object;
            return index + 1L;
        } finally {
            lock.unlock();
        }
    }

    /** The object behind a handle that {@link #add} gave. */
    @SuppressWarnings("unchecked")
    public T get(long handle) {
        Object object = objects[(int) handle - 1];
        if (object == null) {
            throw new IllegalStateException("handle " + handle + " was used after its end");
        }
        return (T) object;
    }

    /** Forgets a handle. */
    public void remove(long handle) {
        lock.lock();
        try {
            objects[(int) handle - 1] = null;
        } finally {
            lock.unlock();
        }
    }
}
