package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;

/**
 * The shared object that Linux maps into every process (vDSO): an ELF file whose dynamic symbols are looked through
 * (System V ABI, chapter 5; Linux Documentation/ABI/stable/vdso). It comes from the kernel, and is trusted as that is.
 */
final class MappedCode {
    private static final CGlobalData<CCharPointer> CLOCK = CGlobalDataFactory.createCString("__vdso_clock_gettime");

    private static final int SECTION_TABLE = 40;
    private static final int SECTION_COUNT = 60;
    private static final int SECTION_SIZE = 64;
    private static final int SECTION_TYPE = 4;
    private static final int SECTION_OFFSET = 24;
    private static final int SECTION_LENGTH = 32;
    private static final int SECTION_LINK = 40;
    private static final int TYPE_DYNAMIC_SYMBOLS = 11;

    private static final int SYMBOL_SIZE = 24;
    private static final int SYMBOL_VALUE = 8;

    private MappedCode() {}

    /** The function that reads a clock; null when there is none. */
    @Uninterruptible(reason = EARLY)
    static Pointer clock(Pointer file) {
        if (file.isNull()) {
            return file;
        }
        Pointer sections = file.add((int) file.readLong(SECTION_TABLE));
        for (int i = 0; i < file.readShort(SECTION_COUNT); i++) {
            Pointer section = sections.add(i * SECTION_SIZE);
            if (section.readInt(SECTION_TYPE) == TYPE_DYNAMIC_SYMBOLS) {
                return symbol(file, section, sections.add(section.readInt(SECTION_LINK) * SECTION_SIZE));
            }
        }
        return Word.nullPointer();
    }

    /** The file is mapped as it is, so offsets in it and addresses from its beginning are the same. */
    @Uninterruptible(reason = EARLY)
    private static Pointer symbol(Pointer file, Pointer symbols, Pointer names) {
        Pointer first = file.add((int) symbols.readLong(SECTION_OFFSET));
        Pointer text = file.add((int) names.readLong(SECTION_OFFSET));
        for (int at = 0; at < symbols.readLong(SECTION_LENGTH); at += SYMBOL_SIZE) {
            if (same(text.add(first.readInt(at)), CLOCK.get())) {
                return file.add((int) first.readLong(at + SYMBOL_VALUE));
            }
        }
        return Word.nullPointer();
    }

    @Uninterruptible(reason = EARLY)
    private static boolean same(Pointer name, CCharPointer wanted) {
        int at = 0;
        while (wanted.read(at) != 0) {
            if (name.readByte(at) != wanted.read(at)) {
                return false;
            }
            at++;
        }
        return name.readByte(at) == 0;
    }
}
