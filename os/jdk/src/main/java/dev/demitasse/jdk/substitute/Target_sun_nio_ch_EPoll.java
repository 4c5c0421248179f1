package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.EPollSet;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.IOException;

/** An event in memory is two ints, its bits and its descriptor: the JDK asks for the layout. */
@TargetClass(className = "sun.nio.ch.EPoll")
final class Target_sun_nio_ch_EPoll {
    private static final int EVENT_SIZE = 2 * Integer.BYTES;
    private static final int DESCRIPTOR_OFFSET = Integer.BYTES;

    /** {@code EPOLL_CTL_ADD}, {@code EPOLL_CTL_DEL}, {@code EPOLL_CTL_MOD}. */
    private static final int ADD = 1;

    private static final int DELETE = 2;
    private static final int MODIFY = 3;

    @Substitute
    private static int eventSize() {
        return EVENT_SIZE;
    }

    @Substitute
    private static int eventsOffset() {
        return 0;
    }

    @Substitute
    private static int dataOffset() {
        return DESCRIPTOR_OFFSET;
    }

    @Substitute
    static int create() throws IOException {
        return ChannelCalls.open(new EPollSet());
    }

    @Substitute
    static int ctl(int set, int operation, int descriptor, int events) {
        try {
            EPollSet epoll = (EPollSet) ChannelCalls.file(set);
            switch (operation) {
                case ADD -> epoll.add(descriptor, events);
                case DELETE -> epoll.remove(descriptor);
                case MODIFY -> epoll.modify(descriptor, events);
                default -> throw new StorageException(ErrorCode.INVALID);
            }
            return 0;
        } catch (StorageException e) {
            return e.code().number();
        } catch (IOException e) {
            return ErrorCode.BAD_DESCRIPTOR.number();
        }
    }

    @Substitute
    static int wait(int set, long address, int most, int timeoutMillis) throws IOException {
        EPollSet epoll = (EPollSet) ChannelCalls.file(set);
        long deadline = timeoutMillis == 0 ? Long.MIN_VALUE : SocketCalls.deadline(timeoutMillis);
        return epoll.await(
                (index, descriptor, events) -> {
                    long event = address + (long) index * EVENT_SIZE;
                    NativeMemory.putInt(event, events);
                    NativeMemory.putInt(event + DESCRIPTOR_OFFSET, descriptor);
                },
                most,
                deadline);
    }
}
