package dev.demitasse.junit;

import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.InstanceListener;
import java.nio.ByteBuffer;

/** Hears nothing: what an instance says is in its logs. */
enum Unheard implements InstanceListener {
    /** The only one. */
    LISTENER;

    @Override
    public void console(ByteBuffer bytes) {}

    @Override
    public void event(ControlEvent event) {}

    @Override
    public void note(String message) {}
}
