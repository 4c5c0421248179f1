package dev.demitasse.hypervisor;

import java.nio.ByteBuffer;

/** Hears what an instance says while it runs. Each method is called from one thread of its own, in order. */
public interface InstanceListener {
    /** The guest wrote to its console; the buffer is the listener's only during the call. */
    void console(ByteBuffer bytes);

    /** The guest told something. */
    void event(ControlEvent event);

    /** Something about the host that the user should know once, such as that there is no hardware acceleration. */
    void note(String message);
}
