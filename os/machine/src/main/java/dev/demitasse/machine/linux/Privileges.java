package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/** Gives up what the process could do beyond computing: the right to gain privileges, capabilities, system calls. */
final class Privileges {
    private static final int PR_SET_NO_NEW_PRIVS = 38;

    /** {@code _LINUX_CAPABILITY_VERSION_3}: two structures of three words. */
    private static final int CAPABILITY_VERSION = 0x20080522;

    private static final int CAPABILITY_BYTES = 24;

    private Privileges() {}

    /** Whether all of it succeeded; the process must not go on otherwise. */
    @Uninterruptible(reason = EARLY)
    static boolean giveUp() {
        return Linux.call(Linux.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0) == 0
                && dropCapabilities()
                && SystemCallFilter.install();
    }

    @Uninterruptible(reason = EARLY)
    private static boolean dropCapabilities() {
        Pointer header = StackValue.get(Long.BYTES);
        header.writeInt(0, CAPABILITY_VERSION);
        header.writeInt(Integer.BYTES, 0);
        Pointer none = StackValue.get(CAPABILITY_BYTES);
        for (int at = 0; at < CAPABILITY_BYTES; at += Long.BYTES) {
            none.writeLong(at, 0);
        }
        return Linux.call(Linux.CAPSET, header.rawValue(), none.rawValue(), 0) == 0;
    }
}
