package dev.demitasse.jdk;

import dev.demitasse.net.NetworkSocket;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileType;

/** An open socket. Its calls throw {@link dev.demitasse.net.NetworkException}. */
public abstract sealed class SocketFile extends OpenFile permits StreamSocketFile, DatagramSocketFile {
    /** The stack's socket; a stream socket gets another one when it starts to listen. */
    public abstract NetworkSocket socket();

    final void watchSocket(NetworkSocket socket) {
        socket.setReadinessListener(changed -> readinessChanged());
    }

    @Override
    public int readiness() {
        return socket().readiness();
    }

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.SOCKET, 0777, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    @Override
    protected void end() {
        socket().close();
        readinessChanged();
    }
}
