package dev.demitasse.machine;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import org.graalvm.nativeimage.c.type.CCharPointer;

/** What the platform itself reads from the kernel command line, before there are strings. */
public final class CommandLine {
    /** Nanoseconds since the epoch when the hypervisor started this machine. */
    public static final CGlobalData<CCharPointer> CLOCK = CGlobalDataFactory.createCString("demi.clock=");

    /** Where there are more options than those on the command line: {@code fw_cfg}. */
    public static final CGlobalData<CCharPointer> MORE = CGlobalDataFactory.createCString("demi.more=");

    private CommandLine() {}

    /** The decimal number behind a token's prefix, or 0. */
    @Uninterruptible(reason = EARLY)
    public static long number(CCharPointer commandLine, CCharPointer prefix) {
        int value = value(commandLine, prefix);
        return value < 0 ? 0 : digits(commandLine, value);
    }

    /** Where the value behind a token's prefix begins; it ends at a blank or at the end of the line. -1 if there is none. */
    @Uninterruptible(reason = EARLY)
    public static int value(CCharPointer commandLine, CCharPointer prefix) {
        if (commandLine.isNull()) {
            return -1;
        }
        for (int at = 0; commandLine.read(at) != 0; at++) {
            if (at > 0 && commandLine.read(at - 1) != ' ') {
                continue;
            }
            int length = 0;
            while (prefix.read(length) != 0 && commandLine.read(at + length) == prefix.read(length)) {
                length++;
            }
            if (prefix.read(length) == 0) {
                return at + length;
            }
        }
        return -1;
    }

    @Uninterruptible(reason = EARLY)
    private static long digits(CCharPointer text, int from) {
        long value = 0;
        for (int at = from; text.read(at) >= '0' && text.read(at) <= '9'; at++) {
            value = value * 10 + (text.read(at) - '0');
        }
        return value;
    }
}
