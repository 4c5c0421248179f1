package dev.demitasse.kernel;

import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.LogHandler;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.UnsignedWord;

/** SubstrateVM's own messages go to the console, and its fatal errors end the machine. */
final class KernelLog implements LogHandler {
    @Override
    public void log(CCharPointer bytes, UnsignedWord length) {
        ImageSingletons.lookup(Machine.class).consoleWrite(bytes, length);
    }

    @Override
    public void flush() {
        // The console keeps nothing back.
    }

    @Override
    public void fatalError() {
        Panic.halt();
    }
}
