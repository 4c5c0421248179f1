package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.Namespace;
import dev.demitasse.storage.Node;
import dev.demitasse.storage.SocketNode;
import dev.demitasse.storage.StorageException;
import java.util.HashMap;
import java.util.Map;

/** Which Unix domain socket is behind which name in the tree of files. Guarded by a lock. */
final class UnixAddresses {
    /** What {@code bind(2)} gives a socket's name, less the usual mask. */
    private static final int PERMISSIONS = 0755;

    private static final KernelLock LOCK = new KernelLock();
    private static final Map<SocketNode, UnixSocketFile> BOUND = new HashMap<>();

    private UnixAddresses() {}

    /**
     * Makes the name of a socket.
     *
     * @throws StorageException as {@code bind(2)}, but NetworkException ADDRESS_IN_USE when something is there
     */
    static SocketNode bind(String path, UnixSocketFile socket) throws StorageException {
        Namespace.Place place = FileTree.namespace().place(path);
        SocketNode node;
        try {
            node = place.directory().createSocket(place.name(), PERMISSIONS);
        } catch (StorageException e) {
            if (e.code() == ErrorCode.EXISTS) {
                throw new NetworkException(NetworkError.ADDRESS_IN_USE);
            }
            throw e;
        }
        LOCK.lock();
        try {
            BOUND.put(node, socket);
        } finally {
            LOCK.unlock();
        }
        return node;
    }

    /** Forgets who was there; the name stays until somebody removes it. */
    static void release(SocketNode node) {
        LOCK.lock();
        try {
            BOUND.remove(node);
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * The socket of a name.
     *
     * @throws StorageException NO_ENTRY and others of finding a file; NetworkException CONNECTION_REFUSED when nobody is there
     */
    static UnixSocketFile find(String path) throws StorageException {
        Node node = FileTree.namespace().find(path);
        UnixSocketFile socket = null;
        if (node instanceof SocketNode name) {
            LOCK.lock();
            try {
                socket = BOUND.get(name);
            } finally {
                LOCK.unlock();
            }
        }
        if (socket == null) {
            throw new NetworkException(NetworkError.CONNECTION_REFUSED);
        }
        return socket;
    }
}
