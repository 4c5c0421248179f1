package dev.demitasse.drivers;

import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Registers;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A machine for drivers under test: memory that both sides see, register windows at addresses, interrupts that run at
 * once in the thread of the device. Counts register accesses, since each would be an exit from a guest.
 */
final class SimulatedBus implements DeviceBus {
    /** Where guest memory begins: far from 0 and from every register window, so that a stray address is seen. */
    static final long MEMORY = 0x4000_0000L;

    static final long MESSAGES = 0xfee0_0000L;

    private static final int MEMORY_SIZE = 4 << 20;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(MEMORY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final NavigableMap<Long, Registers> windows = new TreeMap<>();
    private final NavigableMap<Integer, Registers> ports = new TreeMap<>();
    private final List<Runnable> messageHandlers = new ArrayList<>();
    private final Map<Integer, Runnable> lineHandlers = new HashMap<>();
    private int allocated;
    private long freeAddressSpace;
    private int accesses;

    /** Puts a device's registers at an address. */
    void plug(long address, Registers registers) {
        windows.put(address, registers);
    }

    /** Puts a device's registers at an I/O port. */
    void plugPort(int port, Registers registers) {
        ports.put(port, registers);
    }

    /** Gives the platform address space to hand out; without this it has none. */
    void offerAddressSpace(long address) {
        freeAddressSpace = address;
    }

    /** Register accesses through windows so far. */
    int accesses() {
        return accesses;
    }

    /** Bytes of device memory handed out so far. */
    int allocated() {
        return allocated;
    }

    int messageInterrupts() {
        return messageHandlers.size();
    }

    /** Guest memory as a device sees it; an address outside of it fails the test. */
    ByteBuffer memory(long address, int length) {
        long offset = address - MEMORY;
        if (offset < 0 || length < 0 || offset + length > allocated) {
            throw new AssertionError("device told to access " + length + " bytes at 0x" + Long.toHexString(address)
                    + ", which is not memory the driver has allocated");
        }
        return memory.slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the interrupt controller does when a device writes a message. */
    void message(long address, int data) {
        if (address != MESSAGES) {
            throw new AssertionError("interrupt message to 0x" + Long.toHexString(address));
        }
        messageHandlers.get(data).run();
    }

    /** What the interrupt controller does when a line rises. */
    void raiseLine(int line) {
        Runnable handler = lineHandlers.get(line);
        if (handler == null) {
            throw new AssertionError("interrupt on line " + line + ", which has no handler");
        }
        handler.run();
    }

    boolean hasLineHandler(int line) {
        return lineHandlers.containsKey(line);
    }

    @Override
    public Registers memoryRegisters(long address, long size) {
        Map.Entry<Long, Registers> window = windows.floorEntry(address);
        if (window == null
                || address + size > window.getKey() + window.getValue().size()) {
            throw new AssertionError(
                    size + " bytes of registers at 0x" + Long.toHexString(address) + ": nothing there");
        }
        return new Counted(new RegisterWindow(window.getValue(), address - window.getKey(), size));
    }

    @Override
    public Registers portRegisters(int port, int size) {
        Map.Entry<Integer, Registers> window = ports.floorEntry(port);
        if (window == null || port + size > window.getKey() + window.getValue().size()) {
            throw new AssertionError(size + " ports at 0x" + Integer.toHexString(port) + ": nothing there");
        }
        return new Counted(new RegisterWindow(window.getValue(), port - window.getKey(), size));
    }

    @Override
    public DeviceMemory allocate(int size, int alignment) {
        int start = (allocated + alignment - 1) & -alignment;
        allocated = start + size;
        return new DeviceMemory(memory.slice(start, size), MEMORY + start);
    }

    @Override
    public OptionalLong claimAddressSpace(long size) {
        if (freeAddressSpace == 0) {
            return OptionalLong.empty();
        }
        long address = (freeAddressSpace + size - 1) & -size;
        freeAddressSpace = address + size;
        return OptionalLong.of(address);
    }

    @Override
    public MessageInterrupt messageInterrupt(Runnable handler) {
        messageHandlers.add(handler);
        return new MessageInterrupt(MESSAGES, messageHandlers.size() - 1);
    }

    @Override
    public void lineInterrupt(int line, Runnable handler) {
        lineHandlers.put(line, handler);
    }

    @Override
    public void fence() {
        VarHandle.fullFence();
    }

    private final class Counted implements Registers {
        private final Registers registers;

        Counted(Registers registers) {
            this.registers = registers;
        }

        @Override
        public long size() {
            return registers.size();
        }

        @Override
        public int get8(long offset) {
            accesses++;
            return registers.get8(offset);
        }

        @Override
        public int get16(long offset) {
            accesses++;
            return registers.get16(offset);
        }

        @Override
        public int get32(long offset) {
            accesses++;
            return registers.get32(offset);
        }

        @Override
        public void set8(long offset, int value) {
            accesses++;
            registers.set8(offset, value);
        }

        @Override
        public void set16(long offset, int value) {
            accesses++;
            registers.set16(offset, value);
        }

        @Override
        public void set32(long offset, int value) {
            accesses++;
            registers.set32(offset, value);
        }
    }
}
