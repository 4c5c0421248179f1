package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * What the boot loader hands over: {@code struct hvm_start_info} of the Xen PVH boot protocol
 * (xen/include/public/arch-x86/hvm/start_info.h), version 1.
 */
final class StartInfo {
    private static final int MAGIC = 0x336ec578;
    private static final int VERSION = 4;
    private static final int COMMAND_LINE = 24;
    private static final int MEMORY_MAP = 40;
    private static final int MEMORY_MAP_ENTRIES = 48;

    /** {@code struct hvm_memmap_table_entry}: address, size, type, reserved. */
    private static final int ENTRY_SIZE = 24;

    private static final int TYPE_RAM = 1;

    private StartInfo() {}

    /** Whether this is a start info that carries a memory map. */
    @Uninterruptible(reason = EARLY)
    static boolean valid(Pointer info) {
        return info.readInt(0) == MAGIC && info.readInt(VERSION) >= 1;
    }

    @Uninterruptible(reason = EARLY)
    static CCharPointer commandLine(Pointer info) {
        return (CCharPointer) info.readWord(COMMAND_LINE);
    }

    @Uninterruptible(reason = EARLY)
    static int entries(Pointer info) {
        return info.readInt(MEMORY_MAP_ENTRIES);
    }

    @Uninterruptible(reason = EARLY)
    static boolean isMemory(Pointer info, int entry) {
        return at(info, entry).readInt(16) == TYPE_RAM;
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord begin(Pointer info, int entry) {
        return at(info, entry).readWord(0);
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord end(Pointer info, int entry) {
        return begin(info, entry).add(at(info, entry).readWord(8));
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer at(Pointer info, int entry) {
        Pointer map = info.readWord(MEMORY_MAP);
        return map.add(Word.unsigned(entry).multiply(ENTRY_SIZE));
    }
}
