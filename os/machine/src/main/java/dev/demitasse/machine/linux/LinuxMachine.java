package dev.demitasse.machine.linux;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import com.oracle.svm.core.log.Log;
import dev.demitasse.machine.CommandLine;
import dev.demitasse.machine.DeviceBus.MessageInterrupt;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.Registers;
import dev.demitasse.machine.x86.TrapFrame;
import java.util.List;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;

/** The contract, kept by a Linux process. Each part is in the class of its name. */
public final class LinuxMachine extends Machine {
    private static final CGlobalData<CCharPointer> MEMORY = CGlobalDataFactory.createCString("demi.memory=");
    private static final CGlobalData<CCharPointer> EVENTS = CGlobalDataFactory.createCString("demi.events=");
    private static final CGlobalData<CCharPointer> DEBUG = CGlobalDataFactory.createCString("demi.debug=");
    private static final CGlobalData<CCharPointer> STOP = CGlobalDataFactory.createCString("stop\n");
    private static final CGlobalData<CCharPointer> REPORT = CGlobalDataFactory.createCString("report\n");

    private static final CGlobalData<CCharPointer> NO_MEMORY = CGlobalDataFactory.createCString(
            "demitasse: Linux refuses the addresses for this much memory: see ulimit -v, or ask for less\n");
    private static final CGlobalData<CCharPointer> NO_SIGNALS =
            CGlobalDataFactory.createCString("demitasse: Linux refuses to handle signals\n");
    private static final CGlobalData<CCharPointer> NO_NETWORK = CGlobalDataFactory.createCString(
            "demitasse: the network that demi.net-socket or demi.net-tap names cannot be opened\n");
    private static final CGlobalData<CCharPointer> NO_SANDBOX = CGlobalDataFactory.createCString(
            "demitasse: this process cannot give up its privileges: Linux needs seccomp filters\n");

    private static final long DEFAULT_MEMORY = 64 << 20;

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;

    private static final int DEVICE_INTERRUPTS = 44;
    private static final int CONSOLE_BIT = 44;

    private static final int NETWORK_LINE = 0;

    /** How long a process that is never idle goes without looking for input: some 100 µs. */
    private static final long LOOK_AFTER_TICKS = 300_000;

    private long memory;
    private int events;
    private int network = NetworkAttachment.NONE;
    private int networkBit;
    private int stops = -1;
    private int request;

    /** How much of the word for it has been read. */
    private int requestPosition;

    private boolean listening;
    private long bootNanos;
    private long lookedAt;
    private long pending;

    @SuppressWarnings("NullAway.Init") // a machine word: zero, never null
    private CCharPointer commandLine;

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean start(Pointer stack) {
        // What the starter left open by accident must not be in reach of the application.
        Linux.call(Linux.CLOSE_RANGE, STANDARD_ERROR + 1, -1, 0);
        ProcessClock.start(stack);
        bootNanos = ProcessClock.nanos(ProcessClock.MONOTONIC);
        commandLine = StartStack.commandLine(stack);
        if (CommandLine.number(commandLine, DEBUG.get()) != 0) {
            Signals.awaitDebugger();
        }
        long asked = CommandLine.number(commandLine, MEMORY.get());
        memory = asked == 0 ? DEFAULT_MEMORY : asked;
        events = (int) CommandLine.number(commandLine, EVENTS.get());
        if (!ProcessMemory.reserve(memory)) {
            return refuse(NO_MEMORY.get());
        }
        stops = Signals.openRequests();
        if (stops < 0 || !Signals.handleTraps()) {
            return refuse(NO_SIGNALS.get());
        }
        if (NetworkAttachment.isNamed(commandLine)) {
            network = NetworkAttachment.open(commandLine);
            if (network < 0) {
                return refuse(NO_NETWORK.get());
            }
        }
        return Privileges.giveUp() || refuse(NO_SANDBOX.get());
    }

    @Uninterruptible(reason = EARLY)
    private static boolean refuse(CCharPointer reason) {
        int length = 0;
        while (reason.read(length) != 0) {
            length++;
        }
        Linux.write(STANDARD_OUTPUT, reason, length);
        return false;
    }

    // --- memory ---

    @Override
    @Uninterruptible(reason = EARLY)
    public int memoryRegions() {
        return 1;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memoryBegin(int region) {
        return ProcessMemory.framesBegin();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memoryEnd(int region) {
        return ProcessMemory.framesEnd();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memorySize() {
        return Word.unsigned(memory);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean protectImage(FrameSource frames) {
        return ProcessMemory.protectImage();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord addressesBegin() {
        return ProcessMemory.addressesBegin();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord addressesEnd() {
        return ProcessMemory.addressesEnd();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean back(Pointer begin, UnsignedWord size, FrameSource frames) {
        return ProcessMemory.back(begin, size, frames);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void unback(Pointer begin, UnsignedWord size, FrameSource frames) {
        ProcessMemory.unback(begin, size, frames);
    }

    /** There are no registers to map. */
    @Override
    @Uninterruptible(reason = EARLY)
    public boolean mapRegisters(UnsignedWord page, FrameSource frames) {
        return false;
    }

    // --- threads ---

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer prepareStack(Pointer top, CFunctionPointer function, WordBase argument) {
        return Linux.prepareStack(top, function, argument);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void switchStack(PointerBase save, PointerBase other) {
        Linux.switchStack(save, other);
    }

    // --- time ---

    @Override
    @Uninterruptible(reason = EARLY)
    public long nanoTime() {
        return ProcessClock.nanos(ProcessClock.MONOTONIC) - bootNanos;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public long epochNanos() {
        return ProcessClock.nanos(ProcessClock.REALTIME);
    }

    // --- interrupts ---

    /** What comes while the process is busy is looked for here, every so often. */
    @Override
    @Uninterruptible(reason = EARLY)
    public long takePendingInterrupts() {
        long now = Linux.timeStampCounter();
        if (now - lookedAt > LOOK_AFTER_TICKS) {
            lookedAt = now;
            mark(Waiting.poll(0));
        }
        long taken = pending;
        pending = 0;
        return taken;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void idleUntil(long deadline) {
        long nanos = -1;
        if (deadline != Long.MAX_VALUE) {
            nanos = deadline - nanoTime();
            if (nanos <= 0) {
                return;
            }
        }
        mark(Waiting.poll(nanos));
        lookedAt = Linux.timeStampCounter();
    }

    @Uninterruptible(reason = EARLY)
    private void mark(int places) {
        if ((places & 1 << Waiting.NETWORK) != 0) {
            pending |= 1L << networkBit;
        }
        if ((places & (1 << Waiting.CONSOLE | 1 << Waiting.STOPS)) != 0) {
            pending |= 1L << CONSOLE_BIT;
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean isMissingPage(Pointer trapFrame) {
        return TrapFrame.isMissingPage(trapFrame);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer trapAddress(Pointer trapFrame) {
        return TrapFrame.address(trapFrame);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer trapInstruction(Pointer trapFrame) {
        return TrapFrame.instruction(trapFrame);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer trapStack(Pointer trapFrame) {
        return TrapFrame.stack(trapFrame);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int trapNumber(Pointer trapFrame) {
        return TrapFrame.number(trapFrame);
    }

    @Override
    public void describeTrap(Pointer trapFrame, Log log) {
        TrapFrame.describe(trapFrame, log);
    }

    // --- the outside ---

    @Override
    @Uninterruptible(reason = EARLY)
    public void consoleWrite(CCharPointer bytes, UnsignedWord length) {
        writeAll(STANDARD_OUTPUT, bytes, length);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int consoleRead() {
        return ConsoleInput.read();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void controlWrite(CCharPointer bytes, UnsignedWord length) {
        if (events != 0) {
            writeAll(events, bytes, length);
        }
    }

    /** Nobody hears any more when the other end is gone: then the rest is lost. */
    @Uninterruptible(reason = EARLY)
    private static void writeAll(int descriptor, CCharPointer bytes, UnsignedWord length) {
        long done = 0;
        while (length.aboveThan(Word.unsigned(done))) {
            long count = Linux.write(descriptor, ((Pointer) bytes).add((int) done), length.rawValue() - done);
            if (count <= 0) {
                return;
            }
            done += count;
        }
    }

    /** The word that the host sends to a virtual machine's control channel, for the signal that asks for the same. */
    @Override
    @Uninterruptible(reason = EARLY)
    public int controlRead() {
        if (requestPosition == 0) {
            if (listening) {
                Waiting.await(Waiting.STOPS, stops, Waiting.POLLIN);
            }
            request = Signals.takeRequest(stops);
            if (request == Signals.NOTHING) {
                return -1;
            }
        }
        CCharPointer word = request == Signals.STOP ? STOP.get() : REPORT.get();
        byte next = word.read(requestPosition);
        requestPosition = next == '\n' ? 0 : requestPosition + 1;
        return next;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public CCharPointer commandLine() {
        return commandLine;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean random(PointerBase eightBytes) {
        Pointer bytes = Linux.touched((Pointer) eightBytes, Long.BYTES);
        return Linux.call(Linux.GETRANDOM, bytes.rawValue(), Long.BYTES, 0) == Long.BYTES;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void powerOff(int status) {
        Linux.call(Linux.EXIT_GROUP, status, 0, 0);
    }

    // --- devices ---

    @Override
    public int consoleInterrupt() {
        return CONSOLE_BIT;
    }

    @Override
    public void listen() {
        listening = true;
        awaitInput(stops);
    }

    @Uninterruptible(reason = EARLY)
    private static void awaitInput(int stops) {
        Waiting.await(Waiting.STOPS, stops, Waiting.POLLIN);
        ConsoleInput.listen();
    }

    @Override
    public List<DeviceDescriptor> discover() {
        if (network < 0) {
            return List.of();
        }
        HostDescriptor stream = new HostDescriptor(network, Waiting.NETWORK);
        return List.of(
                NetworkAttachment.isStream(commandLine)
                        ? new DeviceDescriptor.FrameStream(stream, NETWORK_LINE, hardwareAddress())
                        : new DeviceDescriptor.Tap(stream, NETWORK_LINE, hardwareAddress()));
    }

    /** By chance, from the range that is administered locally (IEEE 802, the two lowest bits of the first byte). */
    private byte[] hardwareAddress() {
        long chance = chance();
        byte[] address = new byte[6];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (chance >>> Byte.SIZE * i);
        }
        address[0] = (byte) (address[0] & 0xfc | 0x02);
        return address;
    }

    @Uninterruptible(reason = "A virtual thread's stack may move where it can be interrupted.")
    private long chance() {
        Pointer word = StackValue.get(Long.BYTES);
        word.writeLong(0, 0);
        random(word);
        return word.readLong(0);
    }

    @Override
    public Registers memoryRegisters(long address, long size) {
        throw new UnsupportedOperationException("a process has no device registers");
    }

    @Override
    public Registers portRegisters(int port, int size) {
        throw new UnsupportedOperationException("a process has no I/O ports");
    }

    @Override
    public MessageInterrupt messageInterrupt(int bit) {
        throw new UnsupportedOperationException("a process has no message-signalled interrupts");
    }

    @Override
    public void routeLine(int line, int bit) {
        if (line != NETWORK_LINE) {
            throw new IllegalArgumentException("a process has no interrupt line " + line);
        }
        networkBit = bit;
    }

    @Override
    public int deviceInterrupts() {
        return DEVICE_INTERRUPTS;
    }
}
