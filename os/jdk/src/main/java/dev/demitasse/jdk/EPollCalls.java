package dev.demitasse.jdk;

import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.IOException;

/** What the native methods of {@code sun.nio.ch.EPoll} do. */
public final class EPollCalls {
    /** {@code EPOLL_CTL_ADD}, {@code EPOLL_CTL_DEL} and {@code EPOLL_CTL_MOD}. */
    private static final int ADD = 1;

    private static final int DELETE = 2;
    private static final int MODIFY = 3;

    private EPollCalls() {}

    /** Changes a set; answers 0 or the number of the error. */
    public static int control(int set, int operation, int descriptor, int events) {
        try {
            EPollSet epoll = (EPollSet) Descriptors.get(set);
            switch (operation) {
                case ADD -> epoll.add(descriptor, events);
                case DELETE -> epoll.remove(descriptor);
                case MODIFY -> epoll.modify(descriptor, events);
                default -> throw new StorageException(ErrorCode.INVALID);
            }
            return 0;
        } catch (StorageException e) {
            return e.code().number();
        }
    }

    /** Waits for events, which go to the array at {@code address}; answers how many or an {@link IoStatus}. */
    public static int await(int set, long address, int most, int timeoutMillis) throws IOException {
        EPollSet epoll = (EPollSet) ChannelCalls.file(set);
        long deadline = timeoutMillis == 0 ? Long.MIN_VALUE : SocketCalls.deadline(timeoutMillis);
        return epoll.await(new EventArray(address), most, deadline);
    }
}
