package dev.demitasse.machine.x86;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import com.oracle.svm.core.log.Log;
import com.oracle.svm.core.util.UnsignedUtils;
import dev.demitasse.machine.CommandLine;
import dev.demitasse.machine.DeviceBus.MessageInterrupt;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Image;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;
import org.jspecify.annotations.Nullable;

/** The contract, kept by an x86-64 virtual machine. Each part is in the class of its name. */
public final class PvhMachine extends Machine {
    private static final CGlobalData<Pointer> PENDING = CGlobalDataFactory.forSymbol("demi_pending_interrupts");

    private static final int DEVICE_INTERRUPTS = 44;
    private static final int CONSOLE_BIT = 44;
    private static final int SPURIOUS_BIT = 46;
    private static final int TIMER_BIT = 47;

    private static final int CONTROL_PORT = 0xe9;

    /** What the kernel maps as it likes: from 1 TiB, above any memory that is mapped at its own address, to 64 TiB. */
    private static final long ADDRESSES_BEGIN = 1L << 40;

    private static final long ADDRESSES_END = 1L << 46;

    private static final CGlobalData<CCharPointer> NO_START_INFO = CGlobalDataFactory.createCString(
            "demitasse: the boot loader gave no PVH start info with a memory map; boot this image with qemu -kernel\n");

    /** QEMU announces at most a handful of pieces: below 640 KiB, below the PCI hole, above 4 GiB. */
    private static final int MAX_REGIONS = 8;

    private final long[] regionBegin = new long[MAX_REGIONS];
    private final long[] regionEnd = new long[MAX_REGIONS];
    private int regions;

    @SuppressWarnings("NullAway.Init") // a machine word: zero, never null
    private UnsignedWord memorySize;

    @SuppressWarnings("NullAway.Init") // a machine word: zero, never null
    private CCharPointer commandLine;

    private @Nullable PciWindow pciWindow;
    private boolean hasControlPort;
    private boolean hasSecondSerial;

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean start(Pointer information) {
        SerialPort.enable(SerialPort.COM1);
        hasControlPort = Cpu.in8(CONTROL_PORT) == CONTROL_PORT;
        if (!StartInfo.valid(information)) {
            return refuse();
        }
        commandLine = StartInfo.commandLine(information);
        LocalApic.enable(TIMER_BIT, SPURIOUS_BIT);
        TscClock.start(commandLine);
        EmulatedTlb.start();
        memorySize = Word.zero();
        for (int i = 0; i < StartInfo.entries(information); i++) {
            if (StartInfo.isMemory(information, i)) {
                addRegion(StartInfo.begin(information, i), StartInfo.end(information, i));
            }
        }
        return regions > 0 || refuse();
    }

    @Uninterruptible(reason = EARLY)
    private static boolean refuse() {
        UnsignedWord length = Word.zero();
        while (NO_START_INFO.get().read((int) length.rawValue()) != 0) {
            length = length.add(1);
        }
        SerialPort.write(SerialPort.COM1, NO_START_INFO.get(), length);
        return false;
    }

    /** What lies below the image belongs to the firmware and the boot loader, and we leave it to them. */
    @Uninterruptible(reason = EARLY)
    private void addRegion(UnsignedWord from, UnsignedWord to) {
        memorySize = memorySize.add(to.subtract(from));
        UnsignedWord begin = UnsignedUtils.roundUp(UnsignedUtils.max(from, Image.end()), Word.unsigned(PAGE_SIZE));
        UnsignedWord end = UnsignedUtils.roundDown(to, Word.unsigned(PAGE_SIZE));
        if (begin.belowThan(end) && regions < MAX_REGIONS) {
            regionBegin[regions] = begin.rawValue();
            regionEnd[regions] = end.rawValue();
            regions++;
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int memoryRegions() {
        return regions;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memoryBegin(int region) {
        return Word.unsigned(regionBegin[region]);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memoryEnd(int region) {
        return Word.unsigned(regionEnd[region]);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord memorySize() {
        return memorySize;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean protectImage(FrameSource frames) {
        if (!PageTables.create(frames)
                || !mapSmall(Word.unsigned(PAGE_SIZE), Image.start(), frames)
                || !mapSmall(Image.start(), Image.end(), frames)
                || !PageTables.map(apic(LocalApic.ADDRESS), apic(LocalApic.ADDRESS), WRITE | DEVICE, frames)
                || !PageTables.map(apic(LocalApic.IO_ADDRESS), apic(LocalApic.IO_ADDRESS), WRITE | DEVICE, frames)) {
            return false;
        }
        for (int i = 0; i < regions; i++) {
            if (!mapMemory(Word.unsigned(regionBegin[i]), Word.unsigned(regionEnd[i]), frames)) {
                return false;
            }
        }
        PageTables.use();
        return true;
    }

    @Uninterruptible(reason = EARLY)
    private static UnsignedWord asWord(long value) {
        return Word.unsigned(value);
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer apic(long address) {
        return Word.pointer(address);
    }

    /** One to one, in small pages, each with the rights the image gives it; below the image, of plain memory. */
    @Uninterruptible(reason = EARLY)
    private static boolean mapSmall(UnsignedWord begin, UnsignedWord end, FrameSource frames) {
        for (UnsignedWord page = begin; page.belowThan(end); page = page.add(PAGE_SIZE)) {
            int access = page.belowThan(Image.start()) ? WRITE : Image.access(page);
            if (!PageTables.map((Pointer) page, page, access, frames)) {
                return false;
            }
        }
        return true;
    }

    /** One to one, writable, in large pages where they fit. */
    @Uninterruptible(reason = EARLY)
    private static boolean mapMemory(UnsignedWord begin, UnsignedWord end, FrameSource frames) {
        UnsignedWord large = asWord(PageTables.LARGE_PAGE);
        UnsignedWord page = begin;
        while (page.belowThan(end)) {
            if (UnsignedUtils.isAMultiple(page, large) && end.subtract(page).aboveOrEqual(large)) {
                if (!PageTables.mapLarge(page, page, WRITE, frames)) {
                    return false;
                }
                page = page.add(large);
            } else {
                if (!PageTables.map((Pointer) page, page, WRITE, frames)) {
                    return false;
                }
                page = page.add(PAGE_SIZE);
            }
        }
        return true;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord addressesBegin() {
        return Word.unsigned(ADDRESSES_BEGIN);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord addressesEnd() {
        return Word.unsigned(ADDRESSES_END);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean back(Pointer begin, UnsignedWord size, FrameSource frames) {
        for (UnsignedWord done = Word.zero(); done.belowThan(size); done = done.add(PAGE_SIZE)) {
            UnsignedWord frame = frames.takeFrame();
            if (frame.equal(0) || !PageTables.map(begin.add(done), frame, WRITE, frames)) {
                if (frame.notEqual(0)) {
                    frames.giveBack(frame);
                }
                unback(begin, done, frames);
                return false;
            }
        }
        return true;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void unback(Pointer begin, UnsignedWord size, FrameSource frames) {
        for (UnsignedWord done = Word.zero(); done.belowThan(size); done = done.add(PAGE_SIZE)) {
            UnsignedWord frame = PageTables.unmap(begin.add(done));
            if (frame.notEqual(0)) {
                frames.giveBack(frame);
            }
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean mapRegisters(UnsignedWord page, FrameSource frames) {
        return PageTables.map((Pointer) page, page, WRITE | DEVICE, frames);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer prepareStack(Pointer top, CFunctionPointer function, WordBase argument) {
        return Cpu.prepareStack(top, function, argument);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void switchStack(PointerBase save, PointerBase other) {
        Cpu.switchStack(save, other);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public long nanoTime() {
        return TscClock.nanoTime();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public long epochNanos() {
        return TscClock.epochNanos();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public long takePendingInterrupts() {
        EmulatedTlb.turn();
        // Interrupts are only let in by idleUntil, so nothing can come between the read and the write.
        long pending = PENDING.get().readLong(0);
        if (pending != 0) {
            PENDING.get().writeLong(0, 0);
        }
        return pending & ~(1L << TIMER_BIT | 1L << SPURIOUS_BIT);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void idleUntil(long deadline) {
        TscClock.idleUntil(deadline);
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

    @Override
    @Uninterruptible(reason = EARLY)
    public void consoleWrite(CCharPointer bytes, UnsignedWord length) {
        SerialPort.write(SerialPort.COM1, bytes, length);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int consoleRead() {
        return SerialPort.read(SerialPort.COM1);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void controlWrite(CCharPointer bytes, UnsignedWord length) {
        if (hasControlPort) {
            for (int i = 0; length.aboveThan(i); i++) {
                Cpu.out8(CONTROL_PORT, bytes.read(i));
            }
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int controlRead() {
        return hasSecondSerial ? SerialPort.read(SerialPort.COM2) : -1;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public CCharPointer commandLine() {
        return commandLine;
    }

    /** The device is asked only where it is told to have something: its directory alone is two thousand port reads. */
    @Override
    public String moreOptions() {
        return CommandLine.value(commandLine, CommandLine.MORE.get()) < 0
                ? ""
                : FirmwareConfiguration.text(
                        new PortRegisters(FirmwareConfiguration.PORT, FirmwareConfiguration.PORTS),
                        "opt/org.demitasse/boot");
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean random(PointerBase eightBytes) {
        return Cpu.random(eightBytes) != 0;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void powerOff(int status) {
        Cpu.powerOff(status);
    }

    @Override
    public int consoleInterrupt() {
        return CONSOLE_BIT;
    }

    @Override
    public void listen() {
        LocalApic.routeLine(SerialPort.COM1_LINE, CONSOLE_BIT);
        if (SerialPort.present(SerialPort.COM2)) {
            hasSecondSerial = true;
            SerialPort.enable(SerialPort.COM2);
            LocalApic.routeLine(SerialPort.COM2_LINE, CONSOLE_BIT);
        }
    }

    @Override
    public List<DeviceDescriptor> discover() {
        List<DeviceDescriptor> found = new ArrayList<>();
        if (commandLine.isNonNull()) {
            found.addAll(VirtioMmioDevices.parse(CTypeConversion.toJavaString(commandLine)));
        }
        List<DeviceDescriptor.Pci> functions = Pci.scan();
        pciWindow = PciWindow.above(endOfLowMemory(), functions);
        found.addAll(functions);
        return found;
    }

    /** Where the memory below 4 GiB ends. */
    private long endOfLowMemory() {
        long end = 0;
        for (int i = 0; i < regions; i++) {
            if (regionEnd[i] <= PciWindow.END) {
                end = Math.max(end, regionEnd[i]);
            }
        }
        return end;
    }

    @Override
    public OptionalLong claimAddressSpace(long size) {
        PciWindow window = pciWindow;
        return window == null ? OptionalLong.empty() : window.claim(size);
    }

    @Override
    public Registers memoryRegisters(long address, long size) {
        return new MemoryRegisters(address, size);
    }

    @Override
    public Registers portRegisters(int port, int size) {
        return new PortRegisters(port, size);
    }

    /** Intel SDM volume 3, section 11.11: fixed delivery, edge-triggered, to this processor. */
    @Override
    public MessageInterrupt messageInterrupt(int bit) {
        return new MessageInterrupt(LocalApic.ADDRESS | (long) LocalApic.id() << 12, LocalApic.FIRST_VECTOR + bit);
    }

    @Override
    public void routeLine(int line, int bit) {
        LocalApic.routeLine(line, bit);
    }

    @Override
    public int deviceInterrupts() {
        return DEVICE_INTERRUPTS;
    }
}
