package dev.demitasse.jdk;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.Readiness;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the native methods of {@code sun.nio.ch.DatagramChannelImpl} and {@code DatagramDispatcher} do: each call moves
 * one whole datagram. Addresses lie in memory as a {@link SocketAddress}.
 */
public final class DatagramCalls {
    private DatagramCalls() {}

    private static DatagramSocketFile file(FileDescriptor descriptor) throws IOException {
        // Any other kind comes here only after the channel was closed under the caller.
        if (ChannelCalls.file(descriptor) instanceof DatagramSocketFile datagrams) {
            return datagrams;
        }
        throw new IOException("Bad file descriptor");
    }

    /** Receives; the sender goes to {@code sender}. Errors of earlier datagrams matter to connected sockets only. */
    public static int receive(FileDescriptor descriptor, long address, int length, long sender, boolean connected)
            throws IOException {
        DatagramSource from = new DatagramSource();
        while (true) {
            try {
                int count = file(descriptor).receive(NativeMemory.buffer(address, length), from);
                if (count >= 0) {
                    SocketAddress.write(sender, from.address(), from.port(), from.zone());
                }
                return count;
            } catch (NetworkException e) {
                if (connected || e.error() != NetworkError.CONNECTION_REFUSED) {
                    throw Failures.datagramException(e);
                }
            }
        }
    }

    /** Sends to the address at {@code target}, or to the peer when that is 0. */
    public static int send(FileDescriptor descriptor, long address, int length, long target) throws IOException {
        try {
            DatagramSocketFile file = file(descriptor);
            ByteBuffer source = NativeMemory.buffer(address, length);
            return target == 0 ? sendToPeer(file, source) : file.send(source, SocketAddress.read(target));
        } catch (NetworkException e) {
            throw Failures.datagramException(e);
        }
    }

    private static int sendToPeer(DatagramSocketFile file, ByteBuffer source) {
        while (true) {
            int count = file.udp().send(source);
            if (count != IoStatus.UNAVAILABLE || !file.blocking()) {
                return count;
            }
            if (file.await(Readiness.WRITABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return IoStatus.INTERRUPTED;
            }
        }
    }

    /** Receives from the connected peer. */
    public static int read(FileDescriptor descriptor, long address, int length) throws IOException {
        try {
            return file(descriptor).receive(NativeMemory.buffer(address, length), new DatagramSource());
        } catch (NetworkException e) {
            throw Failures.datagramException(e);
        }
    }

    /** Sends to the connected peer. */
    public static int write(FileDescriptor descriptor, long address, int length) throws IOException {
        return send(descriptor, address, length, 0);
    }

    /** Receives one datagram into an array of {@code struct iovec}. */
    public static long readVector(FileDescriptor descriptor, long vector, int length) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(total(vector, length));
        int count;
        try {
            count = file(descriptor).receive(whole, new DatagramSource());
        } catch (NetworkException e) {
            throw Failures.datagramException(e);
        }
        whole.flip();
        for (int i = 0; i < length && whole.hasRemaining(); i++) {
            ByteBuffer part = NativeMemory.vectorElement(vector, i);
            int bytes = Math.min(part.remaining(), whole.remaining());
            part.put(0, whole, whole.position(), bytes);
            whole.position(whole.position() + bytes);
        }
        return count;
    }

    /** Sends an array of {@code struct iovec} as one datagram. */
    public static long writeVector(FileDescriptor descriptor, long vector, int length) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(total(vector, length));
        for (int i = 0; i < length; i++) {
            whole.put(NativeMemory.vectorElement(vector, i));
        }
        try {
            return sendToPeer(file(descriptor), whole.flip());
        } catch (NetworkException e) {
            throw Failures.datagramException(e);
        }
    }

    private static int total(long vector, int length) {
        int total = 0;
        for (int i = 0; i < length; i++) {
            total += NativeMemory.vectorElement(vector, i).remaining();
        }
        return total;
    }
}
