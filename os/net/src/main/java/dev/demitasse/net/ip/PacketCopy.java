package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;

/** Copies bytes from packet to packet, over an array that is made once. Guarded by the stack's lock. */
final class PacketCopy {
    private final byte[] scratch = new byte[2048];

    /** Copies {@code length} bytes, for which both packets have room. */
    void copy(PacketBuffer from, int fromOffset, PacketBuffer to, int toOffset, int length) {
        for (int done = 0; done < length; done += scratch.length) {
            int part = Math.min(scratch.length, length - done);
            from.get(fromOffset + done, scratch, 0, part);
            to.put(toOffset + done, scratch, 0, part);
        }
    }
}
