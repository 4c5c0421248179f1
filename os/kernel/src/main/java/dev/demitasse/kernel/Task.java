package dev.demitasse.kernel;

import org.graalvm.nativeimage.c.struct.RawField;
import org.graalvm.nativeimage.c.struct.RawFieldAddress;
import org.graalvm.nativeimage.c.struct.RawStructure;
import org.graalvm.nativeimage.c.type.WordPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.WordBase;

/**
 * A kernel thread. Lives outside the Java heap, since it is needed before there is a Java thread and while the heap is
 * collected. A record is used again for another thread but its memory is never given back: a wake-up that comes late
 * reaches a live record and is at worst spurious.
 */
@RawStructure
interface Task extends PointerBase {
    /** Can run, or does. */
    int READY = 0;
    /** Waits for {@link Scheduler#wake} or its deadline. */
    int WAITING = 1;
    /** Its function has returned. */
    int EXITED = 2;

    @RawField
    int getState();

    @RawField
    void setState(int state);

    /** Where its registers are saved while another thread runs. */
    @RawField
    Pointer getStackPointer();

    @RawField
    void setStackPointer(Pointer value);

    @RawFieldAddress
    WordPointer addressOfStackPointer();

    /** Lowest address of its stack; the page below it is never mapped. */
    @RawField
    Pointer getStackBegin();

    @RawField
    void setStackBegin(Pointer value);

    @RawField
    Pointer getStackEnd();

    @RawField
    void setStackEnd(Pointer value);

    /** The next in the ready queue, or in the list of unused records. */
    @RawField
    Task getNext();

    @RawField
    void setNext(Task task);

    /** The next in the queue of a lock or condition, see {@link WaitList}. */
    @RawField
    Task getNextWaiter();

    @RawField
    void setNextWaiter(Task task);

    /** Whether it stands in such a queue. */
    @RawField
    boolean getQueued();

    @RawField
    void setQueued(boolean queued);

    /** A wake-up that has come and is not used up yet. */
    @RawField
    boolean getPermit();

    @RawField
    void setPermit(boolean permit);

    @RawField
    long getDeadline();

    @RawField
    void setDeadline(long nanos);

    /** Its place among the {@link Deadlines}, or -1. */
    @RawField
    int getDeadlineIndex();

    @RawField
    void setDeadlineIndex(int index);

    /** What its function returned. */
    @RawField
    WordBase getResult();

    @RawField
    void setResult(WordBase value);

    /** Who waits in {@link Tasks#join}. */
    @RawField
    Task getJoiner();

    @RawField
    void setJoiner(Task task);
}
