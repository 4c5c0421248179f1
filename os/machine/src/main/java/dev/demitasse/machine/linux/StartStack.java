package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;

/**
 * What Linux leaves on the stack of a new process: {@code argc}, the arguments, null, the environment, null, pairs of
 * numbers and values (System V ABI, AMD64 supplement, 3.4.1).
 */
final class StartStack {
    /** An environment variable, since other users cannot read it, unlike arguments. */
    private static final CGlobalData<CCharPointer> VARIABLE = CGlobalDataFactory.createCString("DEMITASSE_BOOT=");

    /** {@code <asm/auxvec.h>}. */
    private static final int AT_SYSINFO_EHDR = 33;

    private StartStack() {}

    /**
     * The boot options, tokens with blanks between: the value of the environment's {@code DEMITASSE_BOOT}, or without it
     * the arguments.
     */
    @Uninterruptible(reason = EARLY)
    static CCharPointer commandLine(Pointer stack) {
        int arguments = (int) stack.readLong(0);
        for (int at = arguments + 2; stack.readLong(at * Long.BYTES) != 0; at++) {
            CCharPointer variable = stack.readWord(at * Long.BYTES);
            int length = prefixed(variable, VARIABLE.get());
            if (length > 0) {
                return variable.addressOf(length);
            }
        }
        return arguments > 1 ? joined(stack, arguments) : Word.nullPointer();
    }

    /** The length of the prefix if the text begins so, else 0. */
    @Uninterruptible(reason = EARLY)
    private static int prefixed(CCharPointer text, CCharPointer prefix) {
        int length = 0;
        while (prefix.read(length) != 0) {
            if (text.read(length) != prefix.read(length)) {
                return 0;
            }
            length++;
        }
        return length;
    }

    /** Linux puts the arguments' texts one behind the other: with blanks for the zeros between they are one. */
    @Uninterruptible(reason = EARLY)
    private static CCharPointer joined(Pointer stack, int arguments) {
        for (int at = 2; at < arguments; at++) {
            CCharPointer argument = stack.readWord((at + 1) * Long.BYTES);
            argument.write(-1, (byte) ' ');
        }
        return stack.readWord(2 * Long.BYTES);
    }

    /** The shared object that Linux has mapped for the process, null if none. */
    @Uninterruptible(reason = EARLY)
    static Pointer mappedCode(Pointer stack) {
        int at = (int) stack.readLong(0) + 2;
        while (stack.readLong(at * Long.BYTES) != 0) {
            at++;
        }
        for (at++; stack.readLong(at * Long.BYTES) != 0; at += 2) {
            if (stack.readLong(at * Long.BYTES) == AT_SYSINFO_EHDR) {
                return stack.readWord((at + 1) * Long.BYTES);
            }
        }
        return Word.nullPointer();
    }
}
