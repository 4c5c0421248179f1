package dev.demitasse.machine;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Isolates;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/** Where the linker put the parts of this image, and what may be done with each. */
public final class Image {
    private static final CGlobalData<Pointer> START = CGlobalDataFactory.forSymbol("demi_image_start");
    private static final CGlobalData<Pointer> TEXT_START = CGlobalDataFactory.forSymbol("demi_text_start");
    private static final CGlobalData<Pointer> TEXT_END = CGlobalDataFactory.forSymbol("demi_text_end");
    private static final CGlobalData<Pointer> DATA_START = CGlobalDataFactory.forSymbol("demi_data_start");
    private static final CGlobalData<Pointer> DATA_END = CGlobalDataFactory.forSymbol("demi_data_end");
    private static final CGlobalData<Pointer> BSS_START = CGlobalDataFactory.forSymbol("demi_bss_start");
    private static final CGlobalData<Pointer> BSS_END = CGlobalDataFactory.forSymbol("demi_bss_end");
    private static final CGlobalData<Pointer> END = CGlobalDataFactory.forSymbol("demi_image_end");

    private Image() {}

    /** The image's first byte. */
    @Uninterruptible(reason = EARLY)
    public static UnsignedWord start() {
        return START.get();
    }

    /** The byte after the image's last page. */
    @Uninterruptible(reason = EARLY)
    public static UnsignedWord end() {
        return END.get();
    }

    /** The image heap's first byte, on a page boundary. */
    @Uninterruptible(reason = EARLY)
    public static UnsignedWord heapBegin() {
        return Isolates.IMAGE_HEAP_BEGIN.get();
    }

    /** The byte after the image heap. */
    @Uninterruptible(reason = EARLY)
    public static UnsignedWord heapEnd() {
        return Isolates.IMAGE_HEAP_END.get();
    }

    /** The rights of an image page: code is executed, data written, and the rest (constants) only read. */
    @Uninterruptible(reason = EARLY)
    public static int access(UnsignedWord page) {
        if (within(page, TEXT_START.get(), TEXT_END.get())) {
            return Machine.EXECUTE;
        }
        if (within(page, Isolates.IMAGE_HEAP_BEGIN.get(), Isolates.IMAGE_HEAP_END.get())) {
            boolean writable =
                    within(page, Isolates.IMAGE_HEAP_WRITABLE_BEGIN.get(), Isolates.IMAGE_HEAP_WRITABLE_END.get());
            return writable ? Machine.WRITE : 0;
        }
        boolean data = within(page, DATA_START.get(), DATA_END.get()) || within(page, BSS_START.get(), BSS_END.get());
        return data ? Machine.WRITE : 0;
    }

    /** A page that holds even one byte of the range counts as within. */
    @Uninterruptible(reason = EARLY)
    private static boolean within(UnsignedWord page, Pointer begin, Pointer end) {
        UnsignedWord pageMask = Word.unsigned(Machine.PAGE_SIZE - 1).not();
        return page.aboveOrEqual(begin.and(pageMask)) && page.belowThan(end);
    }
}
